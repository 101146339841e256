import type { AuditEntry } from '../evidence/audit-entry.ts';
import { ENTRY_BYTES_LIMIT } from '../evidence/audit-entry.ts';
import type { Json } from '../evidence/canonical-json.ts';
import { canonicalJson } from '../evidence/canonical-json.ts';
import { leafHash } from '../evidence/merkle.ts';
import type { RetentionClock } from '../evidence/retention-clock.ts';
import type { AuditRow } from '../ports/catalog.ts';

export interface EntryFault {
  readonly kind: 'entry-changed' | 'entry-reordered' | 'entry-not-canonical';
  readonly expected: string;
  readonly found: string;
}

/** What is wrong with a row by itself: one fault, the most telling; null when it holds together. */
export function entryFault(row: AuditRow): EntryFault | null {
  return readRow(row).fault;
}

/** The row's entry, as far as it can be read, and its fault. */
export function readRow(row: AuditRow): {
  readonly entry: ReadEntry | null;
  readonly fault: EntryFault | null;
} {
  const value = parseJson(row.text);
  const entry = asEntry(value);
  if (entry !== null && entry.seq !== row.seq) {
    return fault(entry, 'entry-reordered', `number ${row.seq}`, `number ${entry.seq}`);
  }
  const leaf = leafHash(Buffer.from(row.text));
  if (!leaf.equals(row.leafHash)) {
    const kept = Buffer.from(row.leafHash).toString('hex');
    return fault(entry, 'entry-changed', `leaf hash ${kept}`, `leaf hash ${leaf.toString('hex')}`);
  }
  if (entry === null || !isSpelling(row.text, value)) {
    return fault(entry, 'entry-not-canonical', 'an entry in canonical JSON below 64 KiB', 'other text');
  }
  return { entry, fault: null };
}

function fault(entry: ReadEntry | null, kind: EntryFault['kind'], expected: string, found: string) {
  return { entry, fault: { kind, expected, found } };
}

function isSpelling(text: string, value: unknown): boolean {
  try {
    return canonicalJson(value as Json) === text && Buffer.byteLength(text) < ENTRY_BYTES_LIMIT;
  } catch {
    return false;
  }
}

/** The fields of an entry that checks ask for. */
export type ReadEntry = Pick<
  AuditEntry,
  'seq' | 'act' | 'actor' | 'object' | 'reason' | 'before' | 'after' | 'detail' | 'clock'
>;

/** Null for text that is no entry, whatever it is. */
export function readEntry(text: string): ReadEntry | null {
  return asEntry(parseJson(text));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function asEntry(value: unknown): ReadEntry | null {
  const entry = value as Partial<ReadEntry> | null;
  const sound =
    typeof entry === 'object' &&
    typeof entry?.seq === 'number' &&
    typeof entry.act === 'string' &&
    typeof entry.actor?.id === 'string' &&
    typeof entry.object?.id === 'string' &&
    typeof entry.detail === 'object' &&
    entry.detail !== null &&
    isClock(entry.clock);
  return sound ? (entry as ReadEntry) : null;
}

function isClock(clock: RetentionClock | undefined): boolean {
  return (
    typeof clock?.wallMs === 'number' &&
    typeof clock.boot === 'string' &&
    typeof clock.monotonicMs === 'number' &&
    typeof clock.retentionMs === 'number'
  );
}
