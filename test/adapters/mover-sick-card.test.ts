import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openByteMover } from '../../src/adapters/mover/open-byte-mover.ts';
import type { ByteMover } from '../../src/ports/mover.ts';
import { cardFileOf, copyJob, expectCode } from '../contracts/byte-mover.contract.ts';
import { until } from '../support/until.ts';

/*
 * A card that is really sick: a FUSE file system, served by a child process that speaks the kernel's protocol
 * (linux/fuse.h, 7.31). Files of 8 MiB of zeroes, sick from 4 MiB on; killing the child takes the card away.
 */
const MIB = 1_048_576;
/** Of a job that says nothing else (`copyJob`). */
const OTHERS_STALL_MS = 30_000;
/** Blocks of one file under way at the same time. */
const RING_BYTES = 4 * MIB;
const SIZE_BYTES = 8 * 1_048_576;
const canMount = process.getuid?.() === 0 && fs.existsSync('/dev/fuse');
if (!canMount) console.warn('skipped: a card that hangs or fails needs root and /dev/fuse');

describe.skipIf(!canMount)('on a card that is sick', () => {
  let home: string;
  let card: string;
  let server: ChildProcess;
  let mover: ByteMover;
  let copies = 0;

  beforeEach(() => {
    home = fs.mkdtempSync(join(tmpdir(), 'sick-card-'));
    card = join(home, 'card');
    fs.mkdirSync(card);
    server = mountSickCard(card);
  });
  afterEach(async () => {
    const closed = mover.close();
    server.kill('SIGKILL'); // every hanging call comes back with an error
    await closed;
    spawnSync('umount', ['-l', card]);
    fs.rmSync(home, { recursive: true, force: true });
  });

  const copy = (name: string, rest: Parameters<typeof copyJob>[3] = {}) => {
    copies += 1;
    return mover.copy(copyJob(card, cardFileOf(card, Buffer.from(name)), join(home, `copy-${copies}`), rest));
  };

  it('tells a hanging read promptly, and copies other files meanwhile and afterwards', async () => {
    mover = openByteMover({ workers: 1, filesPerWorker: 2 });
    await copy('fine');
    const started = performance.now();
    const hanging = expectCode(copy('hang', { stallMs: 400 }), 'card-stalled');
    const fine = await copy('fine');
    await hanging;
    // By its own limit, and not by the one of all other files.
    expect(performance.now() - started).toBeLessThan(OTHERS_STALL_MS / 2);
    expect(fine.digests.sha256).toBe(createHash('sha256').update(Buffer.alloc(SIZE_BYTES)).digest('hex'));
    await copy('fine');
    expect(fs.statSync(join(home, `copy-${copies - 2}`)).size).toBeGreaterThan(0);
  });

  it('replaces a worker whose slots all hang, a bounded number of times, and recovers when the hang ends', async () => {
    mover = openByteMover({ workers: 1, filesPerWorker: 1 });
    await expectCode(copy('hang', { stallMs: 300 }), 'card-stalled');
    await copy('fine');
    await expectCode(copy('hang', { stallMs: 300 }), 'card-stalled');
    await expectCode(copy('fine'), 'card-stalled');
    server.kill('SIGKILL');
    spawnSync('umount', ['-l', card]);
    server = mountSickCard(card);
    // Its requests wait in the kernel until the server is there.
    await copy('fine');
  });

  it('is interrupted although a read hangs', async () => {
    mover = openByteMover({ workers: 1, filesPerWorker: 1 });
    await expectCode(copy('hang', { signal: AbortSignal.timeout(200) }), 'interrupted');
  });

  it('closes although a read hangs', async () => {
    mover = openByteMover({ workers: 1, filesPerWorker: 1 });
    let copied = 0;
    const hanging = expectCode(copy('hang', { onBytes: (bytes) => (copied += bytes) }), 'interrupted');
    await until(() => copied > 0);
    await mover.close();
    await hanging;
  });

  it('tells a read error in the middle, and what was written stays', async () => {
    mover = openByteMover();
    await expectCode(copy('eio'), 'card-read-failed');
    // Whole blocks, up to where the card was sick; those on their way at that moment may or may not be among them.
    const { size } = fs.statSync(join(home, `copy-${copies}`));
    expect(size % MIB).toBe(0);
    expect(size).toBeGreaterThanOrEqual(SIZE_BYTES / 2 - RING_BYTES);
    expect(size).toBeLessThanOrEqual(SIZE_BYTES / 2);
  });

  it('tells a card that is torn off in the middle', async () => {
    mover = openByteMover();
    let copied = 0;
    const torn = expectCode(copy('hang', { onBytes: (bytes) => (copied += bytes) }), 'card-gone');
    await until(() => copied > 0);
    server.kill('SIGKILL');
    await torn;
  });

  it('takes a file whose inode number was made up anew, where numbers do not last', async () => {
    mover = openByteMover();
    const file = cardFileOf(card, Buffer.from('fine'));
    const [device] = file.inode.split(':');
    await mover.copy(copyJob(card, { ...file, inode: `${device}:4711` }, join(home, 'copy')));
    const elsewhere = copyJob(card, { ...file, inode: '1:4711' }, join(home, 'other'));
    await expectCode(mover.copy(elsewhere), 'card-file-changed');
  });
});

