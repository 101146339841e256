import type { AuditAct } from '../evidence/audit-entry.ts';
import type { UtcTime } from '../evidence/time.ts';
import type { Catalog } from '../ports/catalog.ts';
import type { KeepingJudge, OpenJudge } from './judge-keeping.ts';

/** What changes who goes by which policy. */
const ACTS: readonly AuditAct[] = [
  'policy.adopted',
  'policy.assigned',
  'recorder.registered',
  'recorder.changed',
  'staff.added',
  'staff.changed',
];

/**
 * The judge for a moment of the retention clock, opened anew when a policy, a unit or the day has changed: a run over
 * ten thousand recordings lasts hours, and each of them is judged as of its own moment.
 */
export function freshJudge(
  catalog: Pick<Catalog, 'lastAuditRow'>,
  openJudge: OpenJudge,
): (now: UtcTime) => Promise<KeepingJudge> {
  let known: { readonly key: string; readonly judge: KeepingJudge } | null = null;
  return async (now) => {
    const seqs = await Promise.all(ACTS.map(async (act) => (await catalog.lastAuditRow(act))?.seq ?? -1));
    // By the hour, because days begin at another time in each policy's zone, and all of them at a full quarter.
    const key = `${now.slice(0, 14)}${Math.floor(Number(now.slice(14, 16)) / 15)} ${seqs.join(' ')}`;
    if (known?.key !== key) known = { key, judge: await openJudge(now) };
    return known.judge;
  };
}
