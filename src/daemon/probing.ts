import type { Station } from '../compose.ts';
import { SYSTEM_ACTOR } from '../evidence/audit-entry.ts';
import { SealdockError } from '../evidence/errors.ts';
import type { DockId } from '../evidence/ids.ts';
import { probeCard, probeRecordings } from '../ingest/probe-recordings.ts';
import type { OnDefect } from './defects.ts';
import type { Part } from './part.ts';
import type { StatusPart } from './status.ts';

/** After a failure (no ffprobe installed) it waits this long before it tries again. */
const RETRY_MS = 600_000;
/** How soon a dock that begins is made room for. */
const LOOK_EVERY_MS = 100;
/** A card that is to be cleared waits for its probes, and not for ever: what is left is cleared at its next visit. */
const CARD_LIMIT_MS = 600_000;

export interface ProbingNeeds {
  readonly status: Pick<StatusPart, 'raise' | 'broke' | 'clear'>;
  readonly onDefect: OnDefect;
  /** Nobody is docked. */
  readonly isQuiet: () => boolean;
  readonly signal: AbortSignal;
}

export interface Probing extends Part {
  /** Nobody is docked any more, perhaps. */
  nudge(): void;
  /**
   * Probes what lies on this dock's card, before it is cleared. Bounded, and never rejects: without ffprobe that is an
   * alarm, because then nothing is ever cleared.
   */
  ofCard(dock: DockId, signal: AbortSignal): Promise<void>;
}

/** Probes sealed recordings while nobody is docked: a dock is never slowed down by it. */
export function startProbing(
  station: Pick<Station, 'catalog' | 'vault' | 'prober' | 'log'>,
  { status, onDefect, isQuiet, signal }: ProbingNeeds,
): Probing {
  let running: Promise<void> | null = null;
  /** One probe at a time: cards that end together share the machine with those that are still copied. */
  let turns: Promise<void> = Promise.resolve();
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
  const takeTurn = (act: () => Promise<void>): Promise<void> => {
    const mine = turns.then(act);
    turns = mine.catch(() => {});
    return mine;
  };
  const ofCard = async (dock: DockId, asked: AbortSignal): Promise<void> => {
    // One that is under way makes room within its time limit, and nothing is probed twice.
    await running;
    const limits = [signal, asked, AbortSignal.timeout(CARD_LIMIT_MS)];
    const options = { dock, actor: SYSTEM_ACTOR, signal: AbortSignal.any(limits) };
    try {
      await probeCard(station, station.prober, options, takeTurn);
      status.clear('probing');
    } catch (thrown) {
      onDefect(thrown);
      tell(thrown);
      if (isWithoutFfprobe(thrown)) status.raise('probing', 'ffprobe-missing');
    }
  };
  return {
    nudge,
    ofCard,
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
