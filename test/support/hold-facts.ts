import { caseFacts } from '../../src/cases/change-case.ts';
import type { AuditDraft } from '../../src/evidence/audit-entry.ts';
import type { Case, CaseNo } from '../../src/evidence/case.ts';
import { parseCaseNo } from '../../src/evidence/case.ts';
import { type Hold, type HoldTarget, holdIdOf } from '../../src/evidence/hold.ts';
import type { RecordingId } from '../../src/evidence/ids.ts';
import { type UtcTime, utcOf } from '../../src/evidence/time.ts';
import type { Catalog } from '../../src/ports/catalog.ts';
import { holdFacts } from '../../src/retention/hold-content.ts';
import { dockOf, draft, sealing } from '../contracts/catalog.contract.ts';

export const AT = '2026-11-20T08:00:00.000Z' as UtcTime;

export const caseNo = (text: string): CaseNo => {
  const no = parseCaseNo(text);
  if (no === null) throw new Error(`${text} is no case number`);
  return no;
};

export function caseFile(no: string, facts: Partial<Case> = {}): Case {
  return {
    no: caseNo(no),
    enforcement: 'penalty',
    cause: null,
    parties: [],
    openedOn: null,
    concludedOn: null,
    closedOn: null,
    state: 'open',
    filePeriod: null,
    changedAt: AT,
    ...facts,
  };
}

let holds = 0;

/** A hold with an id of its own, later than those before it. */
export function holdOn(target: HoldTarget, facts: Partial<Hold> = {}): Hold {
  holds += 1;
  return {
    id: holdIdOf(AT, holds.toString(16).padStart(8, '0')),
    target,
    ground: 'objection-complaint-petition',
    clause: 'ZZ-43.1',
    text: null,
    state: 'placed',
    restarts: false,
    owesOfflineCopy: false,
    placedBy: 'wang',
    placedAt: AT,
    releasedAt: null,
    approval: null,
    changedAt: AT,
    ...facts,
  };
}

/** As if its release had been decided, or anything else; with the entry that tells so. */
export async function moveHold(catalog: Catalog, before: Hold, facts: Partial<Hold>): Promise<Hold> {
  const after = { ...before, changedAt: utcOf(Date.parse(before.changedAt) + 1), ...facts };
  const act = after.state === 'released' ? 'hold.released' : 'hold.decided';
  const detail: AuditDraft['detail'] = after.state === 'released' ? { releasedAt: after.releasedAt } : {};
  const entry = {
    ...draft(act),
    object: { kind: 'hold', id: before.id } as const,
    after: after.state,
    detail,
  };
  await catalog.changeHold(before, after, entry);
  return after;
}

/** What `placeHold` of the deciders enters. */
export function placedDraft(hold: Hold): AuditDraft {
  const { owesOfflineCopy, approval } = hold;
  return {
    ...draft('hold.placed'),
    object: { kind: 'hold', id: hold.id },
    after: hold.state,
    detail: { ...holdFacts(hold), owesOfflineCopy, approval },
  };
}

export async function putCase(catalog: Catalog, no: string, facts: Partial<Case> = {}): Promise<Case> {
  const after = caseFile(no, facts);
  const object = { kind: 'case', id: after.no } as const;
  const entry = {
    ...draft('case.added'),
    object,
    before: null,
    after: after.state,
    detail: caseFacts(after),
  };
  await catalog.keepCase({ before: null, after, entry });
  return after;
}

export async function putHold(
  catalog: Catalog,
  target: HoldTarget,
  facts: Partial<Hold> = {},
): Promise<Hold> {
  const hold = holdOn(target, facts);
  await catalog.placeHold(hold, placedDraft(hold));
  return hold;
}

export async function putLink(catalog: Catalog, no: string, recording: RecordingId): Promise<void> {
  const object = { kind: 'case', id: caseNo(no) } as const;
  const entry = { ...draft('case.linked'), object, before: null, after: 'linked', detail: { recording } };
  await catalog.link({ case: caseNo(no), recording, isEvidence: false }, entry);
}

/** So many sealed recordings of one dock, in the order of ids. */
export async function putRecordings(catalog: Catalog, count: number): Promise<readonly RecordingId[]> {
  await dockOf(catalog, 'dock-1');
  const sealings = Array.from({ length: count }, (_, index) => sealing(`${index}.jpg`, index + 1));
  await catalog.catalogue(sealings);
  return sealings.map(({ manifest }) => manifest.recording).toSorted();
}
