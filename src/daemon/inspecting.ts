import { setTimeout as pause } from 'node:timers/promises';
import { isWrong } from '../audit/findings.ts';
import { inspect } from '../audit/inspect.ts';
import type { Station } from '../compose.ts';
import { type AuditEntry, SYSTEM_ACTOR } from '../evidence/audit-entry.ts';
import { SealdockError } from '../evidence/errors.ts';
import type { OnDefect } from './defects.ts';
import { alarmsOf, alarmsOfEntry } from './inspection-alarms.ts';
import type { Part } from './part.ts';
import type { StatusPart } from './status.ts';

/** Findings that one audit entry names; the full list is what `sealdock inspect` prints. */
const NAMED_FINDINGS_LIMIT = 20;
/** A stop waits this long for an inspection to notice; what is left of it then only looks. */
const STOP_PATIENCE_MS = 10_000;

export interface InspectingNeeds {
  readonly status: Pick<StatusPart, 'raise' | 'broke' | 'clear'>;
  readonly onDefect: OnDefect;
  readonly signal: AbortSignal;
  readonly stopPatienceMs?: number;
}

/**
 * Inspects everything at the hour that the bureau set (CL-27.4, SM-33.4: damage must not go unseen), and writes the
 * outcome into the audit. What is wrong raises an alarm, which stands until an inspection finds nothing.
 */
export async function startInspecting(station: Station, needs: InspectingNeeds): Promise<Part> {
  const { status, onDefect, signal, stopPatienceMs = STOP_PATIENCE_MS } = needs;
  const last = await station.catalog.lastAuditRow('inspection.finished');
  const standing = last === null ? [] : alarmsOfEntry(JSON.parse(last.text) as AuditEntry);
  if (standing.length > 0) status.raise('inspection', ...standing);
  const { inspectAt } = station.config.audit;
  if (inspectAt === null) return { stop: async () => {} };
  const schedule = station.scheduler.start(
    {
      expression: inspectAt,
      zone: station.config.station.zone,
      lastRunMs: () => lastInspectionMs(station),
      run: () => inspectOnce(station, needs),
    },
    (thrown) => {
      onDefect(thrown);
      if (signal.aborted) return;
      status.broke('inspecting', thrown);
      station.log.error('inspection.broke', { error: String(thrown) });
    },
  );
  return {
    stop: async () => {
      const patience = new AbortController();
      try {
        await Promise.race([
          schedule.stop(),
          pause(stopPatienceMs, undefined, { signal: patience.signal }).catch(() => {}),
        ]);
      } finally {
        patience.abort();
      }
    },
  };
}

async function inspectOnce(station: Station, { status, signal }: InspectingNeeds): Promise<void> {
  const { findings, recordings, entries, bytes } = await inspect(interruptible(station, signal), {
    origin: station.config.station.origin,
    remembered: null,
    stallMs: station.settings.stallMs,
    signal,
    onProgress: () => {},
  });
  // What was cut short looks like damage; the next start is due for it again.
  if (signal.aborted) throw new SealdockError('interrupted');
  const wrong = findings.filter(isWrong);
  const alarms = alarmsOf(wrong);
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
      alarms,
      named: wrong
        .slice(0, NAMED_FINDINGS_LIMIT)
        .map(({ kind, about }) => ({ kind, about: about.slice(0, 512).toWellFormed() })),
    },
  });
  station.log.info('inspection.finished', { recordings, entries, wrong: wrong.length });
  status.clear('inspecting');
  if (alarms.length > 0) status.raise('inspection', ...alarms);
  else status.clear('inspection');
}

/** The walk over the log and the one over the vault know no signal: what they read by does. */
function interruptible(station: Station, signal: AbortSignal): Station {
  const unlessEnded = <Asked extends readonly unknown[], Answer>(
    ask: (...asked: Asked) => Promise<Answer>,
  ) => {
    return async (...asked: Asked): Promise<Answer> => {
      if (signal.aborted) throw new SealdockError('interrupted');
      return ask(...asked);
    };
  };
  const { catalog, logFiles, vault } = station;
  return {
    ...station,
    catalog: {
      ...catalog,
      auditRows: unlessEnded(catalog.auditRows),
      recording: unlessEnded(catalog.recording),
      recordings: unlessEnded(catalog.recordings),
    },
    logFiles: { ...logFiles, read: unlessEnded(logFiles.read) },
    vault: { ...vault, readSealed: unlessEnded(vault.readSealed) },
  };
}

async function lastInspectionMs({ catalog }: Pick<Station, 'catalog'>): Promise<number | null> {
  const row = await catalog.lastAuditRow('inspection.finished');
  const since = row ?? (await catalog.auditRows(0, 1))[0] ?? null;
  return since === null ? null : Date.parse((JSON.parse(since.text) as AuditEntry).at);
}
