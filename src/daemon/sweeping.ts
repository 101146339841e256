import type { Station } from '../compose.ts';
import { resumeExecutions } from '../destruction/resume-executions.ts';
import { settleBatch } from '../destruction/settle-batch.ts';
import type { AuditEntry } from '../evidence/audit-entry.ts';
import { SealdockError } from '../evidence/errors.ts';
import { sweep } from '../retention/sweep.ts';
import type { OnDefect } from './defects.ts';
import type { Part } from './part.ts';
import type { StatusPart } from './status.ts';

export interface SweepingNeeds {
  readonly status: Pick<StatusPart, 'raise' | 'broke' | 'clear'>;
  readonly onDefect: OnDefect;
  readonly signal: AbortSignal;
}

/** How soon a clock that was set is noticed while nobody asks for it. */
const CLOCK_EVERY_MS = 60_000;
/** Batches that wait for people at the same time. */
const BATCHES_LIMIT = 1_000;

/**
 * Every night what is due is found (ZY-19.1d), and every minute the clock is looked at: a doubt stands in the status
 * until an administrator has confirmed it. What an execution that died had begun is ended at the start. Docking waits for
 * none of it.
 */
export async function startSweeping(station: Station, needs: SweepingNeeds): Promise<Part> {
  const { destruction, catalog, log, scheduler, config } = station;
  const { status, onDefect, signal } = needs;
  await resume(station, needs);
  const look = openLook(station, needs);
  await look();
  const timer = setInterval(() => void look(), CLOCK_EVERY_MS);
  const { sweepAt } = config.retention;
  const schedule =
    sweepAt === null
      ? null
      : scheduler.start(
          {
            expression: sweepAt,
            zone: config.station.zone,
            lastRunMs: () => lastSweepMs(station),
            run: async () => {
              const { now } = await destruction.watch.look();
              for (const { id } of await catalog.batches(['appraising'], BATCHES_LIMIT)) {
                await settleBatch(station, id, now);
              }
              const report = await sweep(destruction, { signal, reason: 'scheduled' });
              log.info('sweep.finished', { ...report, due: { ...report.due } });
              status.clear('sweeping');
            },
          },
          (thrown) => {
            onDefect(thrown);
            if (signal.aborted || isOtherwiseTold(thrown)) return;
            status.broke('sweeping', thrown);
            log.error('sweep.broke', { error: String(thrown) });
          },
        );
  return {
    stop: async () => {
      clearInterval(timer);
      await schedule?.stop();
    },
  };
}

/** A clock in doubt has its own alarm, and another process at the same work does it. */
function isOtherwiseTold(thrown: unknown): boolean {
  return thrown instanceof SealdockError && (thrown.code === 'clock-doubtful' || thrown.code === 'busy');
}

/** One look at a time, however long the catalogue takes. */
function openLook({ destruction, log }: Station, { status, onDefect }: SweepingNeeds): () => Promise<void> {
  let looking: Promise<void> | null = null;
  const look = async (): Promise<void> => {
    try {
      const { doubt } = await destruction.watch.look();
      if (doubt === null) status.clear('clock');
      else status.raise('clock', 'clock-doubtful');
    } catch (thrown) {
      onDefect(thrown);
      status.broke('clock', thrown);
      log.error('clock.not-read', { error: String(thrown) });
    }
  };
  return () => {
    looking ??= look().finally(() => {
      looking = null;
    });
    return looking;
  };
}

async function resume({ destruction, log }: Station, { status, signal }: SweepingNeeds): Promise<void> {
  try {
    const ended = await resumeExecutions(destruction, signal);
    if (ended > 0) log.warn('destruction.resumed', { ended });
    if ((await destruction.catalog.intended(null)).length > 0) status.raise('sweeping', 'sealed-differs');
  } catch (thrown) {
    // Another process is at it.
    if (!isOtherwiseTold(thrown)) throw thrown;
  }
}

/** From the beginning of the log on, where there was none yet: a station of years is not swept first at its next night. */
async function lastSweepMs({ catalog }: Pick<Station, 'catalog'>): Promise<number | null> {
  const row = (await catalog.lastAuditRow('sweep.finished')) ?? (await catalog.auditRows(0, 1))[0] ?? null;
  return row === null ? null : Date.parse((JSON.parse(row.text) as AuditEntry).at);
}
