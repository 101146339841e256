import { parentPort, workerData } from 'node:worker_threads';
import { never } from '../../evidence/assert.ts';
import { SealdockError } from '../../evidence/errors.ts';
import { slotBuffers } from './buffer-ring.ts';
import { copyFile } from './copy-file.ts';
import type { Answer, FromWorker, Order, ToWorker, WorkerBirth } from './protocol.ts';
import { readBack } from './read-back.ts';
import { SlotBoard } from './slot-board.ts';

/* A worker thread: one order at a time for each of its slots, each slot with memory of its own. */

const birth = workerData as WorkerBirth;
const regions = slotBuffers(birth.slots);

parentPort?.on('message', (message: ToWorker) => void answerOrder(message));

async function answerOrder({ slot, order }: ToWorker): Promise<void> {
  const answer = await carryOut(order, new SlotBoard(birth.board, slot), regions[slot] as Buffer).catch(
    failed,
  );
  parentPort?.postMessage({ slot, answer } satisfies FromWorker);
}

function carryOut(order: Order, board: SlotBoard, region: Buffer): Promise<Answer> {
  switch (order.kind) {
    case 'copy':
      return copyFile(order, board, region);
    case 'read-back':
      return readBack(order, board, region);
    default:
      return never(order);
  }
}

/** An error crosses as plain facts; the main thread adds which file it was about. */
function failed(thrown: unknown): Answer {
  if (thrown instanceof SealdockError) {
    return { kind: 'failed', code: thrown.code, expected: thrown.expected, found: thrown.found };
  }
  const found = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  return { kind: 'failed', code: 'defect', expected: null, found };
}
