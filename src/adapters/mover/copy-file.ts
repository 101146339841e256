import { SealdockError } from '../../evidence/errors.ts';
import { pumpBlocks } from './block-pump.ts';
import { ringOf } from './buffer-ring.ts';
import { type CardSource, checkListed, checkUnchanged, openCardFile } from './card-source.ts';
import { cardFailure, vaultWriteFailure } from './failures.ts';
import { closeFile } from './file-calls.ts';
import { Pace } from './pace.ts';
import type { Answer, Order } from './protocol.ts';
import { RunningDigests } from './running-digests.ts';
import { RunningEdges } from './running-edges.ts';
import type { SlotBoard } from './slot-board.ts';
import { createStaged, type StagedSink } from './staged-sink.ts';

export type CopyOrder = Extract<Order, { kind: 'copy' }>;
type Copied = Extract<Answer, { kind: 'copied' }>;

/** Copies one card file; the codes are those of `ByteMover.copy`. What was written so far stays. */
export async function copyFile(order: CopyOrder, board: SlotBoard, region: Buffer): Promise<Copied> {
  const descriptor = await onCard(order, board, () => openCardFile(order.cardRoot, order.path));
  try {
    const source = await onCard(order, board, () => checkListed(descriptor, order.cardRoot, order.listed));
    const sink = await inVault(() => createStaged(order.to));
    try {
      const copied = await copyBlocks({ order, board, region, source, sink });
      await onCard(order, board, () => checkUnchanged(source));
      if (board.isCancelled) throw new SealdockError('interrupted');
      await inVault(() => sink.finish(copied.sizeBytes));
      return copied;
    } finally {
      await sink.close();
    }
  } finally {
    await onCard(order, board, () => closeFile(descriptor).catch(() => {})); // it was only read
  }
}

interface CopyParts {
  readonly order: CopyOrder;
  readonly board: SlotBoard;
  readonly region: Buffer;
  readonly source: CardSource;
  readonly sink: StagedSink;
}

async function copyBlocks({ order, board, region, source, sink }: CopyParts): Promise<Copied> {
  const digests = new RunningDigests(order.algorithms);
  const edges = new RunningEdges(order.listed.sizeBytes);
  const { bytesPerSecond, listed } = order;
  const sizeBytes = await pumpBlocks({
    from: source.descriptor,
    reads: 'card',
    direct: false,
    limitBytes: listed.sizeBytes,
    ring: ringOf(region, { sizeBytes: listed.sizeBytes, bytesPerSecond }),
    take: (bytes, at) => {
      digests.update(bytes);
      edges.update(bytes, at);
    },
    pace: new Pace(bytesPerSecond, performance.now()),
    board,
    write: (block, length, at, done) =>
      sink.write(block, length, at, (error) => done(error === null ? null : vaultWriteFailure(error))),
    onReadError: (error) => onCard(order, board, () => Promise.reject(error)).catch((failure) => failure),
  });
  if (sizeBytes < listed.sizeBytes) {
    throw new SealdockError('card-file-shrank', {
      expected: `${listed.sizeBytes} B`,
      found: `${sizeBytes} B`,
    });
  }
  return {
    kind: 'copied',
    sizeBytes,
    digests: digests.finish(),
    direct: sink.isDirect(),
    edges: edges.finish(),
  };
}

/** One call to the card: the watchdog is told whom we wait for, and its errors are the card's. */
async function onCard<T>(order: CopyOrder, board: SlotBoard, call: () => Promise<T>): Promise<T> {
  board.waitFor('card');
  try {
    return await call();
  } catch (thrown) {
    throw await cardFailure(thrown, { cardRoot: order.cardRoot, inode: order.listed.inode });
  } finally {
    board.waitFor('vault');
  }
}

async function inVault<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (thrown) {
    throw vaultWriteFailure(thrown);
  }
}
