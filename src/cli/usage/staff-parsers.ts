import {
  APPROVAL_STATES,
  type ApprovalId,
  type ApprovalState,
  parseApprovalId,
} from '../../evidence/approval.ts';
import { type CalendarDate, parseCalendarDate } from '../../evidence/calendar-date.ts';
import { SealdockError } from '../../evidence/errors.ts';
import {
  parseStaffId,
  REASON_TEXT_LIMIT,
  ROLES,
  type Role,
  STAFF_TEXT_LIMIT,
  type StaffId,
} from '../../evidence/staff.ts';
import { isPlainText } from '../../staff/plain-text.ts';
import type { Words } from '../../words/words.ts';

/** Parsers of what people type about people and requests; each refuses with what it expected. */
export function staffParsers({ cli: { usage }, staff, approval }: Words) {
  const refuse = (option: string, value: string, expected: string): never => {
    throw new SealdockError('usage', { about: usage.badValue(option, value), expected });
  };
  const role =
    (option: string) =>
    (value: string, before: readonly Role[] = []): readonly Role[] => {
      const found = ROLES.find((each) => each === value);
      return found === undefined ? refuse(option, value, usage.oneOf(ROLES)) : [...before, found];
    };
  return {
    account: (value: string): StaffId => parseStaffId(value) ?? refuse('<account>', value, staff.anAccount),
    role,
    /** An empty text empties, where something may be empty. */
    text:
      (option: string) =>
      (value: string): string =>
        isPlainText(value.trim(), STAFF_TEXT_LIMIT)
          ? value.trim()
          : refuse(option, value, staff.aText(String(STAFF_TEXT_LIMIT))),
    filled:
      (option: string) =>
      (value: string): string =>
        value.trim() !== '' && isPlainText(value.trim(), STAFF_TEXT_LIMIT)
          ? value.trim()
          : refuse(option, value, staff.aText(String(STAFF_TEXT_LIMIT))),
    date:
      (option: string) =>
      (value: string): CalendarDate =>
        parseCalendarDate(value) ?? refuse(option, value, staff.aDate),
    /** Null for an empty text. */
    dateOrNone:
      (option: string) =>
      (value: string): CalendarDate | null =>
        value === '' ? null : (parseCalendarDate(value) ?? refuse(option, value, staff.aDate)),
    reason: (value: string): string =>
      value.trim() !== '' && isPlainText(value.trim(), REASON_TEXT_LIMIT)
        ? value.trim()
        : refuse('--reason', value, approval.aReason(String(REASON_TEXT_LIMIT))),
    approval:
      (option: string) =>
      (value: string): ApprovalId =>
        parseApprovalId(value) ?? refuse(option, value, approval.anId),
    approvalState: (value: string): ApprovalState =>
      APPROVAL_STATES.find((state) => state === value) ??
      refuse('--state', value, usage.oneOf(APPROVAL_STATES)),
    digest: (value: string): string =>
      /^[0-9a-f]{12,64}$/.test(value) ? value : refuse('--digest', value, approval.aDigest),
  };
}