function mountSickCard(at: string): ChildProcess {
  const device = fs.openSync('/dev/fuse', 'r+');
  const options = 'fd=3,rootmode=40000,user_id=0,group_id=0,ro';
  const mounted = spawnSync('mount', ['-i', '-t', 'fuse', '-o', options, 'sick-card', at], {
    stdio: ['ignore', 'inherit', 'inherit', device],
  });
  expect(mounted.status).toBe(0);
  const program = `(${serveSickCard.toString()})(require('node:fs'))`;
  const server = spawn(process.execPath, ['-e', program], {
    stdio: ['ignore', 'inherit', 'inherit', device],
  });
  fs.closeSync(device);
  return server;
}

/** Runs in the child, which sees nothing of this file but the function's text. */
function serveSickCard(sys: typeof fs): void {
  const names = ['fine', 'hang', 'eio']; // nodes 2, 3, 4; node 1 is the root
  const sizeBytes = 8 * 1_048_576;
  const request = Buffer.alloc(1_310_720);
  const attributesOf = (node: number) => {
    const attributes = Buffer.alloc(88);
    attributes.writeBigUInt64LE(BigInt(node), 0);
    attributes.writeBigUInt64LE(BigInt(node === 1 ? 0 : sizeBytes), 8);
    attributes.writeBigUInt64LE(1_700_000_000n, 32); // modified
    attributes.writeUInt32LE(node === 1 ? 0o40755 : 0o100644, 60);
    attributes.writeUInt32LE(1, 64);
    return attributes;
  };
  const init = Buffer.alloc(64);
  init.writeUInt32LE(7, 0);
  init.writeUInt32LE(31, 4);
  init.writeUInt32LE(131_072, 20); // largest write
  init.writeUInt32LE(1, 24); // grain of times
  const openDirectly = Buffer.alloc(16);
  openDirectly.writeUInt32LE(1, 8); // no page cache: a read of theirs is a read of ours
  const entryOf = (name: string) => {
    const index = names.indexOf(name);
    if (index < 0) return -2; // ENOENT
    const entry = Buffer.alloc(40);
    entry.writeBigUInt64LE(BigInt(index + 2), 0);
    return Buffer.concat([entry, attributesOf(index + 2)]);
  };
  const read = (node: number, offset: number, size: number) => {
    if (offset < sizeBytes / 2 || names[node - 2] === 'fine') {
      return Buffer.alloc(Math.max(0, Math.min(size, sizeBytes - offset)));
    }
    return names[node - 2] === 'hang' ? null : -5; // EIO
  };
  /** A body, an errno below zero, or null for no answer at all. */
  const answer = (opcode: number, node: number, length: number): Buffer | number | null => {
    if (opcode === 26) return init;
    if (opcode === 1) return entryOf(request.toString('utf8', 40, length - 1));
    if (opcode === 3) return Buffer.concat([Buffer.alloc(16), attributesOf(node)]);
    if (opcode === 14 || opcode === 27) return openDirectly;
    if (opcode === 15) return read(node, Number(request.readBigUInt64LE(48)), request.readUInt32LE(56));
    if (opcode === 17) return Buffer.alloc(80);
    if (opcode === 18 || opcode === 25 || opcode === 29) return Buffer.alloc(0);
    return opcode === 2 || opcode === 36 || opcode === 42 ? null : -38; // ENOSYS
  };
  for (;;) {
    const length = sys.readSync(3, request);
    const body = answer(request.readUInt32LE(4), Number(request.readBigUInt64LE(16)), length);
    if (body === null) continue;
    const payload = typeof body === 'number' ? Buffer.alloc(0) : body;
    const head = Buffer.alloc(16);
    head.writeUInt32LE(16 + payload.length, 0);
    head.writeInt32LE(typeof body === 'number' ? body : 0, 4);
    request.copy(head, 8, 8, 16);
    sys.writevSync(3, [head, payload]);
  }
}
