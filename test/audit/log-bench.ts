import { generateKeyPairSync, sign, verify } from 'node:crypto';
import type { AuditDraft, AuditEntry } from '../../src/evidence/audit-entry.ts';
import { entryText, SYSTEM_ACTOR } from '../../src/evidence/audit-entry.ts';
import { sha256Of } from '../../src/evidence/digest.ts';
import { leafHash } from '../../src/evidence/merkle.ts';
import { advanceRetentionClock, type RetentionClock } from '../../src/evidence/retention-clock.ts';
import { utcOf } from '../../src/evidence/time.ts';
import type { AuditRow, Catalog, Published } from '../../src/ports/catalog.ts';
import type { Signer } from '../../src/ports/signer.ts';

export const ORIGIN = 'sealdock.example/station-7';

/** The part of a catalogue that holds the log. `rows` lies open so that a test can tamper with it. */
export interface LogRows
  extends Pick<Catalog, 'auditSize' | 'auditRows' | 'auditRowsOf' | 'published' | 'notePublished'> {
  rows: AuditRow[];
  head: Published | null;
  add(...drafts: Partial<AuditDraft>[]): void;
  /** The wall clock of the next entry. */
  wallMs: number;
}

export function logRows(): LogRows {
  let last: RetentionClock | null = null;
  let monotonicMs = 0;
  const log: LogRows = {
    rows: [],
    head: null,
    wallMs: Date.UTC(2026, 10, 20, 8),
    add: (...drafts) => {
      for (const draft of drafts) {
        monotonicMs += 1_000;
        log.wallMs += 1_000;
        last = advanceRetentionClock(last, { wallMs: log.wallMs, boot: 'boot-1', monotonicMs });
        log.rows.push(
          rowOf({ ...DRAFT, ...draft, v: 1, seq: log.rows.length, at: utcOf(log.wallMs), clock: last }),
        );
      }
    },
    auditSize: async () => (log.rows.at(-1)?.seq ?? -1) + 1,
    auditRows: async (from, limit) => {
      const start = log.rows[from]?.seq === from ? from : log.rows.findIndex((row) => row.seq >= from);
      return start < 0 ? [] : log.rows.slice(start, start + limit);
    },
    auditRowsOf: async (act, limit) =>
      log.rows.filter(({ text }) => text.includes(`"act":"${act}"`)).slice(0, limit),
    published: async () => log.head,
    notePublished: async (published) => {
      log.head = published;
    },
  };
  return log;
}

const DRAFT: AuditDraft = {
  act: 'dock.started',
  actor: SYSTEM_ACTOR,
  object: { kind: 'dock', id: 'dock-20261120T080000-00000000' },
  reason: null,
  before: null,
  after: null,
  detail: {},
};

export function rowOf(entry: AuditEntry): AuditRow {
  const text = entryText(entry);
  return { seq: entry.seq, text, leafHash: leafHash(Buffer.from(text)) };
}

/** So many entries, quickly. */
export function fill(log: LogRows, size: number): void {
  while (log.rows.length < size) log.add({ reason: `entry number ${log.rows.length}` });
}

export function memorySigner(): Signer {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const der = publicKey.export({ format: 'der', type: 'spki' });
  return {
    keyId: sha256Of(der),
    publicKey: der.subarray(-32),
    sign: async (bytes) => sign(null, bytes, privateKey),
    verify: (bytes, signature) => verify(null, bytes, publicKey, signature),
  };
}
