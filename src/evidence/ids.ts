import type { Brand } from './brand.ts';
import type { Sha256 } from './digest.ts';

/** The number a bureau gave a recorder. ASCII, at most 32 characters, because it names a vault folder. */
export type RecorderNo = Brand<string, 'RecorderNo'>;
/** The wearer's number as the recorder writes it (GA/T-style: six digits). */
export type OfficerNo = Brand<string, 'OfficerNo'>;
/** `<recorder no>-<local YYYYMMDDTHHMMSS>-<first 12 hex of SHA-256>`: the same file found again has the same id. */
export type RecordingId = Brand<string, 'RecordingId'>;
/** `dock-<UTC YYYYMMDDTHHMMSS>-<8 hex>`: one visit of one card. */
export type DockId = Brand<string, 'DockId'>;

const NUMBER = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,31}$/;
const RECORDING_ID = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,31}-\d{8}T\d{6}-[0-9a-f]{12}$/;

/** A recorder number, or null when the text could not name a folder. */
export function parseRecorderNo(text: string): RecorderNo | null {
  return NUMBER.test(text) && !text.endsWith('.') ? (text as RecorderNo) : null;
}

/**
 * What two spellings of one recorder's number share. Bureaus write `dsj0001` for DSJ0001, and a FAT volume label is in
 * capitals whatever was typed: numbers are compared by this and shown as they were registered.
 */
export function recorderKeyOf(number: string): string {
  return number.normalize('NFKC').toUpperCase();
}

export function isSameRecorder(one: string | null, other: string | null): boolean {
  return one !== null && other !== null && recorderKeyOf(one) === recorderKeyOf(other);
}

export function parseOfficerNo(text: string): OfficerNo | null {
  return NUMBER.test(text) ? (text as OfficerNo) : null;
}

export function parseRecordingId(text: string): RecordingId | null {
  return RECORDING_ID.test(text) ? (text as RecordingId) : null;
}

/** @param localSeconds the recorded time in the policy's zone, as `YYYY-MM-DDTHH:MM:SS`. */
export function recordingIdOf(recorder: RecorderNo, localSeconds: string, sha256: Sha256): RecordingId {
  const compact = localSeconds.replaceAll('-', '').replaceAll(':', '').slice(0, 15);
  return `${recorder}-${compact}-${sha256.slice(0, 12)}` as RecordingId;
}

const DOCK_ID_PATTERN = /^dock-[0-9A-Za-z-]{1,60}$/;

export function parseDockId(text: string): DockId | null {
  return DOCK_ID_PATTERN.test(text) ? (text as DockId) : null;
}

/** @param random at least 8 hex characters. */
export function dockIdOf(utc: string, random: string): DockId {
  const compact = utc.replaceAll('-', '').replaceAll(':', '').slice(0, 15);
  return `dock-${compact}-${random.slice(0, 8)}` as DockId;
}
