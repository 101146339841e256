import { publishLog } from '../audit/publish-log.ts';
import type { Station } from '../compose.ts';
import type { Part } from './part.ts';
import type { StatusPart } from './status.ts';

/** Publishes the log every few seconds when it has grown, after each dock, and at the end. */
export function startPublishing(station: Station, status: StatusPart): Part & { now(): Promise<void> } {
  let turn: Promise<void> = Promise.resolve();
  const now = (): Promise<void> => {
    turn = turn
      .then(async () => {
        await publishLog(station, { origin: station.config.station.origin });
      })
      .catch((thrown: unknown) => {
        status.noteBroken(thrown);
        station.log.error('audit.unpublished', { error: String(thrown) });
      });
    return turn;
  };
  const timer = setInterval(() => void now(), station.config.audit.publishEveryMs);
  return {
    now,
    stop: async () => {
      clearInterval(timer);
      await now();
    },
  };
}
