import type { MediaType } from './recording.ts';
import type { UtcTime } from './time.ts';

/**
 * How a recorder was found at one docking (ZZ-51.2, WS-19.2): room for the next shift, its file system, its clock. A
 * battery tells nothing over USB mass storage; that needs its maker's own calls. A type and no interface, because it
 * goes into an audit entry as it is.
 */
export type DeviceCheck = {
  /** When it was looked at, by the station's clock. */
  readonly at: UtcTime;
  readonly fileSystem: string | null;
  /** Mounted so that nobody can write to it. */
  readonly readOnly: boolean;
  /** By the file system's own flag, it was not unmounted cleanly; null where that cannot be told. */
  readonly dirty: boolean | null;
  readonly totalBytes: number | null;
  /** As the recorder left it. */
  readonly freeBytes: number | null;
  readonly files: { readonly [kind in MediaType]: number };
  /** Files that are no footage, or not to be taken. */
  readonly leftFiles: number;
  readonly footageBytes: number;
  readonly oldestAt: UtcTime | null;
  readonly newestAt: UtcTime | null;
  /** By whose word: of names and containers, which the recorder writes by its clock, or only of the file system. */
  readonly timesFrom: 'recorder' | 'file-system' | null;
  /**
   * The newest recording against the station's clock. One that is ahead proves a wrong clock; one that is old proves
   * nothing, because the recorder may have lain still.
   */
  readonly newest: { readonly kind: 'ahead' | 'old'; readonly byMs: number } | null;
};
