import type { DockResult } from '../evidence/dock.ts';
import type { UsbIdentity } from '../evidence/medium.ts';

export interface DockProgress {
  readonly dock: string;
  readonly path: string;
  readonly recorder: string | null;
  readonly model: string | null;
  /** Its file system was not unmounted cleanly; null before that is known, and where it cannot be told. */
  readonly dirty: boolean | null;
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
  /** Why, when the result is not `done`; with `done` why the card could not be cleared. */
  readonly code: string | null;
}

/** In the order in which a visit goes through them; the last four are ends, which stand until the medium leaves. */
export const SLOT_STATES = [
  'idle',
  'attached', // something is plugged in; whose it is, nobody knows yet
  'recognised', // a registered recorder, or one whose number was read; its files are being listed
  'copying',
  'done', // safe to take
  'refused',
  'failed', // it did not come to its end; the code says why
  'attention', // a person should look before it is taken
] as const;
export type SlotState = (typeof SLOT_STATES)[number];

/** One physical port of the station, and what is in it. */
export interface SlotStatus {
  /** The port's path as the kernel numbers it: `1-2.3`. */
  readonly port: string;
  /** On the label beside the port; for one that nobody configured, the next free number. */
  readonly slot: number;
  readonly name: string | null;
  readonly configured: boolean;
  readonly priority: boolean;
  readonly state: SlotState;
  /** Since when it is in this state. */
  readonly since: string;
  /** Why it was refused, failed or wants attention. */
  readonly code: string | null;
  /** What is plugged in, in its own words; null when nothing is, or when only its mount was told. */
  readonly device: UsbIdentity | null;
  /** Its dock with recorder, files, rate and time left; the newest one after that has ended. */
  readonly dock: DockProgress | null;
}

/** What the running daemon is doing, for `status` and for a console. */
export interface StationStatus {
  readonly v: 2;
  readonly pid: number;
  readonly startedAt: string;
  readonly updatedAt: string;
  /** Running docks, and the newest finished ones (at most `FINISHED_DOCKS_SHOWN`). */
  readonly docks: readonly DockProgress[];
  /** By number: all that are configured, and those in which something was met (at most `SLOTS_LIMIT`). */
  readonly slots: readonly SlotStatus[];
  /** Error codes that wait for a person, for example `vault-full`; each once, however many docks raise it. */
  readonly alarms: readonly string[];
}

export const FINISHED_DOCKS_SHOWN = 16;
/** More ports than a station has, hubs included. */
export const SLOTS_LIMIT = 256;

export interface StatusBoard {
  publish(status: StationStatus): Promise<void>;
  /** Null when no daemon runs. */
  read(): Promise<StationStatus | null>;
}
