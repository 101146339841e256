import type { OfficerNo, RecorderNo } from './ids.ts';
import type { UtcTime } from './time.ts';

/*
 * The register of recorders: what the bureau says of its own devices. What a card or a device says of itself is
 * compared with this and never written into it without an entry of its own.
 */

export const RECORDER_STATES = ['in-service', 'out-of-service', 'lost'] as const;
export type RecorderState = (typeof RECORDER_STATES)[number];

/** USB serials of one recorder, and cards known to have been in it; more than any device sees in its life. */
export const KNOWN_SIGNS_LIMIT = 16;
/** UTF-16 units of a unit's name, an asset number, a note, a serial: a register row stays far below an audit entry. */
export const REGISTER_TEXT_LIMIT = 256;
/** Hand-overs of one recorder; twice a day for ten years. */
export const ASSIGNMENTS_LIMIT = 8_000;

/** Who wears the recorder: from this instant on, and until the other one (exclusive), or until further notice. */
export interface Assignment {
  readonly officer: OfficerNo;
  readonly from: UtcTime;
  readonly until: UtcTime | null;
}

export interface RegisteredRecorder {
  readonly no: RecorderNo;
  /** The id of a row in `config/recorders`; null where the card's layout tells. */
  readonly model: string | null;
  /** As the USB devices tell them. Makers give one serial to many devices, so another recorder may have the same. */
  readonly serials: readonly string[];
  /** File-system ids of the cards that this recorder is known to hold. */
  readonly cards: readonly string[];
  readonly unit: string | null;
  readonly asset: string | null;
  readonly state: RecorderState;
  readonly note: string | null;
  readonly registeredAt: UtcTime;
  readonly changedAt: UtcTime;
  /** The oldest first; none overlaps another. */
  readonly assignments: readonly Assignment[];
}

/** Who had the recorder at this instant; null when nobody had. */
export function officerAt(assignments: readonly Assignment[], at: UtcTime): OfficerNo | null {
  const held = assignments.find(({ from, until }) => from <= at && (until === null || at < until));
  return held?.officer ?? null;
}

/** What of a registered recorder is not as the register knows it (ZZ-52.2, WS-20.2), or that a lost one is back. */
export const ALERT_KINDS = ['serial', 'card', 'lost'] as const;
export type AlertKind = (typeof ALERT_KINDS)[number];

/** A part of a recorder that is another one than before. */
export interface IdentityChange {
  readonly kind: Exclude<AlertKind, 'lost'>;
  readonly known: readonly string[];
  readonly found: string;
}

/** What was met of a recorder without opening a file of it. All text is the device's own and hostile. */
export interface MetRecorder {
  readonly number: RecorderNo | null;
  readonly model: string | null;
  readonly label: string | null;
  readonly serial: string | null;
  /** The id of the card's file system. */
  readonly card: string | null;
}
