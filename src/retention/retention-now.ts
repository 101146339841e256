import type { AuditEntry } from '../evidence/audit-entry.ts';
import { advanceRetentionClock } from '../evidence/retention-clock.ts';
import { type UtcTime, utcOf } from '../evidence/time.ts';
import type { Catalog } from '../ports/catalog.ts';
import type { Clock } from '../ports/clock.ts';

/**
 * What the retention clock says now, from the newest entry of the log: it never runs ahead of the evidence (TRUST 2.4).
 * Errors: those of the catalogue.
 */
export async function retentionNow(ports: {
  readonly catalog: Pick<Catalog, 'auditSize' | 'auditRows'>;
  readonly clock: Clock;
}): Promise<UtcTime> {
  const size = await ports.catalog.auditSize();
  const [last] = size === 0 ? [] : await ports.catalog.auditRows(size - 1, 1);
  // Entries are written by this program; `inspect` proves them.
  const clock = last === undefined ? null : (JSON.parse(last.text) as AuditEntry).clock;
  return utcOf(advanceRetentionClock(clock, ports.clock.read()).retentionMs);
}
