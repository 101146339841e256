import {
  addCase,
  changeCase,
  closeCase,
  concludeCase,
  NO_CASE_FACTS,
  reopenCase,
} from '../../cases/change-case.ts';
import type { CalendarDate } from '../../evidence/calendar-date.ts';
import type { Case, CaseNo } from '../../evidence/case.ts';
import type { CaseChange } from '../../ports/case-book.ts';
import type { ActingPerson } from '../../staff/acting-person.ts';
import { caseData } from '../cases/case-data.ts';
import { type CaseFlags, factsOf } from '../cases/case-flags.ts';
import { CASE_ROLES, caseOrRefuse } from '../cases/known-case.ts';
import type { Session } from '../session.ts';
import { withStaff } from '../staff/with-staff.ts';

export interface CaseDayFlags {
  readonly on?: CalendarDate;
  readonly reason?: string;
}

export async function caseAdd(session: Session, no: CaseNo, flags: CaseFlags): Promise<number> {
  return withStaff(session, CASE_ROLES, async (station, by) => {
    const facts = { ...NO_CASE_FACTS, ...factsOf(flags) };
    const change = addCase(no, facts, flags.reason ?? null, by);
    await station.catalog.keepCase(change);
    session.result({ case: caseData(change.after) }, () => session.words.cases.added(no));
    return 0;
  });
}

export async function caseChange(
  session: Session,
  no: CaseNo,
  flags: CaseFlags & { readonly reason: string },
): Promise<number> {
  const { changed } = session.words.cases;
  return change(
    session,
    no,
    () => changed(no),
    (before, by) => changeCase(before, factsOf(flags), flags.reason, by),
  );
}

export async function caseConclude(
  session: Session,
  no: CaseNo,
  { on, reason }: CaseDayFlags,
): Promise<number> {
  const { concluded } = session.words.cases;
  return change(
    session,
    no,
    ({ concludedOn }) => concluded(no, concludedOn ?? ''),
    (before, by) => concludeCase(before, on ?? by.today, reason ?? null, by),
  );
}

export async function caseClose(session: Session, no: CaseNo, { on, reason }: CaseDayFlags): Promise<number> {
  const { closed } = session.words.cases;
  return change(
    session,
    no,
    ({ closedOn }) => closed(no, closedOn ?? ''),
    (before, by) => closeCase(before, on ?? by.today, reason ?? null, by),
  );
}

export async function caseReopen(
  session: Session,
  no: CaseNo,
  { reason }: { readonly reason: string },
): Promise<number> {
  const { reopened } = session.words.cases;
  return change(
    session,
    no,
    () => reopened(no),
    (before, by) => reopenCase(before, reason, by),
  );
}

/** Decides on one case, writes it if there is something, and says so. */
async function change(
  session: Session,
  no: CaseNo,
  done: (after: Case) => string,
  decide: (before: Case, by: ActingPerson) => CaseChange | null,
): Promise<number> {
  return withStaff(session, CASE_ROLES, async (station, by) => {
    const before = await caseOrRefuse(station, no);
    const decided = decide(before, by);
    if (decided !== null) await station.catalog.keepCase(decided);
    const after = decided?.after ?? before;
    session.result({ isChanged: decided !== null, case: caseData(after) }, () =>
      decided === null ? session.words.cases.unchanged(no) : done(after),
    );
    return 0;
  });
}
