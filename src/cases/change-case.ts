import type { AuditAct, AuditDraft } from '../evidence/audit-entry.ts';
import { type CalendarDate, laterOf } from '../evidence/calendar-date.ts';
import type { Json } from '../evidence/canonical-json.ts';
import { type Case, type CaseNo, PARTIES_LIMIT } from '../evidence/case.ts';
import { SealdockError } from '../evidence/errors.ts';
import { periodText } from '../evidence/period.ts';
import { laterThan } from '../evidence/time.ts';
import type { CaseChange } from '../ports/case-book.ts';
import type { ActingPerson } from '../staff/acting-person.ts';

/** What a person writes about a case; its state has decisions of its own. */
export type CaseFacts = Pick<Case, 'enforcement' | 'cause' | 'parties' | 'openedOn' | 'filePeriod'>;

export const NO_CASE_FACTS: CaseFacts = {
  enforcement: null,
  cause: null,
  parties: [],
  openedOn: null,
  filePeriod: null,
};

/** Who changes a case. */
export type CaseActor = Pick<ActingPerson, 'actor' | 'at' | 'today'>;

/** @throws SealdockError `case-invalid`. */
export function addCase(no: CaseNo, facts: CaseFacts, reason: string | null, by: CaseActor): CaseChange {
  const after: Case = {
    no,
    ...facts,
    concludedOn: null,
    closedOn: null,
    state: 'open',
    changedAt: by.at,
  };
  refuseUnsound(after, by.today);
  const entry = draftOf('case.added', null, after, by, { reason, detail: caseFacts(after) });
  return { before: null, after, entry };
}

/** Other facts than before; null where nothing is different. @throws SealdockError `case-invalid`. */
export function changeCase(
  before: Case,
  facts: Partial<CaseFacts>,
  reason: string,
  by: CaseActor,
): CaseChange | null {
  return changed(before, { ...before, ...facts }, reason, by);
}

/** The day on which it was decided; its file stays open. @throws SealdockError `case-invalid`. */
export function concludeCase(
  before: Case,
  on: CalendarDate,
  reason: string | null,
  by: CaseActor,
): CaseChange | null {
  return changed(before, { ...before, concludedOn: on }, reason, by);
}

/**
 * Its file is closed, and the periods run from that day. Closed twice, the later day counts, so that no closing makes
 * anything due sooner than another one did (TRUST 2.3, 6). Null where that is so already.
 * @throws SealdockError `case-invalid` for a day to come, or one before the case was opened.
 */
export function closeCase(
  before: Case,
  on: CalendarDate,
  reason: string | null,
  by: CaseActor,
): CaseChange | null {
  // What was said is checked as it was said, also where an earlier closing counts.
  refuseUnsound({ ...before, closedOn: on }, by.today);
  const closedOn = before.closedOn === null ? on : laterOf(before.closedOn, on);
  return changed(before, { ...before, state: 'closed', closedOn }, reason, by);
}

/** Nothing in it is due while it is open again; the day of its last closing is kept. @throws SealdockError `state-differs`. */
export function reopenCase(before: Case, reason: string, by: CaseActor): CaseChange {
  const change = changed(before, { ...before, state: 'open' }, reason, by);
  if (change === null) throw new SealdockError('state-differs', { about: before.no, found: before.state });
  return change;
}

function changed(before: Case, facts: Case, reason: string | null, by: CaseActor): CaseChange | null {
  const after = { ...facts, changedAt: laterThan(before.changedAt as typeof by.at, by.at) };
  const [was, is] = [caseFacts(before), caseFacts(after)];
  const names = Object.keys(is).filter((name) => JSON.stringify(was[name]) !== JSON.stringify(is[name]));
  if (names.length === 0 && before.state === after.state) return null;
  refuseUnsound(after, by.today);
  const detail = Object.fromEntries(
    names.map((name) => [name, { before: was[name] ?? null, after: is[name] ?? null }]),
  );
  return { before, after, entry: draftOf('case.changed', before, after, by, { reason, detail }) };
}

/** As the log tells them, for ever. */
export function caseFacts(file: Case): Record<string, Json> {
  return {
    enforcement: file.enforcement,
    cause: file.cause,
    parties: [...file.parties],
    openedOn: file.openedOn,
    concludedOn: file.concludedOn,
    closedOn: file.closedOn,
    filePeriod: file.filePeriod === null ? null : periodText(file.filePeriod),
  };
}

function refuseUnsound(
  { no, parties, openedOn, concludedOn, closedOn, filePeriod }: Case,
  today: CalendarDate,
): void {
  const refuse = (expected: string, found: string): never => {
    throw new SealdockError('case-invalid', { about: no, expected, found });
  };
  if (parties.length > PARTIES_LIMIT) refuse(`at most ${PARTIES_LIMIT} parties`, String(parties.length));
  if (new Set(parties).size !== parties.length) refuse('every party once', parties.join(', '));
  if (filePeriod?.kind === 'case-file') refuse('a number of months or years, or for-ever', 'case-file');
  for (const day of [openedOn, concludedOn, closedOn]) {
    if (day !== null && day > today) refuse(`${today} or earlier`, day);
    if (day !== null && openedOn !== null && day < openedOn) refuse(`${openedOn} or later`, day);
  }
}

function draftOf(
  act: AuditAct,
  before: Case | null,
  after: Case,
  { actor }: CaseActor,
  facts: Pick<AuditDraft, 'reason' | 'detail'>,
): AuditDraft {
  return {
    act,
    actor,
    object: { kind: 'case', id: after.no },
    before: before?.state ?? null,
    after: after.state,
    ...facts,
  };
}
