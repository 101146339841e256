import type { BatchId, BatchItem } from '../evidence/destruction.ts';
import { openListDigest } from '../evidence/list-digest.ts';
import type { DestructionLedger } from '../ports/destruction-ledger.ts';

const PAGE_ITEMS = 500;

/** The items of a batch, page by page, in the order of places. */
export async function* itemsOf(
  ledger: Pick<DestructionLedger, 'items'>,
  batch: BatchId,
): AsyncGenerator<BatchItem> {
  let after: number | null = null;
  for (;;) {
    const page: readonly BatchItem[] = await ledger.items(batch, after, PAGE_ITEMS);
    yield* page;
    if (page.length < PAGE_ITEMS) return;
    after = page.at(-1)?.place ?? null;
  }
}

/** True for what is asked of those who approve: all but what left before, or a person struck out. */
export function isAskedFor({ state }: Pick<BatchItem, 'state'>): boolean {
  return state !== 'struck-out' && state !== 'left';
}

/**
 * The list as it stands, by its digest. @param without an item that is about to be struck out.
 */
export async function digestList(
  ledger: Pick<DestructionLedger, 'items'>,
  batch: BatchId,
  without: BatchItem['recording'] | null = null,
): Promise<ReturnType<ReturnType<typeof openListDigest>['end']>> {
  const digest = openListDigest();
  for await (const item of itemsOf(ledger, batch)) {
    if (isAskedFor(item) && item.recording !== without) digest.add(item);
  }
  return digest.end();
}
