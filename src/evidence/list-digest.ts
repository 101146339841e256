import { createHash } from 'node:crypto';
import { canonicalJson } from './canonical-json.ts';
import type { BatchItem } from './destruction.ts';
import type { Sha256 } from './digest.ts';

/** What was approved of an item: all that cannot change any more. */
type ListedItem = Pick<
  BatchItem,
  'place' | 'recording' | 'sha256' | 'sizeBytes' | 'recordedAt' | 'keepUntil' | 'why'
>;

export interface ListDigest {
  /** In the order of places. */
  add(item: ListedItem): void;
  end(): { readonly sha256: Sha256; readonly items: number; readonly bytes: number };
}

/** One line of a batch's list: canonical JSON (RFC 8785), with a line feed. */
export function listLine({
  place,
  recording,
  sha256,
  sizeBytes,
  recordedAt,
  keepUntil,
  why,
}: ListedItem): string {
  return `${canonicalJson({ place, recording, sha256, sizeBytes, recordedAt, keepUntil, why })}\n`;
}

/** SHA-256 over the lines of a list, item by item: a hundred thousand of them need no memory. */
export function openListDigest(): ListDigest {
  const hash = createHash('sha256');
  let items = 0;
  let bytes = 0;
  return {
    add: (item) => {
      hash.update(listLine(item));
      items += 1;
      bytes += item.sizeBytes;
    },
    end: () => ({ sha256: hash.digest('hex') as Sha256, items, bytes }),
  };
}
