import type { Brand } from './brand.ts';
import type { CalendarDate } from './calendar-date.ts';
import { type OfficerNo, parseOfficerNo } from './ids.ts';
import type { UtcTime } from './time.ts';

/** The name of an account: lower-case ASCII, begins with a letter, at most 32 characters. It is never used again. */
export type StaffId = Brand<string, 'StaffId'>;

const STAFF_ID = /^[a-z][a-z0-9._-]{0,31}$/;

export function parseStaffId(text: string): StaffId | null {
  return STAFF_ID.test(text) ? (text as StaffId) : null;
}

/** RULES 9, and the three administrators of GB/T 22239 (8.1.5), whose duties are kept apart. */
export const ROLES = [
  'officer', // 执法人员
  'custodian', // 管理员
  'unit-head', // 承办机构负责人
  'legal-affairs', // 法规科
  'deputy-head', // 分管负责人
  'agency-head', // 机关负责人
  'general-office', // 办公室
  'discipline-committee', // 机关纪委: reads only
  'system-admin', // 系统管理员
  'security-admin', // 安全管理员
  'audit-admin', // 审计管理员
] as const;
export type Role = (typeof ROLES)[number];

/** No account has two of these. */
export const SEPARATED_ROLES: readonly Role[] = ['system-admin', 'security-admin', 'audit-admin'];

export const PERSON_STATES = ['active', 'suspended'] as const;
export type PersonState = (typeof PERSON_STATES)[number];

/** UTF-16 units of a name, a certificate number, a unit; and of a reason that somebody gives. */
export const STAFF_TEXT_LIMIT = 128;
export const REASON_TEXT_LIMIT = 1_000;

/** Whole days of the station's zone, the last one included; null for no end. */
export interface Span {
  readonly from: CalendarDate;
  readonly until: CalendarDate | null;
}

/** Someone who can act in the system. Whoever was once entered stays, so that every entry of the log has its person. */
export interface Person {
  readonly id: StaffId;
  readonly name: string;
  /** 执法证号, or null. One certificate has one account: two persons of an approval are two people. */
  readonly certificate: string | null;
  readonly unit: string | null;
  readonly inPost: Span;
  /** Qualified for enforcement (ZY-5, WS-7); null: not qualified. */
  readonly qualified: Span | null;
  /** In the order of `ROLES`. */
  readonly roles: readonly Role[];
  readonly state: PersonState;
  readonly createdAt: UtcTime;
  readonly changedAt: UtcTime;
}

export function isWithin(span: Span | null, date: CalendarDate): boolean {
  return span !== null && span.from <= date && (span.until === null || date <= span.until);
}

/** Only active people in post sign in, decide, and change anything. */
export function mayAct({ state, inPost }: Person, today: CalendarDate): boolean {
  return state === 'active' && isWithin(inPost, today);
}

/** The first of these roles that the person holds now; null for none. */
export function roleAmong({ roles }: Person, wanted: readonly Role[]): Role | null {
  return wanted.find((role) => roles.includes(role)) ?? null;
}

/** The officer number of recordings, where the certificate number has that form. */
export function officerNoOf({ certificate }: Person): OfficerNo | null {
  return certificate === null ? null : parseOfficerNo(certificate);
}

export const OFFICER_FAULTS = ['not-in-post', 'not-qualified'] as const;
export type OfficerFault = (typeof OFFICER_FAULTS)[number];

/** Why this person should not record on that day (ZY-5, WS-7). */
export function officerFaults({ inPost, qualified }: Person, date: CalendarDate): readonly OfficerFault[] {
  return [
    ...(isWithin(inPost, date) ? [] : (['not-in-post'] as const)),
    ...(isWithin(qualified, date) ? [] : (['not-qualified'] as const)),
  ];
}
