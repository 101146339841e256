import * as fs from 'node:fs';
import { errnoOf, SealdockError } from '../../evidence/errors.ts';
import { pumpBlocks } from './block-pump.ts';
import { ringOf } from './buffer-ring.ts';
import { alignedUp } from './direct-io.ts';
import { vaultReadFailure } from './failures.ts';
import { closeQuietly, openFile } from './file-calls.ts';
import { Pace } from './pace.ts';
import type { Answer, Order } from './protocol.ts';
import { RunningDigests } from './running-digests.ts';
import type { SlotBoard } from './slot-board.ts';

const { O_DIRECT, O_NOFOLLOW, O_NONBLOCK, O_RDONLY } = fs.constants;

export type ReadBackOrder = Extract<Order, { kind: 'read-back' }>;

/** Hashes files of ours; answers `direct-refused` when direct I/O was asked for and is not to be had. */
export async function readBack(order: ReadBackOrder, board: SlotBoard, region: Buffer): Promise<Answer> {
  const files: HashedFile[] = [];
  try {
    for (const path of order.paths) {
      if (board.isCancelled) throw new SealdockError('interrupted');
      const flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | (order.direct ? O_DIRECT : 0);
      const descriptor = await openFile(path, flags);
      try {
        files.push(await hashOpen(descriptor, order, board, region));
      } finally {
        closeQuietly(descriptor);
      }
    }
    return { kind: 'read', files };
  } catch (thrown) {
    if (order.direct && errnoOf(thrown) === 'EINVAL') return { kind: 'direct-refused' };
    throw vaultReadFailure(thrown);
  }
}

type HashedFile = Extract<Answer, { kind: 'read' }>['files'][number];

async function hashOpen(
  descriptor: number,
  order: ReadBackOrder,
  board: SlotBoard,
  region: Buffer,
): Promise<HashedFile> {
  const facts = fs.fstatSync(descriptor);
  if (!facts.isFile()) {
    throw new SealdockError('vault-read-failed', { expected: 'a regular file', found: 'something else' });
  }
  const digests = new RunningDigests(order.algorithms);
  const sizeBytes = await pumpBlocks({
    from: descriptor,
    reads: 'vault',
    direct: order.direct,
    limitBytes: alignedUp(facts.size), // the last read is short, or exact: no further one has to find the end
    ring: ringOf(region, { sizeBytes: facts.size, bytesPerSecond: null }),
    take: (bytes) => digests.update(bytes),
    pace: new Pace(order.bytesPerSecond, performance.now()),
    board,
    write: null,
    onReadError: (error) => Promise.resolve(error),
  });
  return { sizeBytes, digests: digests.finish() };
}
