import { createRequire } from 'node:module';
import { homedir, userInfo } from 'node:os';
import type { CliIo, Prompter } from './cli/cli-io.ts';
import type { Doors } from './cli/doors.ts';
import type { Actor } from './evidence/audit-entry.ts';
import { ERROR_KINDS, SealdockError } from './evidence/errors.ts';
import { chooseLanguage, wordsIn } from './words/choose-language.ts';
import { errorText } from './words/error-text.ts';

/** Nobody reads our standard output any more. Declared first: what follows runs at once. */
let isOutputClosed = false;

// Before anything that loads better-sqlite3, which ends an old Node without a message (FINDINGS 1.2).
process.exitCode = isSupported(process.versions.node) ? await start() : refuseRuntime();

/** The range of package.json's `engines`. */
function isSupported(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return (major === 24 && minor >= 15) || major >= 26;
}

function refuseRuntime(): number {
  const words = wordsIn(chooseLanguage({ env: process.env }));
  const message = errorText(words, 'unsupported-runtime', process.versions.node);
  process.stderr.write(`${message}\n${words.errors['unsupported-runtime'].hint}\n`);
  return ERROR_KINDS.runtime.exitCode;
}

async function start(): Promise<number> {
  // `sealdock recording list | head` closes our output early: nobody is left to be told.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', ignoreClosedPipe);
  const { runCli } = await import('./cli/program.ts');
  return runCli(process.argv.slice(2), processIo(await prompter()), openDoors());
}

function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
  isOutputClosed = true;
}

/** The package that asks is loaded only where there is a person to be asked. */
async function prompter(): Promise<Prompter | null> {
  if (process.stdin.isTTY !== true || process.stderr.isTTY !== true) return null;
  return (await import('./cli/prompter.ts')).openPrompter();
}

function processIo(prompter: Prompter | null): CliIo {
  return {
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    cwd: process.cwd(),
    isTTY: process.stdout.isTTY === true && process.stderr.isTTY === true,
    // A person makes the window larger while a table is being redrawn.
    get columns() {
      // A serial console, and `script`, say 0.
      return process.stderr.columns || null;
    },
    get rows() {
      return process.stderr.rows ?? null;
    },
    get isOutputClosed() {
      return isOutputClosed;
    },
    prompter,
    readInput,
    home: homedir(),
    user: userName(),
    onInterrupt,
  };
}

async function readInput(limitBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of process.stdin) {
    const bytes = Buffer.from(chunk as Uint8Array);
    size += bytes.length;
    if (size > limitBytes) throw new SealdockError('usage', { expected: `at most ${limitBytes} B` });
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** A container may run under a number that has no name. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}

/** The first signal asks, the second one ends: whatever instant that is, the next start recovers from it. */
function onInterrupt(listener: () => void): () => void {
  let isAsked = false;
  const heard = () => {
    if (isAsked) process.exit(ERROR_KINDS.interrupted.exitCode);
    isAsked = true;
    listener();
  };
  const signals = ['SIGINT', 'SIGTERM'] as const;
  for (const signal of signals) process.on(signal, heard);
  return () => {
    for (const signal of signals) process.off(signal, heard);
  };
}

/** The composition is loaded when a command needs it, so that help works on a broken machine. */
function openDoors(): Doors {
  const { version } = createRequire(import.meta.url)('../package.json') as { version: string };
  const actor: Actor = { kind: 'os-user', id: userName(), role: 'operator', established: 'os-login' };
  return {
    version,
    readPolicies: async (config) => (await import('./compose.ts')).readPolicyFolder(config),
    readPolicy: async (config, path) => (await import('./compose.ts')).readPolicyAt(config, path),
    readModels: async (config) => (await import('./compose.ts')).readModels(config),
    openStation: async (config, role) => (await import('./compose.ts')).openStation(config, { role }),
    openTokenFile: async (path) => (await import('./adapters/token-file.ts')).openTokenFile(path),
    startWitness: async (options) => (await import('./compose-audit.ts')).startWitness(options),
    createStation: async (config) => (await import('./compose.ts')).createStation(config, actor),
    startDaemon: async ({ config }, io) => {
      const { openStation } = await import('./compose.ts');
      const { runDaemon } = await import('./daemon/run-daemon.ts');
      const { openPinoLog } = await import('./adapters/pino-log.ts');
      const controller = new AbortController();
      const stopListening = io.onInterrupt(() => controller.abort());
      const station = await openStation(config, { role: 'ingest', log: openPinoLog(config.log.level) });
      try {
        await runDaemon(station, controller.signal);
        return 0;
      } finally {
        stopListening();
        await station.close();
      }
    },
  };
}
