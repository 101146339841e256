import type { Station } from '../compose.ts';
import { SYSTEM_ACTOR } from '../evidence/audit-entry.ts';
import { probeRecordings } from '../ingest/probe-recordings.ts';
import type { Part } from './part.ts';

/** After a failure (no ffprobe installed) it waits this long before it tries again. */
const RETRY_MS = 600_000;

/** Probes sealed recordings while nobody is docked: a dock is never slowed down by it. */
export function startProbing(
  station: Station,
  isQuiet: () => boolean,
  signal: AbortSignal,
): Part & { nudge(): void } {
  let running: Promise<void> | null = null;
  let notBeforeMs = 0;

  const probe = async () => {
    const pause = new AbortController();
    const watch = setInterval(() => !isQuiet() && pause.abort(), 100);
    try {
      await probeRecordings(station, station.prober, SYSTEM_ACTOR, AbortSignal.any([signal, pause.signal]));
    } catch (thrown) {
      notBeforeMs = station.clock.read().monotonicMs + RETRY_MS;
      station.log.warn('probe.unavailable', { error: String(thrown) });
    } finally {
      clearInterval(watch);
      running = null;
    }
  };
  return {
    nudge: () => {
      if (running !== null || signal.aborted || !isQuiet() || station.clock.read().monotonicMs < notBeforeMs)
        return;
      running = probe();
    },
    stop: async () => {
      await running;
    },
  };
}
