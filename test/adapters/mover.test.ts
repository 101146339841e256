import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openByteMover } from '../../src/adapters/mover/open-byte-mover.ts';
import {
  byteMoverContract,
  cardFileOf,
  copyJob,
  expectCode,
  readBackJob,
} from '../contracts/byte-mover.contract.ts';
import { PlainMover } from '../fakes/plain-mover.ts';

byteMoverContract('the worker pool', () => openByteMover());
byteMoverContract('a pool of one worker with one slot', () =>
  openByteMover({ workers: 1, filesPerWorker: 1 }),
);
byteMoverContract('the plain mover', () => new PlainMover());

describe('the worker pool', () => {
  it('fails the jobs of a worker that ends, and goes on with another one', async () => {
    const home = mkdtempSync(join(tmpdir(), 'mover-'));
    writeFileSync(join(home, 'a'), 'x');
    const mover = openByteMover({ workers: 1 });
    try {
      process.once('worker', (worker) => void worker.terminate());
      await expectCode(mover.readBack(readBackJob(join(home, 'a'))), 'failed');
      expect(await mover.readBack(readBackJob(join(home, 'a')))).toMatchObject({ sizeBytes: 1 });
    } finally {
      await mover.close();
      rmSync(home, { recursive: true });
    }
  });
});

describe('the plain mover, told to fail,', () => {
  let home: string;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'mover-'));
    writeFileSync(join(home, 'a.mp4'), Buffer.alloc(200_000));
  });
  afterEach(() => rmSync(home, { recursive: true }));
  const job = (rest = {}) => copyJob(home, cardFileOf(home, Buffer.from('a.mp4')), join(home, 'copy'), rest);

  it.each([
    ['EIO', 'card-read-failed'],
    ['ENODEV', 'card-gone'],
  ])('tells %s at an offset as %s, and what was written stays', async (errno, code) => {
    const mover = new PlainMover({ failReadAt: { path: /a\.mp4/, offset: 100_000, errno } });
    await expectCode(mover.copy(job()), code);
    expect(statSync(join(home, 'copy')).size).toBe(100_000);
  });

  it('is full after so many bytes', async () => {
    await expectCode(new PlainMover({ noSpaceAfterBytes: 70_000 }).copy(job()), 'vault-full');
    expect(statSync(join(home, 'copy')).size).toBe(70_000);
  });

  it('stalls where it is told to hang', async () => {
    await expectCode(new PlainMover({ hang: /a/ }).copy(job({ stallMs: 20 })), 'card-stalled');
  });

  it('reads back other bytes than were written where the medium lies', async () => {
    const mover = new PlainMover({ lieOnReadBack: (path) => path.endsWith('copy') });
    const copied = await mover.copy(job());
    const back = await mover.readBack(readBackJob(join(home, 'copy')));
    expect(back.digests.sha256).not.toBe(copied.digests.sha256);
  });
});
