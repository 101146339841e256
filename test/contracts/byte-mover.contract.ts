import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bytesOfCardPath, cardPathOf } from '../../src/evidence/card-path.ts';
import type { CardFile } from '../../src/evidence/recording.ts';
import { utcOf } from '../../src/evidence/time.ts';
import { type ByteMover, type CopyJob, EDGE_BYTES, type ReadBackJob } from '../../src/ports/mover.ts';

const MIB = 1_048_576;
/** Around every block size that a mover may use. */
const SIZES = [
  0,
  1,
  4095,
  4096,
  4097,
  65_536,
  65_537,
  131_073,
  MIB,
  MIB + 65_535,
  2 * MIB - 1,
  2 * MIB,
  2 * MIB + 1,
  8 * MIB + 3,
];

/** What every mover keeps to. It needs no special rights and no special file system. */
export function byteMoverContract(name: string, open: () => ByteMover): void {
  describe(`${name} as a byte mover`, () => {
    let home: string;
    let card: string;
    let mover: ByteMover;

    beforeAll(() => {
      mover = open();
    });
    afterAll(() => mover.close());
    beforeEach(() => {
      home = fs.realpathSync(fs.mkdtempSync(join(tmpdir(), 'mover-')));
      card = join(home, 'card');
      fs.mkdirSync(card);
    });
    afterEach(() => {
      fs.rmSync(home, { recursive: true, force: true });
    });

    const put = (path: string, bytes: Buffer) => {
      fs.writeFileSync(join(card, path), bytes);
      return cardFileOf(card, Buffer.from(path));
    };
    const jobFor = (file: CardFile, rest: Partial<CopyJob> = {}) =>
      copyJob(card, file, join(home, 'copy'), rest);

    for (const size of SIZES) {
      it(`copies ${size} bytes once, hashed on the way, and reads the same back`, async () => {
        const bytes = randomBytes(size);
        let told = 0;
        const receipt = await mover.copy(
          jobFor(put('a.mp4', bytes), { onBytes: (count) => (told += count) }),
        );
        const back = await mover.readBack(readBackJob(join(home, 'copy')));
        expect(receipt).toMatchObject({ sizeBytes: size, digests: { sha256: hex('sha256', bytes) } });
        expect(back).toMatchObject({ sizeBytes: size, digests: { sha256: hex('sha256', bytes) } });
        expect(fs.readFileSync(join(home, 'copy')).equals(bytes)).toBe(true);
        expect(told).toBe(size);
        expect(Buffer.from(receipt.edges.head)).toEqual(bytes.subarray(0, EDGE_BYTES));
        expect(Buffer.from(receipt.edges.tail)).toEqual(bytes.subarray(-EDGE_BYTES));
      });
    }

    it('tells SM3 and MD5 when asked, and SHA-256 always', async () => {
      const bytes = randomBytes(100_000);
      const file = put('a.mp4', bytes);
      const copied = await mover.copy(jobFor(file, { algorithms: ['sm3', 'md5'] }));
      expect(copied.digests).toEqual({
        sha256: hex('sha256', bytes),
        sm3: hex('sm3', bytes),
        md5: hex('md5', bytes),
      });
      const back = await mover.readBack(readBackJob(join(home, 'copy'), { algorithms: ['sha256'] }));
      expect(back.digests).toEqual({ sha256: hex('sha256', bytes) });
    });

    it('leaves a finished copy that nobody may write to', async () => {
      await mover.copy(jobFor(put('a.mp4', randomBytes(10))));
      expect(fs.statSync(join(home, 'copy')).mode & 0o777).toBe(0o444);
    });

    it('never writes to a file that exists', async () => {
      fs.writeFileSync(join(home, 'copy'), 'kept');
      await expectCode(mover.copy(jobFor(put('a.mp4', randomBytes(10)))), 'vault-write-failed');
      expect(fs.readFileSync(join(home, 'copy'), 'utf8')).toBe('kept');
    });

    it('takes a file whose name is not UTF-8', async () => {
      const path = Buffer.from([0xd6, 0xd0, 0xff, 0x2e, 0x6d, 0x70, 0x34]);
      fs.writeFileSync(Buffer.concat([Buffer.from(`${card}/`), path]), 'GBK');
      await mover.copy(jobFor(cardFileOf(card, path)));
      expect(fs.readFileSync(join(home, 'copy'), 'utf8')).toBe('GBK');
    });

    it('copies many files at once without mixing them', async () => {
      const sizes = Array.from({ length: 40 }, (_, n) => (n % 5 === 0 ? 3 * MIB + n : n * 1000));
      await Promise.all(
        sizes.map(async (size, n) => {
          const bytes = randomBytes(size);
          const file = put(`${n}.mp4`, bytes);
          const to = join(home, `copy-${n}`);
          const copied = await mover.copy(jobFor(file, { to }));
          const back = await mover.readBack(readBackJob(to));
          expect([copied.digests.sha256, back.digests.sha256]).toEqual(Array(2).fill(hex('sha256', bytes)));
        }),
      );
    });

    describe('refuses a card file that is not the one listed', () => {
      it.each<[string, (path: string) => void]>([
        ['longer', (path) => fs.appendFileSync(path, 'x')],
        ['shorter', (path) => fs.truncateSync(path, 5)],
        ['newer', (path) => fs.utimesSync(path, 1, 1)],
        ['another file of the same name, size and time', swapFile],
        ['a symbolic link', linkFile],
        ['a pipe', replaceWith(makePipe)],
        ['a folder', replaceWith(fs.mkdirSync)],
        ['no file', (path) => fs.rmSync(path)],
      ])('now %s', async (_, change) => {
        const file = put('a.mp4', randomBytes(1000));
        change(join(card, 'a.mp4'));
        await expectCode(mover.copy(jobFor(file)), 'card-file-changed');
        expect(fs.existsSync(join(home, 'copy'))).toBe(false);
      });
    });

    it('refuses a path that leads out of the card through a linked folder', async () => {
      fs.mkdirSync(join(home, 'secret'));
      fs.writeFileSync(join(home, 'secret', 'key'), 'secret');
      fs.symlinkSync(join(home, 'secret'), join(card, 'DCIM'));
      await expectCode(mover.copy(jobFor(cardFileOf(card, Buffer.from('DCIM/key')))), 'card-path-escapes');
      await expectCode(
        mover.copy(jobFor(cardFileOf(card, Buffer.from('../secret/key')))),
        'card-path-escapes',
      );
    });

    it('keeps to the rate and tells progress on the way', async () => {
      const told: number[] = [];
      const file = put('a.mp4', randomBytes(400_000));
      const started = performance.now();
      await mover.copy(jobFor(file, { bytesPerSecond: 200_000, onBytes: (bytes) => told.push(bytes) }));
      expect(performance.now() - started).toBeGreaterThan(1_250);
      expect(told.length).toBeGreaterThan(1);
      expect(told.reduce((sum, bytes) => sum + bytes, 0)).toBe(400_000);
    });

    it('does not take a slow pace for a stall', async () => {
      // Four seconds of it; the limit leaves a busy machine two.
      const file = put('a.mp4', randomBytes(8192));
      await mover.copy(jobFor(file, { bytesPerSecond: 2048, stallMs: 2_000 }));
    });

    it.each<[string, string, (path: string) => void]>([
      ['grows', 'card-file-changed', (path) => fs.appendFileSync(path, 'x')],
      ['shrinks', 'card-file-shrank', (path) => fs.truncateSync(path, 5)],
      ['is touched', 'card-file-changed', (path) => fs.utimesSync(path, 1, 1)],
    ])('refuses a card file that %s while it is copied', async (_, code, change) => {
      const file = put('a.mp4', randomBytes(400_000));
      let isChanged = false;
      const onBytes = () => {
        if (!isChanged) change(join(card, 'a.mp4'));
        isChanged = true;
      };
      await expectCode(mover.copy(jobFor(file, { bytesPerSecond: 200_000, onBytes })), code);
      expect(fs.existsSync(join(home, 'copy'))).toBe(true);
    });

    it('is interrupted before it starts and in the middle', async () => {
      const file = put('a.mp4', randomBytes(400_000));
      await expectCode(mover.copy(jobFor(file, { signal: AbortSignal.abort() })), 'interrupted');
      expect(fs.existsSync(join(home, 'copy'))).toBe(false);
      // To its end it would take longer than any test may.
      const stop = new AbortController();
      const onBytes = () => stop.abort();
      const job = jobFor(file, { signal: stop.signal, bytesPerSecond: 2_000, onBytes });
      await expectCode(mover.copy(job), 'interrupted');
    });

    it('cannot read back what is not there, and never follows a link', async () => {
      await expectCode(mover.readBack(readBackJob(join(home, 'nothing'))), 'vault-read-failed');
      fs.writeFileSync(join(home, 'copy'), 'x');
      fs.symlinkSync(join(home, 'copy'), join(home, 'link'));
      await expectCode(mover.readBack(readBackJob(join(home, 'link'))), 'vault-read-failed');
      makePipe(join(home, 'pipe'));
      await expectCode(mover.readBack(readBackJob(join(home, 'pipe'))), 'vault-read-failed');
    });

    it('ends with all its jobs interrupted when it is closed', async () => {
      const closing = open();
      const files = Array.from({ length: 12 }, (_, n) => put(`${n}.mp4`, randomBytes(400_000)));
      const jobs = files.map((file, n) =>
        closing.copy(jobFor(file, { to: join(home, `copy-${n}`), bytesPerSecond: 40_000 })),
      );
      const ends = Promise.all(jobs.map((job) => expectCode(job, 'interrupted')));
      await new Promise((resolve) => setTimeout(resolve, 50));
      await closing.close();
      await ends;
      await expectCode(closing.readBack(readBackJob(join(home, 'copy-0'))), 'interrupted');
    });
  });
}

