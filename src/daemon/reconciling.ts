import { reconcile } from '../audit/reconcile.ts';
import type { Station } from '../compose.ts';
import { type AuditEntry, SYSTEM_ACTOR } from '../evidence/audit-entry.ts';
import type { OnDefect } from './defects.ts';
import type { Part } from './part.ts';
import type { StatusPart } from './status.ts';

export interface ReconcilingNeeds {
  readonly status: Pick<StatusPart, 'raise' | 'broke' | 'clear'>;
  readonly onDefect: OnDefect;
  readonly signal: AbortSignal;
}

/** Compares cards, catalogue, vault and registers every night. Open differences are an alarm, also after a restart. */
export async function startReconciling(station: Station, needs: ReconcilingNeeds): Promise<Part> {
  const { status, onDefect, signal } = needs;
  await tellOpen(station, status);
  const { reconcileAt } = station.config.audit;
  if (reconcileAt === null) return { stop: async () => {} };
  return station.scheduler.start(
    {
      expression: reconcileAt,
      zone: station.config.station.zone,
      lastRunMs: () => lastRunMs(station),
      run: () => reconcileOnce(station, needs),
    },
    (thrown) => {
      onDefect(thrown);
      if (signal.aborted) return;
      status.broke('reconciling', thrown);
      station.log.error('reconciliation.broke', { error: String(thrown) });
    },
  );
}

async function reconcileOnce(station: Station, { status, signal }: ReconcilingNeeds): Promise<void> {
  const { origin, zone } = station.config.station;
  const { totals, differences } = await reconcile(station, { origin, zone, actor: SYSTEM_ACTOR, signal });
  station.log.info('reconciliation.finished', { ...totals, differences });
  status.clear('reconciling');
  await tellOpen(station, status);
}

async function tellOpen(
  { catalog }: Pick<Station, 'catalog'>,
  status: Pick<StatusPart, 'raise' | 'clear'>,
): Promise<void> {
  const open = await catalog.differences('open', null, 1);
  if (open.length > 0) status.raise('differences', 'differences-open');
  else status.clear('differences');
}

/** Before the first run, the station's own beginning. */
async function lastRunMs({ catalog }: Pick<Station, 'catalog'>): Promise<number | null> {
  const row = (await catalog.lastAuditRow('reconciliation.finished')) ?? (await catalog.auditRows(0, 1))[0];
  return row === undefined ? null : Date.parse((JSON.parse(row.text) as AuditEntry).at);
}
