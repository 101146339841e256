import { SealdockError } from '../../evidence/errors.ts';
import {
  type DockId,
  type OfficerNo,
  parseDockId,
  parseOfficerNo,
  parseRecorderNo,
  parseRecordingId,
  type RecorderNo,
  type RecordingId,
} from '../../evidence/ids.ts';
import { KEY_PURPOSES, type KeyPurpose } from '../../evidence/key-change.ts';
import { MARKS, type Mark } from '../../evidence/marks.ts';
import type { RecorderState } from '../../evidence/registered-recorder.ts';
import { RECORDER_STATES, REGISTER_TEXT_LIMIT } from '../../evidence/registered-recorder.ts';
import { isRegisterText } from '../../recorders/register-cells.ts';
import { stateNamed } from '../../recorders/register-columns.ts';
import type { CliWords } from '../../words/cli-words.ts';
import type { RegisterWords } from '../../words/register-words.ts';

export interface RememberedHead {
  readonly size: number;
  /** 32 bytes. */
  readonly root: Uint8Array;
}

export const ROWS_LIMIT = 10_000;

/** Parsers of what people type; each refuses with what it expected. */
export function argumentParsers({ usage }: Pick<CliWords, 'usage'>, register: RegisterWords) {
  const refuse = (option: string, value: string, expected: string): never => {
    throw new SealdockError('usage', { about: usage.badValue(option, value), expected });
  };
  const whole =
    (option: string, from: number, to: number) =>
    (value: string): number => {
      const number = /^\d{1,15}$/.test(value) ? Number(value) : Number.NaN;
      return number >= from && number <= to ? number : refuse(option, value, usage.badNumber(from, to));
    };
  return {
    limit: whole('--limit', 1, ROWS_LIMIT),
    difference: whole('<id>', 1, Number.MAX_SAFE_INTEGER),
    seq: whole('--from', 0, Number.MAX_SAFE_INTEGER),
    recorder: (value: string): RecorderNo =>
      parseRecorderNo(value) ?? refuse('--recorder', value, usage.badRecorder),
    recorderNo: (value: string): RecorderNo =>
      parseRecorderNo(value) ?? refuse('<number>', value, usage.badRecorder),
    officer:
      (option: string) =>
      (value: string): OfficerNo =>
        parseOfficerNo(value) ?? refuse(option, value, register.anOfficer),
    state: (value: string): RecorderState =>
      stateNamed(value) ?? refuse('<state>', value, usage.oneOf(RECORDER_STATES)),
    keyPurpose: (value: string): KeyPurpose =>
      KEY_PURPOSES.find((purpose) => purpose === value) ?? refuse('<key>', value, usage.oneOf(KEY_PURPOSES)),
    /** Free text of the register; an empty one empties. */
    text:
      (option: string) =>
      (value: string): string =>
        isRegisterText(value.trim())
          ? value.trim()
          : refuse(option, value, register.aText(String(REGISTER_TEXT_LIMIT))),
    /** Why something was decided: it stands in the audit, so that an empty one would say nothing. */
    reason: (value: string): string =>
      isRegisterText(value.trim()) && value.trim() !== ''
        ? value.trim()
        : refuse('--reason', value, register.aText(String(REGISTER_TEXT_LIMIT))),
    serial: (value: string, before: readonly string[] = []): readonly string[] =>
      isRegisterText(value.trim())
        ? [...before, value.trim()]
        : refuse('--serial', value, register.aText(String(REGISTER_TEXT_LIMIT))),
    recording:
      (option: string) =>
      (value: string): RecordingId =>
        parseRecordingId(value) ?? refuse(option, value, usage.badRecordingId),
    dock:
      (option: string) =>
      (value: string): DockId =>
        parseDockId(value) ?? refuse(option, value, usage.badDockId),
    mark: (value: string): Mark =>
      MARKS.find((mark) => mark === value) ?? refuse('--mark', value, usage.oneOf(MARKS)),
    language: (value: string): string =>
      value === 'en' || value === 'zh' ? value : refuse('--lang', value, usage.badLanguage),
    head: (value: string): RememberedHead => {
      const parts = /^(\d{1,15}):([A-Za-z0-9+/]{43}=)$/.exec(value);
      if (parts === null) return refuse('--head', value, usage.badHead);
      return { size: Number(parts[1]), root: Buffer.from(parts[2] as string, 'base64') };
    },
  };
}

export type ArgumentParsers = ReturnType<typeof argumentParsers>;
