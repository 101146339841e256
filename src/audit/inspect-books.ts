import type { Catalog } from '../ports/catalog.ts';
import type { BookReplay, DifferingFact } from './book-replay.ts';
import { readRow } from './entry-fault.ts';
import type { FindingList } from './findings.ts';
import { ApprovalReplay } from './replay-approvals.ts';
import { CaseReplay } from './replay-cases.ts';
import { DecisionReplay } from './replay-decisions.ts';
import { HoldReplay } from './replay-holds.ts';
import { PolicyReplay, UnitReplay } from './replay-policies.ts';
import { StaffReplay, type StaffReplayCatalog } from './replay-staff.ts';
import { rowsAsTheyAre } from './walk-rows.ts';

export type InspectBooksPorts = {
  readonly catalog: Pick<
    Catalog,
    | 'auditSize'
    | 'auditRows'
    | 'approvals'
    | 'holds'
    | 'adoptedPolicies'
    | 'unitAssignments'
    | 'cases'
    | 'linked'
    | 'decisions'
  > &
    StaffReplayCatalog;
};

/** Rows that somebody changes all the time are compared the next night. */
const TRIES = 3;

/**
 * What people keep says what its entries say: people, sessions, approvals, holds, policies, cases, decisions. The log is
 * walked once for all of them.
 */
export async function inspectBooks({ catalog }: InspectBooksPorts, findings: FindingList): Promise<void> {
  const books: readonly BookReplay[] = [
    new StaffReplay(catalog),
    new ApprovalReplay(catalog),
    new PolicyReplay(catalog),
    new UnitReplay(catalog),
    new CaseReplay(catalog),
    new DecisionReplay(catalog),
    new HoldReplay(catalog),
  ];
  let seen = 0;
  for (let tries = 0; tries < TRIES; tries += 1) {
    for await (const row of rowsAsTheyAre(catalog, await catalog.auditSize(), seen)) {
      const { entry, fault } = readRow(row);
      if (entry !== null && fault === null) for (const book of books) book.see(entry);
      seen = row.seq + 1;
    }
    const found: DifferingFact[] = [];
    for (const book of books) found.push(...(await book.compare()));
    // What a person has changed since the last entry that was read is no difference, but a reason to read on.
    if (found.length > 0 && (await catalog.auditSize()) > seen && tries + 1 < TRIES) continue;
    for (const fact of found) findings.add({ kind: 'row-differs', ...fact });
    return;
  }
}
