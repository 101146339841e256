import { type AuditEntry, SYSTEM_ACTOR } from '../evidence/audit-entry.ts';
import {
  type ClockBounds,
  type ClockDoubt,
  type ClockTrust,
  clockTrust,
  confirmedTrust,
  NEW_CLOCK,
} from '../evidence/clock-trust.ts';
import { SealdockError } from '../evidence/errors.ts';
import { type ClockReading, type RetentionClock, retentionNowMs } from '../evidence/retention-clock.ts';
import { type UtcTime, utcOf } from '../evidence/time.ts';
import type { AuditRow, Catalog } from '../ports/catalog.ts';
import type { Clock } from '../ports/clock.ts';

export interface ClockWatchPorts {
  readonly catalog: Pick<Catalog, 'auditRows' | 'lastAuditRow' | 'record'>;
  readonly clock: Clock;
}

export interface ClockStanding {
  /** Null: the clock is believed. */
  readonly doubt: ClockDoubt | null;
  /** The retention clock; what is due, and what has cooled off, is asked of it and of no other. */
  readonly now: UtcTime;
  /** What small leaps add up against; kept with each sweep, so that the next look need not read the whole log. */
  readonly base: ClockReading | null;
}

export interface ClockWatch {
  /** Reads what the log has got since the last look. A doubt that is new is written into the log at once. */
  look(): Promise<ClockStanding>;
}

const PAGE_ROWS = 256;
/** Entries that one look reads: a thousand recorders write less in ten years. */
const ENTRIES_LIMIT = 100_000_000;

/** Follows the clock through the log, in whatever process: every entry carries its reading (TRUST 2.4). */
export function openClockWatch({ catalog, clock }: ClockWatchPorts, bounds: ClockBounds): ClockWatch {
  let trust: ClockTrust | null = null;
  let last: RetentionClock | null = null;
  let next = 0;
  let isNoted = false;

  const step = (row: AuditRow): void => {
    const entry = JSON.parse(row.text) as AuditEntry;
    next = row.seq + 1;
    last = entry.clock;
    if (entry.act === 'clock.confirmed') {
      trust = confirmedTrust(entry.clock);
      isNoted = false;
      return;
    }
    trust = clockTrust(trust ?? NEW_CLOCK, entry.clock, bounds);
    if (entry.act !== 'clock.doubted') return;
    // It stands as it was seen, also when the reading that raised it is in no other entry.
    trust = { ...trust, doubt: trust.doubt ?? doubtOf(entry) };
    isNoted = true;
  };
  const catchUp = async (): Promise<void> => {
    if (trust === null) {
      const start = await startOf(catalog);
      trust = start.trust;
      next = start.next;
    }
    while (next < ENTRIES_LIMIT) {
      const rows = await catalog.auditRows(next, PAGE_ROWS);
      for (const row of rows) step(row);
      if (rows.length < PAGE_ROWS) return;
    }
  };
  const seen = (): ClockTrust => clockTrust(trust ?? NEW_CLOCK, clock.read(), bounds);

  return {
    look: async () => {
      await catchUp();
      const { doubt, base } = seen();
      if (doubt !== null && !isNoted) {
        await catalog.record(doubtedDraft(doubt));
        await catchUp();
      }
      return { doubt: trust?.doubt ?? doubt, now: utcOf(retentionNowMs(last, clock.read())), base };
    },
  };
}

/** @throws SealdockError `clock-doubtful` with the reason. */
export function requireTrust({ doubt }: Pick<ClockStanding, 'doubt'>): void {
  if (doubt === null) return;
  throw new SealdockError('clock-doubtful', {
    about: doubt.kind,
    expected: `after ${doubt.before}`,
    found: doubt.after,
  });
}

function doubtedDraft({ kind, before, after }: ClockDoubt) {
  return {
    act: 'clock.doubted',
    actor: SYSTEM_ACTOR,
    object: { kind: 'clock', id: 'station' },
    reason: kind,
    before: 'trusted',
    after: 'doubted',
    detail: { kind, before, after },
  } as const;
}

function doubtOf({ detail }: AuditEntry): ClockDoubt {
  return {
    kind: detail.kind as ClockDoubt['kind'],
    before: detail.before as UtcTime,
    after: detail.after as UtcTime,
  };
}

/** A sweep ends only while the clock is believed: what lies before the newest one need not be read again. */
async function startOf(
  catalog: Pick<Catalog, 'lastAuditRow'>,
): Promise<{ readonly trust: ClockTrust; readonly next: number }> {
  const swept = await catalog.lastAuditRow('sweep.finished');
  if (swept === null) return { trust: NEW_CLOCK, next: 0 };
  const doubted = await catalog.lastAuditRow('clock.doubted');
  const confirmed = await catalog.lastAuditRow('clock.confirmed');
  const isStanding = doubted !== null && doubted.seq > (confirmed?.seq ?? -1);
  if (isStanding && doubted.seq < swept.seq) return { trust: NEW_CLOCK, next: doubted.seq };
  const { clock, detail } = JSON.parse(swept.text) as AuditEntry;
  // What our own entry tells of the clock is the reading that it was made of.
  const base = (detail.clockBase ?? clock) as unknown as ClockReading;
  return { trust: { base, last: clock, doubt: null }, next: swept.seq };
}
