import { CommanderError } from 'commander';
import { buildProgram } from './build-program.ts';
import type { CliIo } from './cli-io.ts';
import type { Doors } from './doors.ts';
import { readGlobalFlags } from './global-flags.ts';
import { printError } from './print-error.ts';
import { openSession, type Session } from './session.ts';
import { usageError } from './usage/usage-error.ts';

/**
 * Runs one command line.
 * @param argv without the program's own path.
 * @returns the exit code of DESIGN 8.
 */
export async function runCli(argv: readonly string[], io: CliIo, doors: Doors): Promise<number> {
  const session = await openSession(io, doors, readGlobalFlags(argv));
  let exitCode = 0;
  try {
    const program = buildProgram(session, (code) => {
      exitCode = code;
    });
    await program.parseAsync(argv, { from: 'user' });
    return exitCode;
  } catch (thrown) {
    return endWith(session, thrown);
  }
}

function endWith(session: Session, thrown: unknown): number {
  if (!(thrown instanceof CommanderError)) return printError(session, thrown);
  // Help and version were asked for, and have been printed.
  if (thrown.exitCode === 0) return 0;
  return printError(session, usageError(thrown, session.words.cli));
}
