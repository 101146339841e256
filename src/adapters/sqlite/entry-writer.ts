import type { Transaction } from 'kysely';
import type { AuditDraft, AuditEntry } from '../../evidence/audit-entry.ts';
import { entryText } from '../../evidence/audit-entry.ts';
import { leafHash } from '../../evidence/merkle.ts';
import {
  advanceRetentionClock,
  confirmRetentionClock,
  type RetentionClock,
} from '../../evidence/retention-clock.ts';
import { utcOf } from '../../evidence/time.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Tables } from './tables.ts';

export interface EntryWriter {
  /** Writes the entry with the next number and returns that number. */
  append(draft: AuditDraft): Promise<number>;
}

/** Continues the log inside a transaction that already holds the write lock: nobody else can take the number. */
export async function openEntryWriter(transaction: Transaction<Tables>, clock: Clock): Promise<EntryWriter> {
  const last = await transaction
    .selectFrom('audit_entry')
    .select(['seq', 'entry'])
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  let seq = last === undefined ? 0 : last.seq + 1;
  let reading: RetentionClock | null =
    last === undefined ? null : (JSON.parse(last.entry) as AuditEntry).clock;

  return {
    append: async (draft) => {
      const now = clock.read();
      reading =
        draft.act === 'clock.confirmed' ? confirmRetentionClock(now) : advanceRetentionClock(reading, now);
      const text = entryText({ v: 1, seq, at: utcOf(reading.wallMs), clock: reading, ...draft });
      const row = { seq, entry: text, leaf_hash: leafHash(Buffer.from(text)) };
      await transaction.insertInto('audit_entry').values(row).execute();
      seq += 1;
      return row.seq;
    },
  };
}
