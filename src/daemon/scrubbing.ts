import { setTimeout as pause } from 'node:timers/promises';
import { overdueSince, scrubVault } from '../audit/scrub-vault.ts';
import type { Station } from '../compose.ts';
import { type AuditEntry, SYSTEM_ACTOR } from '../evidence/audit-entry.ts';
import { SealdockError } from '../evidence/errors.ts';
import type { OnDefect } from './defects.ts';
import type { Part } from './part.ts';
import type { StatusPart } from './status.ts';

/** How soon a dock that begins is made room for. */
const LOOK_EVERY_MS = 100;
/** Recordings that the entry at the end names. */
const NAMED_LIMIT = 20;

export interface ScrubbingNeeds {
  readonly status: Pick<StatusPart, 'raise' | 'broke' | 'clear'>;
  readonly onDefect: OnDefect;
  /** Nobody is docked. */
  readonly isQuiet: () => boolean;
  readonly signal: AbortSignal;
}

/** Reads a share of the vault again every night. What was found damaged is an alarm until it is read and found sound. */
export async function startScrubbing(station: Station, needs: ScrubbingNeeds): Promise<Part> {
  const { status, onDefect, signal } = needs;
  await tellDamage(station, status);
  const { at } = station.config.fixity;
  if (at === null) return { stop: async () => {} };
  return station.scheduler.start(
    {
      expression: at,
      zone: station.config.station.zone,
      lastRunMs: () => lastRunMs(station),
      run: () => scrubOnce(station, needs),
    },
    (thrown) => {
      onDefect(thrown);
      if (signal.aborted) return;
      status.broke('scrubbing', thrown);
      station.log.error('fixity.broke', { error: String(thrown) });
    },
  );
}

async function scrubOnce(station: Station, { status, isQuiet, signal }: ScrubbingNeeds): Promise<void> {
  const { days, bytesPerSecond } = station.config.fixity;
  const { origin } = station.config.station;
  let watch: NodeJS.Timeout | undefined;
  const quiet = async (): Promise<AbortSignal> => {
    clearInterval(watch);
    while (!isQuiet() && !signal.aborted) {
      await pause(LOOK_EVERY_MS, undefined, { signal }).catch(() => {});
    }
    const disturbed = new AbortController();
    watch = setInterval(() => !isQuiet() && disturbed.abort(), LOOK_EVERY_MS);
    return disturbed.signal;
  };
  try {
    const { recordings, bytes, damaged } = await scrubVault(station, {
      days,
      bytesPerSecond,
      stallMs: station.settings.stallMs,
      actor: SYSTEM_ACTOR,
      origin,
      signal,
      quiet,
    });
    if (signal.aborted) throw new SealdockError('interrupted');
    await station.catalog.record({
      act: 'fixity.finished',
      actor: SYSTEM_ACTOR,
      object: { kind: 'log', id: origin },
      reason: 'scheduled',
      before: null,
      after: damaged.length === 0 ? 'sound' : 'damaged',
      detail: { recordings, bytes, damaged: damaged.length, named: damaged.slice(0, NAMED_LIMIT) },
    });
    station.log.info('fixity.finished', { recordings, bytes, damaged: damaged.length });
    status.clear('scrubbing');
  } finally {
    clearInterval(watch);
    await tellDamage(station, status);
  }
}

async function tellDamage(
  { catalog, clock, config }: Pick<Station, 'catalog' | 'clock' | 'config'>,
  status: ScrubbingNeeds['status'],
): Promise<void> {
  const { damaged } = await catalog.fixityState(overdueSince(clock.read().wallMs, config.fixity.days));
  if (damaged > 0) status.raise('fixity', 'sealed-differs');
  else status.clear('fixity');
}

/** Before the first run, the station's own beginning: a new one has nothing to read again. */
async function lastRunMs({ catalog }: Pick<Station, 'catalog'>): Promise<number | null> {
  const row = (await catalog.lastAuditRow('fixity.finished')) ?? (await catalog.auditRows(0, 1))[0];
  return row === undefined ? null : Date.parse((JSON.parse(row.text) as AuditEntry).at);
}
