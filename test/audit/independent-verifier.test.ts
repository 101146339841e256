import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openLogFolder } from '../../src/adapters/log-folder.ts';
import { checkPublished } from '../../src/audit/check-published.ts';
import { publishLog } from '../../src/audit/publish-log.ts';
import { verifyLog } from '../../src/audit/verify-log.ts';
import { verifierKeyOf } from '../../src/evidence/signed-note.ts';
import { type MemoryLogFiles, memoryLogFiles } from '../fakes/memory-log-files.ts';
import { fill, logRows, memorySigner, ORIGIN } from './log-bench.ts';

const run = promisify(execFile);
const CHECKPOINTS = [0, 1, 255, 256, 257, 50_000, 65_536, 65_537, 70_000];
const DEBIAN_GOPATH = '/usr/share/gocode';
const SLOW_MS = 60_000;

const goFound = await run('go', ['version']).then(
  () => true,
  () => false,
);
if (!goFound) {
  const how = 'apt-get install golang-go golang-golang-x-mod-dev';
  if (process.env.CI === 'true') throw new Error(`the independent verifier needs Go: ${how}`);
  console.warn(`skipped, the log is not checked by an independent verifier: ${how}`);
}

describe.skipIf(!goFound)("Go's own sumdb verifier", () => {
  const logSigner = memorySigner();
  const vkey = verifierKeyOf({ name: ORIGIN, publicKey: logSigner.publicKey });
  const catalog = logRows();
  let root: string;
  let audit: string;
  let verifier: string;
  /** What it printed after each publishing. */
  const verdicts: string[] = [];
  const carried = new Map<string, Uint8Array>();

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'sealdock-go-'));
    audit = join(root, 'audit');
    verifier = join(root, 'go-verify');
    const env = {
      ...process.env,
      GO111MODULE: 'off',
      GOPATH: DEBIAN_GOPATH,
      GOFLAGS: '',
      GOCACHE: join(tmpdir(), 'sealdock-go-cache'),
    };
    await run('go', ['build', '-o', verifier, join(import.meta.dirname, '../go-verify/main.go')], { env });
    const logFiles = memoryLogFiles();
    for (const size of CHECKPOINTS) {
      fill(catalog, size);
      const { note } = await publishLog({ catalog, logFiles, logSigner }, { origin: ORIGIN });
      await carryToDisk(logFiles);
      await writeFile(olderCheckpoint(size), note);
      verdicts.push(await ask());
    }
  }, SLOW_MS);
  afterAll(() => rm(root, { recursive: true, force: true }));

  /** As onto a USB stick: without the flushes of the real folder, which only cost time here. */
  async function carryToDisk(logFiles: MemoryLogFiles): Promise<void> {
    for (const [path, bytes] of logFiles.files) {
      if (carried.get(path) === bytes) continue;
      await mkdir(dirname(join(audit, path)), { recursive: true });
      await writeFile(join(audit, path), bytes);
      carried.set(path, bytes);
    }
    for (const path of carried.keys())
      if (!logFiles.files.has(path)) await rm(join(audit, path), { force: true });
  }

  function olderCheckpoint(size: number): string {
    return join(root, `checkpoint-${size}`);
  }

  async function ask(...older: string[]): Promise<string> {
    const ended = await run(verifier, [audit, vkey, ...older]).catch((thrown: { stdout: string }) => thrown);
    return ended.stdout;
  }

  /** Flips a byte, asks, and puts the byte back. */
  async function askTampered(path: string, change: (bytes: Buffer) => Buffer): Promise<string> {
    const file = join(audit, path);
    const bytes = await readFile(file);
    await writeFile(file, change(Buffer.from(bytes)));
    try {
      return await ask();
    } finally {
      await writeFile(file, bytes);
    }
  }

  test('accepts every entry at each size that was published', () => {
    expect(verdicts).toEqual(CHECKPOINTS.map((size) => `ok ${size} entries\n`));
  });

  test('proves from every earlier checkpoint that the log only grew', async () => {
    const older = CHECKPOINTS.map((size) => `ok ${size} -> 70000 is append-only\n`);
    expect(await ask(...CHECKPOINTS.map(olderCheckpoint))).toBe(`${older.join('')}ok 70000 entries\n`);
  });

  test('names the entry of which one byte was changed', async () => {
    const found = await askTampered('tile/entries/100', (bundle) => {
      bundle.write('X', bundle.indexOf('entry number 25608') + 1);
      return bundle;
    });
    expect(found).toBe('ENTRY TAMPERED index 25608\n');
  });

  test('refuses a tile of which one byte was changed', async () => {
    const found = await askTampered('tile/1/000', (tile) =>
      Buffer.concat([tile.subarray(0, -1), Buffer.of(7)]),
    );
    expect(found).toMatch(/^(tiles from index 0|proof): .*(inconsistent tile|invalid transparency proof)\n$/);
  });

  test('refuses a checkpoint of which one byte was changed', async () => {
    const found = await askTampered('checkpoint', (note) =>
      Buffer.from(note.toString().replace('70000', '70001')),
    );
    expect(found).toMatch(/^checkpoint: invalid signature/);
  });

  test('refuses an older checkpoint of another history', async () => {
    const other = logRows();
    other.add({ reason: 'another history' });
    fill(other, 257);
    const logFiles = memoryLogFiles();
    const { note } = await publishLog({ catalog: other, logFiles, logSigner }, { origin: ORIGIN });
    await writeFile(join(root, 'other-checkpoint'), note);
    expect(await ask(join(root, 'other-checkpoint'))).toMatch(/^consistency: /);
  });

  test(
    'and ours agree on the same files, on the disk',
    async () => {
      const ports = { catalog, logFiles: openLogFolder(audit), logSigner };
      const verdict = await verifyLog(ports, { origin: ORIGIN, remembered: null });
      expect(verdict).toMatchObject({ findings: [], entries: 70_000, shown: { size: 70_000 } });
      await expect(checkPublished(ports, { origin: ORIGIN })).resolves.toEqual({
        entries: 70_000,
        rebuilt: [],
      });
    },
    SLOW_MS,
  );
});
