import { publishLog } from '../audit/publish-log.ts';
import type { Station } from '../compose.ts';
import type { OnDefect } from './defects.ts';
import type { Part } from './part.ts';
import type { StatusPart } from './status.ts';

/** Publishes the log every few seconds when it has grown, after each dock, and at the end. */
export function startPublishing(
  station: Station,
  status: StatusPart,
  onDefect: OnDefect,
): Part & { now(): Promise<void> } {
  let turn: Promise<void> = Promise.resolve();
  let isWaiting = false;
  const publish = async () => {
    isWaiting = false;
    try {
      await publishLog(station, { origin: station.config.station.origin });
      status.clear('publishing');
    } catch (thrown) {
      onDefect(thrown);
      status.broke('publishing', thrown);
      station.log.error('audit.unpublished', { error: String(thrown) });
    }
  };
  // One that waits for the one under way sees everything that was written until it begins.
  const now = (): Promise<void> => {
    if (!isWaiting) turn = turn.then(publish);
    isWaiting = true;
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
