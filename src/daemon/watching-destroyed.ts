import type { Station } from '../compose.ts';
import { reappeared } from '../destruction/find-reappeared.ts';
import { asSealdockError, SealdockError } from '../evidence/errors.ts';
import type { OnDefect } from './defects.ts';
import type { Part } from './part.ts';
import type { StatusPart } from './status.ts';

export interface WatchingNeeds {
  readonly status: Pick<StatusPart, 'raise' | 'broke' | 'clear'>;
  readonly onDefect: OnDefect;
  readonly signal: AbortSignal;
}

/** How soon an alarm ends when its cause has ended. */
const LOOK_EVERY_MS = 60_000;
/** In looks: a day, between two passes over all tombstones while nothing stands. */
const PASS_EVERY = 1_440;
/** In looks: an hour, while no incident stands. */
const INCIDENTS_EVERY = 60;
/** Folders that are looked at again one by one; more of them say no more. */
const STANDING_LIMIT = 1_000;

/**
 * What was destroyed must stay so: at the start, and once a day, every tombstone is compared with the vault, and what an
 * old backup has brought back is an alarm until it was ended again (TRUST 2.3, 21). So are incidents of a destruction that
 * nobody has settled. Docking waits for none of it.
 */
export function startWatchingDestroyed(station: Station, needs: WatchingNeeds): Part {
  const look = openDestroyedLook(station, needs);
  let looking: Promise<void> | null = null;
  const turn = () => {
    looking ??= look().finally(() => {
      looking = null;
    });
  };
  turn();
  const timer = setInterval(turn, LOOK_EVERY_MS);
  return {
    stop: async () => {
      clearInterval(timer);
      await looking;
    },
  };
}

/** One look; the first one looks at everything. */
export function openDestroyedLook(
  station: Pick<Station, 'catalog' | 'vault' | 'log'>,
  { status, onDefect, signal }: WatchingNeeds,
): () => Promise<void> {
  let standing: readonly string[] = [];
  let hasIncidents = true;
  let looks = 0;
  return async () => {
    const at = looks;
    looks += 1;
    try {
      const isOver = standing.length > 0 && !(await anyThere(station, standing));
      if (isOver || (standing.length === 0 && at % PASS_EVERY === 0)) {
        standing = await allThere(station, signal);
      }
      if (standing.length > 0) status.raise('destroyed', 'destroyed-present');
      else status.clear('destroyed');
      if (hasIncidents || at % INCIDENTS_EVERY === 0) {
        hasIncidents = (await station.catalog.openIncidents(1)).length > 0;
        if (hasIncidents) status.raise('incidents', 'incidents-open');
        else status.clear('incidents');
      }
    } catch (thrown) {
      if (signal.aborted && asSealdockError(thrown).code === 'interrupted') return;
      onDefect(thrown);
      status.broke('destroyed', thrown);
      station.log.error('destroyed.not-compared', { error: String(thrown) });
    }
  };
}

async function anyThere({ vault }: Pick<Station, 'vault'>, folders: readonly string[]): Promise<boolean> {
  for (const folder of folders) if (await vault.has(folder)) return true;
  return false;
}

async function allThere(
  station: Pick<Station, 'catalog' | 'vault' | 'log'>,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const { recording, folder } of reappeared(station)) {
    if (signal.aborted) throw new SealdockError('interrupted');
    found.push(folder);
    station.log.error('destroyed.present', { recording, folder });
    if (found.length >= STANDING_LIMIT) break;
  }
  return found;
}
