import { isWrong } from '../audit/findings.ts';
import { inspect } from '../audit/inspect.ts';
import type { Station } from '../compose.ts';
import { type AuditEntry, SYSTEM_ACTOR } from '../evidence/audit-entry.ts';
import type { Part } from './part.ts';
import type { StatusPart } from './status.ts';

/** Findings that one audit entry names; the full list is what `sealdock inspect` prints. */
const NAMED_FINDINGS_LIMIT = 20;

/**
 * Inspects everything at the hour that the bureau set (CL-27.4, SM-33.4: damage must not go unseen), and writes the
 * outcome into the audit. What is wrong raises an alarm.
 */
export function startInspecting(station: Station, status: StatusPart, signal: AbortSignal): Part {
  const { inspectAt } = station.config.audit;
  if (inspectAt === null) return { stop: async () => {} };
  return station.scheduler.start(
    {
      expression: inspectAt,
      zone: station.config.station.zone,
      lastRunMs: () => lastInspectionMs(station),
      run: () => inspectOnce(station, status, signal),
    },
    (thrown) => {
      if (signal.aborted) return;
      status.noteBroken(thrown);
      station.log.error('inspection.broke', { error: String(thrown) });
    },
  );
}

async function inspectOnce(station: Station, status: StatusPart, signal: AbortSignal): Promise<void> {
  const { findings, recordings, entries, bytes } = await inspect(station, {
    origin: station.config.station.origin,
    remembered: null,
    stallMs: station.settings.stallMs,
    signal,
    onProgress: () => {},
  });
  const wrong = findings.filter(isWrong);
  await station.catalog.record({
    act: 'inspection.finished',
    actor: SYSTEM_ACTOR,
    object: { kind: 'log', id: station.config.station.origin },
    reason: 'scheduled',
    before: null,
    after: wrong.length === 0 ? 'clean' : 'findings',
    detail: {
      recordings,
      entries,
      bytes,
      wrong: wrong.length,
      named: wrong
        .slice(0, NAMED_FINDINGS_LIMIT)
        .map(({ kind, about }) => ({ kind, about: about.slice(0, 512).toWellFormed() })),
    },
  });
  station.log.info('inspection.finished', { recordings, entries, wrong: wrong.length });
  status.noteInspection(wrong.length > 0);
}

async function lastInspectionMs({ catalog }: Station): Promise<number | null> {
  const row = await catalog.lastAuditRow('inspection.finished');
  const since = row ?? (await catalog.auditRows(0, 1))[0] ?? null;
  return since === null ? null : Date.parse((JSON.parse(since.text) as AuditEntry).at);
}
