import type { DockResult } from '../evidence/dock.ts';

export interface DockProgress {
  readonly dock: string;
  readonly path: string;
  readonly recorder: string | null;
  readonly model: string | null;
  readonly phase: 'identifying' | 'listing' | 'copying' | 'clearing' | 'finished';
  readonly filesTotal: number;
  readonly filesDone: number;
  readonly bytesTotal: number;
  readonly bytesDone: number;
  /** Mean of the last seconds; null while nothing can be said. */
  readonly bytesPerSecond: number | null;
  readonly secondsLeft: number | null;
  readonly startedAt: string;
  readonly result: DockResult | null;
  readonly code: string | null;
}

/** What the running daemon is doing, for `status` and for a console. */
export interface StationStatus {
  readonly v: 1;
  readonly pid: number;
  readonly startedAt: string;
  readonly updatedAt: string;
  /** Running docks, and the newest finished ones (at most `FINISHED_DOCKS_SHOWN`). */
  readonly docks: readonly DockProgress[];
  /** Error codes that wait for a person, for example `vault-full`; each once, however many docks raise it. */
  readonly alarms: readonly string[];
}

export const FINISHED_DOCKS_SHOWN = 16;

export interface StatusBoard {
  publish(status: StationStatus): Promise<void>;
  /** Null when no daemon runs. */
  read(): Promise<StationStatus | null>;
}
