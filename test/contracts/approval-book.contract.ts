import { describe, expect, test } from 'vitest';
import type { ApprovalDecision, ApprovalId, ApprovalRequest } from '../../src/evidence/approval.ts';
import type { AuditEntry } from '../../src/evidence/audit-entry.ts';
import { sha256Of } from '../../src/evidence/digest.ts';
import type { StaffId } from '../../src/evidence/staff.ts';
import { utcOf } from '../../src/evidence/time.ts';
import type { ApprovalQuery } from '../../src/ports/approval-book.ts';
import type { Catalog } from '../../src/ports/catalog.ts';
import { person, putPeople } from '../support/people.ts';
import { draft } from './catalog.contract.ts';

const ANY: ApprovalQuery = { state: null, kind: null, subject: null, after: null, limit: 9 };
const PEOPLE = ['admin', 'asks', 'one', 'two'].map((each) => person(each));

function request(number: number, facts: Partial<ApprovalRequest> = {}): ApprovalRequest {
  return {
    id: `apr-20261120T101112-0000000${number}` as ApprovalId,
    kind: 'hold',
    subject: { kind: 'recording', id: `R-${number}` },
    requestedBy: 'asks' as StaffId,
    requestedAt: utcOf(1_000),
    reason: '投诉',
    content: '{"n":1}',
    contentSha256: sha256Of('{"n":1}'),
    steps: [
      { role: 'legal-affairs', kind: 'opinion' },
      { role: 'agency-head', kind: 'decision' },
    ],
    decisions: [],
    state: 'open',
    changedAt: utcOf(1_000 + number),
    ...facts,
  };
}

const decided = (step: number, by: string): ApprovalDecision => ({
  step,
  by: by as StaffId,
  role: 'legal-affairs',
  decision: 'approve',
  reason: '同意',
  at: utcOf(2_000),
});

/** What every book of approvals keeps to. `open` gives an empty catalogue, which the suite closes. */
export function approvalBookContract(name: string, open: () => Promise<Catalog> | Catalog): void {
  describe(`approval book: ${name}`, () => {
    const withBook = (title: string, act: (catalog: Catalog) => Promise<void>) =>
      test(title, async () => {
        const catalog = await open();
        try {
          await putPeople(catalog, PEOPLE, utcOf(1_000));
          await act(catalog);
        } finally {
          await catalog.close();
        }
      });
    const added = (after: ApprovalRequest) => ({ before: null, after, entry: draft('approval.requested') });
    const moved = (before: ApprovalRequest, facts: Partial<ApprovalRequest>) => ({
      before,
      after: { ...before, changedAt: utcOf(9_000), ...facts },
      entry: draft('approval.decided'),
    });
    const ids = async (catalog: Catalog, query: Partial<ApprovalQuery>) =>
      (await catalog.approvals({ ...ANY, ...query })).map(({ subject }) => subject.id);

    withBook('keeps requests as given and finds them by state, kind and subject', async (catalog) => {
      const all = [
        request(1),
        request(2, { kind: 'destruction', subject: { kind: 'batch', id: 'B' } }),
        request(3),
      ];
      for (const each of all) await catalog.keepApproval(added(each));
      expect(await catalog.approval(request(1).id)).toEqual(all[0]);
      expect(await catalog.approval(request(4).id)).toBeNull();
      expect(await catalog.approvals(ANY)).toEqual(all);
      expect(await ids(catalog, { kind: 'hold' })).toEqual(['R-1', 'R-3']);
      expect(await ids(catalog, { subject: { kind: 'batch', id: 'B' } })).toEqual(['B']);
      expect(await ids(catalog, { state: 'approved' })).toEqual([]);
      expect(await ids(catalog, { after: request(1).id, limit: 1 })).toEqual(['B']);
    });

    withBook(
      'adds decisions in their order, with the state, and nothing from an older row',
      async (catalog) => {
        const before = request(1);
        await catalog.keepApproval(added(before));
        const first = moved(before, { decisions: [decided(0, 'one')] });
        await catalog.keepApproval(first);
        await expect(
          catalog.keepApproval(moved(before, { decisions: [decided(0, 'two')] })),
        ).rejects.toMatchObject({ code: 'catalogue-busy' });
        const second = moved(first.after, {
          decisions: [decided(0, 'one'), decided(1, 'two')],
          state: 'approved',
          changedAt: utcOf(9_001),
        });
        await catalog.keepApproval(second);
        expect(await catalog.approval(before.id)).toEqual(second.after);
        const rows = await catalog.auditRows(PEOPLE.length, 99);
        expect(rows.map(({ text }) => (JSON.parse(text) as AuditEntry).act)).toEqual([
          'approval.requested',
          'approval.decided',
          'approval.decided',
        ]);
      },
    );

    withBook(
      'lets nobody take two steps, or a step of their own request, whatever the program says',
      async (catalog) => {
        const before = request(1);
        await catalog.keepApproval(added(before));
        const own = catalog.keepApproval(moved(before, { decisions: [decided(0, 'asks')] }));
        await expect(own).rejects.toMatchObject({ code: 'catalogue-failed' });
        const first = moved(before, { decisions: [decided(0, 'one')] });
        await catalog.keepApproval(first);
        const both = [decided(0, 'one'), decided(1, 'one')];
        await expect(
          catalog.keepApproval(moved(first.after, { decisions: both, changedAt: utcOf(9_001) })),
        ).rejects.toMatchObject({ code: 'catalogue-failed' });
        expect(await catalog.approval(before.id)).toEqual(first.after);
      },
    );

    withBook('keeps a request and its entry together', async (catalog) => {
      const entry = { ...draft('approval.requested'), detail: { list: 'x'.repeat(65_536) } };
      await expect(catalog.keepApproval({ ...added(request(1)), entry })).rejects.toThrow();
      expect(await catalog.approvals(ANY)).toEqual([]);
    });
  });
}