/** The file as a listing tells it. */
export function cardFileOf(cardRoot: string, path: Buffer): CardFile {
  const stat = fs.statSync(Buffer.concat([Buffer.from(`${cardRoot}/`), path]));
  const cardPath = cardPathOf(path);
  expect(bytesOfCardPath(cardPath).equals(path)).toBe(true);
  return {
    path: cardPath,
    sizeBytes: stat.size,
    modifiedAt: utcOf(stat.mtimeMs),
    inode: `${stat.dev}:${stat.ino}`,
  };
}

export function copyJob(cardRoot: string, file: CardFile, to: string, rest: Partial<CopyJob> = {}): CopyJob {
  return {
    cardRoot,
    file,
    to,
    algorithms: ['sha256'],
    bytesPerSecond: null,
    stallMs: 30_000,
    signal: new AbortController().signal,
    onBytes: () => {},
    ...rest,
  };
}

export function readBackJob(path: string, rest: Partial<ReadBackJob> = {}): ReadBackJob {
  const signal = new AbortController().signal;
  return { path, algorithms: ['sha256'], stallMs: 30_000, signal, ...rest };
}

export async function expectCode(work: Promise<unknown>, code: string): Promise<void> {
  const outcome = await work.then(
    () => 'done',
    (thrown: { code?: string }) => thrown.code ?? thrown,
  );
  expect(outcome).toBe(code);
}

function hex(algorithm: string, bytes: Buffer): string {
  return createHash(algorithm).update(bytes).digest('hex');
}

function swapFile(path: string): void {
  const { atime, mtime } = fs.statSync(path);
  fs.copyFileSync(path, `${path}.new`);
  fs.utimesSync(`${path}.new`, atime, mtime);
  fs.renameSync(`${path}.new`, path);
}

function linkFile(path: string): void {
  fs.renameSync(path, `${path}.new`);
  fs.symlinkSync(`${path}.new`, path);
}

function replaceWith(make: (path: string) => unknown): (path: string) => void {
  return (path) => {
    fs.rmSync(path);
    make(path);
  };
}

function makePipe(path: string): void {
  execFileSync('mkfifo', [path]);
}
