import type { Station } from '../compose.ts';
import { SYSTEM_ACTOR } from '../evidence/audit-entry.ts';
import { SealdockError } from '../evidence/errors.ts';
import { probeRecordings } from '../ingest/probe-recordings.ts';
import type { OnDefect } from './defects.ts';
import type { Part } from './part.ts';
import type { StatusPart } from './status.ts';

/** After a failure (no ffprobe installed) it waits this long before it tries again. */
const RETRY_MS = 600_000;
/** How soon a dock that begins is made room for. */
const LOOK_EVERY_MS = 100;

export interface ProbingNeeds {
  readonly status: Pick<StatusPart, 'broke' | 'clear'>;
  readonly onDefect: OnDefect;
  /** Nobody is docked. */
  readonly isQuiet: () => boolean;
  readonly signal: AbortSignal;
}

/** Probes sealed recordings while nobody is docked: a dock is never slowed down by it. */
export function startProbing(
  station: Pick<Station, 'catalog' | 'vault' | 'prober' | 'log'>,
  { status, onDefect, isQuiet, signal }: ProbingNeeds,
): Part & { nudge(): void } {
  let running: Promise<void> | null = null;
  let isWantedAgain = false;
  let resting: NodeJS.Timeout | null = null;

  const probe = async () => {
    const pause = new AbortController();
    const watch = setInterval(() => !isQuiet() && pause.abort(), LOOK_EVERY_MS);
    try {
      await probeRecordings(station, station.prober, SYSTEM_ACTOR, AbortSignal.any([signal, pause.signal]));
      status.clear('probing');
    } catch (thrown) {
      onDefect(thrown);
      tell(thrown);
      rest();
    } finally {
      clearInterval(watch);
    }
  };
  const tell = (thrown: unknown) => {
    if (isWithoutFfprobe(thrown)) return station.log.warn('probe.unavailable', { error: String(thrown) });
    status.broke('probing', thrown);
    station.log.error('probe.broke', { error: String(thrown) });
  };
  const rest = () => {
    if (signal.aborted) return;
    resting = setTimeout(() => {
      resting = null;
      nudge();
    }, RETRY_MS);
  };
  /** A dock may have come and gone while one probe was still under way: that one is asked to go on after it. */
  const nudge = () => {
    if (signal.aborted || resting !== null || !isQuiet()) return;
    if (running !== null) {
      isWantedAgain = true;
      return;
    }
    isWantedAgain = false;
    running = probe().then(() => {
      running = null;
      if (isWantedAgain) nudge();
    });
  };
  return {
    nudge,
    stop: async () => {
      if (resting !== null) clearTimeout(resting);
      await running;
    },
  };
}

/** The one failure that a station without ffprobe lives with; the recordings stay unprobed. */
function isWithoutFfprobe(thrown: unknown): boolean {
  return thrown instanceof SealdockError && thrown.code === 'ffprobe-missing';
}
