import { SealdockError } from '../../evidence/errors.ts';
import {
  COMPLAINTS,
  type Complaint,
  HOLD_STATES,
  type HoldId,
  type HoldState,
  INCIDENTS,
  type Incident,
  parseHoldId,
} from '../../evidence/hold.ts';
import { REASON_TEXT_LIMIT } from '../../evidence/staff.ts';
import { isPlainText } from '../../staff/plain-text.ts';
import type { Words } from '../../words/words.ts';

/** Parsers of what people type about holds; each refuses with what it expected. */
export function holdParsers({ cli: { usage }, holds, approval }: Words) {
  const refuse = (option: string, value: string, expected: string): never => {
    throw new SealdockError('usage', { about: usage.badValue(option, value), expected });
  };
  return {
    hold:
      (option: string) =>
      (value: string): HoldId =>
        parseHoldId(value) ?? refuse(option, value, holds.anId),
    text: (value: string): string =>
      value.trim() !== '' && isPlainText(value.trim(), REASON_TEXT_LIMIT)
        ? value.trim()
        : refuse('--text', value, approval.aReason(String(REASON_TEXT_LIMIT))),
    /** As a policy writes it; whether the one in force has it is asked later. */
    ground: (value: string): string =>
      /^[a-z][a-z0-9-]{0,39}$/.test(value) ? value : refuse('--ground', value, holds.aGround),
    state: (value: string): HoldState =>
      HOLD_STATES.find((state) => state === value) ?? refuse('--state', value, usage.oneOf(HOLD_STATES)),
    incident: (value: string): Incident =>
      INCIDENTS.find((each) => each === value) ?? refuse('<incident>', value, usage.oneOf(INCIDENTS)),
    complaint: (value: string): Complaint =>
      COMPLAINTS.find((each) => each === value) ?? refuse('--as', value, usage.oneOf(COMPLAINTS)),
  };
}
