import { execFileSync, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openByteMover } from '../../src/adapters/mover/open-byte-mover.ts';
import { sha256Of } from '../../src/evidence/digest.ts';
import type { ByteMover } from '../../src/ports/mover.ts';
import { cardFileOf, copyJob, expectCode, readBackJob } from '../contracts/byte-mover.contract.ts';
import { canLoop, canMount } from '../support/may-mount.ts';

const MIB = 1_048_576;

describe.skipIf(!canMount)('into a vault that is sick', () => {
  let home: string;
  let vault: string;
  let mover: ByteMover;

  beforeAll(() => {
    mover = openByteMover();
  });
  afterAll(() => mover.close());
  beforeEach(() => {
    home = fs.mkdtempSync(join(tmpdir(), 'sick-vault-'));
    vault = join(home, 'vault');
    fs.mkdirSync(vault);
    fs.mkdirSync(join(home, 'card'));
  });
  afterEach(() => {
    spawnSync('umount', ['-l', vault], { stdio: 'ignore' });
    fs.rmSync(home, { recursive: true, force: true });
  });

  const copyOf = (bytes: Buffer) => {
    const card = join(home, 'card');
    fs.writeFileSync(join(card, 'a.mp4'), bytes);
    return mover.copy(copyJob(card, cardFileOf(card, Buffer.from('a.mp4')), join(vault, 'copy')));
  };

  it('tells a full disk, and what was written stays', async () => {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'full', vault]);
    await expectCode(copyOf(randomBytes(6 * MIB)), 'vault-full');
    expect(fs.statSync(join(vault, 'copy')).size).toBeGreaterThan(0);
  });

  it('writes buffered where direct I/O is refused, and never claims to have read the medium', async () => {
    execFileSync('mount', ['-t', 'ramfs', 'ramfs', vault]);
    for (const size of [0, 4095, 3 * MIB + 1]) {
      const bytes = randomBytes(size);
      fs.rmSync(join(vault, 'copy'), { force: true });
      const copied = await copyOf(bytes);
      const back = await mover.readBack(readBackJob(join(vault, 'copy')));
      expect(copied).toMatchObject({ direct: false, digests: { sha256: sha256Of(bytes) } });
      expect(back).toMatchObject({ from: 'cache', sizeBytes: size, digests: { sha256: sha256Of(bytes) } });
    }
  });

  it('tells a vault that is mounted read-only', async () => {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'ro', 'ro', vault]);
    await expectCode(copyOf(randomBytes(10)), 'vault-write-failed');
  });

  describe.skipIf(!canLoop)('whose medium lies', () => {
    let image: string;
    let device: string;

    beforeEach(() => {
      image = join(home, 'image');
      fs.closeSync(fs.openSync(image, 'w'));
      fs.truncateSync(image, 16 * MIB);
      execFileSync('mkfs.ext4', ['-q', '-F', '-b', '4096', image]);
      device = execFileSync('losetup', ['--find', '--show', image], { encoding: 'utf8' }).trim();
      execFileSync('mount', [device, vault]);
    });
    afterEach(() => {
      spawnSync('umount', ['-l', vault], { stdio: 'ignore' });
      spawnSync('losetup', ['-d', device]);
    });

    it('sees bytes that changed on the medium although every cached read still shows the old ones', async () => {
      const bytes = randomBytes(3 * MIB + 5);
      const copied = await copyOf(bytes);
      const path = join(vault, 'copy');
      const cached = () => sha256Of(fs.readFileSync(path));
      expect(cached()).toBe(copied.digests.sha256);
      flipOnMedium(device, path);
      expect(cached()).toBe(copied.digests.sha256);
      const back = await mover.readBack(readBackJob(path));
      expect(back).toMatchObject({ from: 'medium', sizeBytes: bytes.length });
      expect(back.digests.sha256).not.toBe(copied.digests.sha256);
    });

    it('tells bytes that the medium cannot give back', async () => {
      await copyOf(randomBytes(4 * MIB));
      fs.truncateSync(image, 4096);
      await expectCode(mover.readBack(readBackJob(join(vault, 'copy'))), 'vault-read-failed');
    });
  });
});

/** Writes one other byte into the block device under the file, behind the file system's back. */
function flipOnMedium(device: string, path: string): void {
  const extents = execFileSync('filefrag', ['-e', '-b4096', path], { encoding: 'utf8' });
  const block = Number(/^\s*0:\s+0\.\.\s*\d+:\s+(\d+)\.\./m.exec(extents)?.[1]);
  const descriptor = fs.openSync(device, 'r+');
  const byte = Buffer.alloc(1);
  fs.readSync(descriptor, byte, 0, 1, block * 4096 + 100);
  byte[0] = (byte[0] ?? 0) ^ 1;
  fs.writeSync(descriptor, byte, 0, 1, block * 4096 + 100);
  fs.fsyncSync(descriptor);
  fs.closeSync(descriptor);
}
