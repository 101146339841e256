import type { Station } from '../compose.ts';
import type { DockReport } from '../evidence/dock.ts';
import { asSealdockError } from '../evidence/errors.ts';
import { utcOf } from '../evidence/time.ts';
import type { DockProgressBoard } from '../ingest/dock-progress.ts';
import type { Part } from './part.ts';

const EVERY_MS = 500;

export interface StatusPart extends Part {
  /** An alarm stands until a dock ends without it. */
  noteReport(report: DockReport): void;
  noteBroken(thrown: unknown): void;
  /** An inspection's alarm stands until one finds nothing. */
  noteInspection(hasFindings: boolean): void;
}

/** Keeps the status file current for `sealdock status` and for whoever follows a dock. */
export function startStatus(station: Station, progress: DockProgressBoard): StatusPart {
  const { clock, board, log } = station;
  const nowMs = () => clock.read().wallMs;
  const startedAt = utcOf(nowMs());
  let alarms: readonly string[] = [];
  let damaged = false;
  let writing: Promise<void> = Promise.resolve();

  const publish = () => {
    const docks = progress.snapshot();
    writing = writing
      .then(() =>
        board.publish({
          v: 1,
          pid: process.pid,
          startedAt,
          updatedAt: utcOf(nowMs()),
          docks,
          alarms: allAlarms(),
        }),
      )
      .catch((thrown: unknown) => log.warn('status.unwritten', { error: String(thrown) }));
  };
  const allAlarms = () => (damaged ? [...alarms, 'sealed-differs'] : alarms);
  publish();
  const timer = setInterval(publish, EVERY_MS);
  return {
    noteReport: ({ result, code }) => {
      alarms = result === 'stopped' && code !== null && code !== 'interrupted' ? [code] : [];
      publish();
    },
    noteBroken: (thrown) => {
      alarms = [asSealdockError(thrown).code];
      publish();
    },
    noteInspection: (hasFindings) => {
      damaged = hasFindings;
      publish();
    },
    stop: async () => {
      clearInterval(timer);
      publish();
      await writing;
    },
  };
}
