import type { AuditEntry } from '../evidence/audit-entry.ts';
import type { ClockDoubt } from '../evidence/clock-trust.ts';
import type { UtcTime } from '../evidence/time.ts';
import type { Catalog } from '../ports/catalog.ts';

/** The doubt that stands in the log, for whoever only looks; null when a person has confirmed the clock since. */
export async function standingDoubt(catalog: Pick<Catalog, 'lastAuditRow'>): Promise<ClockDoubt | null> {
  const doubted = await catalog.lastAuditRow('clock.doubted');
  const confirmed = await catalog.lastAuditRow('clock.confirmed');
  if (doubted === null || (confirmed !== null && confirmed.seq > doubted.seq)) return null;
  const { detail } = JSON.parse(doubted.text) as AuditEntry;
  return {
    kind: detail.kind as ClockDoubt['kind'],
    before: detail.before as UtcTime,
    after: detail.after as UtcTime,
  };
}
