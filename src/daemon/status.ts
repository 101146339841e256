import type { Station } from '../compose.ts';
import { asSealdockError, type ErrorCode } from '../evidence/errors.ts';
import { utcOf } from '../evidence/time.ts';
import type { DockProgressBoard } from '../ingest/dock-progress.ts';
import type { DockProgress, SlotStatus } from '../ports/status-board.ts';
import type { Part } from './part.ts';

const EVERY_MS = 500;
/** Sources that raise one at the same time; more than the ports of any station. */
const ALARMS_LIMIT = 256;

/** Who raises an alarm. What one of them ends, another one's alarm is not ended by. */
export type AlarmSource =
  | `dock ${string}`
  | `clearing ${string}`
  | `unlock ${string}`
  | `anchor ${string}`
  | 'anchoring'
  | 'reconciling'
  | 'differences'
  | 'scrubbing'
  | 'fixity'
  | 'clearing'
  | 'publishing'
  | 'probing'
  | 'inspecting'
  | 'inspection'
  | 'sweeping'
  | 'destroyed'
  | 'incidents'
  | 'clock'
  | 'daemon';

export interface StatusPart extends Part {
  /** Something that people wait for has changed: shown at once, and not at the next turn. */
  show(): void;
  /** Stands until the same source raises another set, or clears it. */
  raise(source: AlarmSource, ...codes: readonly ErrorCode[]): void;
  broke(source: AlarmSource, thrown: unknown): void;
  /** The source came to a good end. */
  clear(source: AlarmSource): void;
}

/** Keeps the status file current for `sealdock status` and for whoever follows a dock. */
export function startStatus(
  station: Pick<Station, 'clock' | 'board' | 'log'>,
  progress: DockProgressBoard,
  slotsOf: (docks: readonly DockProgress[]) => readonly SlotStatus[] = () => [],
): StatusPart {
  const { clock, board, log } = station;
  const nowMs = () => clock.read().wallMs;
  const startedAt = utcOf(nowMs());
  const alarms = new Map<AlarmSource, readonly ErrorCode[]>();
  let writing: Promise<void> = Promise.resolve();

  const publish = () => {
    const docks = progress.snapshot();
    const slots = slotsOf(docks);
    const codes = [...new Set([...alarms.values()].flat())];
    writing = writing
      .then(() =>
        board.publish({
          v: 2,
          pid: process.pid,
          startedAt,
          updatedAt: utcOf(nowMs()),
          docks,
          slots,
          alarms: codes,
        }),
      )
      .catch((thrown: unknown) => log.warn('status.unwritten', { error: String(thrown) }));
  };
  const raise = (source: AlarmSource, ...codes: readonly ErrorCode[]) => {
    if (!alarms.has(source) && alarms.size >= ALARMS_LIMIT) return;
    alarms.set(source, codes);
    publish();
  };
  publish();
  const timer = setInterval(publish, EVERY_MS);
  return {
    show: publish,
    raise,
    broke: (source, thrown) => raise(source, asSealdockError(thrown).code),
    clear: (source) => {
      if (alarms.delete(source)) publish();
    },
    stop: async () => {
      clearInterval(timer);
      publish();
      await writing;
    },
  };
}
