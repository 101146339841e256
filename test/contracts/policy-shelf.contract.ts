import { describe, expect, test } from 'vitest';
import { sha256Of } from '../../src/evidence/digest.ts';
import { type UtcTime, utcOf } from '../../src/evidence/time.ts';
import type { Catalog } from '../../src/ports/catalog.ts';
import type { AdoptedPolicy, UnitAssignment } from '../../src/ports/policy-shelf.ts';
import { requestApproval } from '../../src/staff/approvals.ts';
import { acting, person, putPeople } from '../support/people.ts';
import { draft } from './catalog.contract.ts';

function adopted(policy: string, version: number, facts: Partial<AdoptedPolicy> = {}): AdoptedPolicy {
  const text = `{"policy":"${policy}","version":${version}}`;
  return {
    policy,
    version,
    text,
    sha256: sha256Of(text),
    adoptedBy: 'keeper',
    adoptedAt: utcOf(1_000),
    effectiveFrom: utcOf(2_000),
    approval: null,
    ...facts,
  };
}

function assigned(unit: string, policy: string, assignedAt: UtcTime): UnitAssignment {
  return { unit, policy, assignedBy: 'keeper', assignedAt, effectiveFrom: utcOf(9_000), approval: null };
}

const noted = (act: 'policy.adopted' | 'policy.assigned') => ({ entry: draft(act), approval: null });
const tooLong = (act: 'policy.adopted' | 'policy.assigned') => ({
  entry: { ...draft(act), detail: { list: 'x'.repeat(65_536) } },
  approval: null,
});

/** What every shelf of policies keeps to. `open` gives an empty catalogue, which the suite closes. */
export function policyShelfContract(name: string, open: () => Promise<Catalog> | Catalog): void {
  describe(`policy shelf: ${name}`, () => {
    const withShelf = (title: string, act: (catalog: Catalog) => Promise<void>) =>
      test(title, async () => {
        const catalog = await open();
        try {
          await act(catalog);
        } finally {
          await catalog.close();
        }
      });

    withShelf('keeps versions as they were adopted, in the order of ids and versions', async (catalog) => {
      const all = [adopted('b', 1), adopted('a', 10), adopted('a', 9, { approval: 'apr-1' })];
      for (const each of all) await catalog.adoptPolicy(each, noted('policy.adopted'));
      expect(await catalog.adoptedPolicies()).toEqual([all[2], all[1], all[0]]);
      expect(await catalog.auditSize()).toBe(3);
    });

    withShelf('adopts no version twice, and then writes no entry', async (catalog) => {
      await catalog.adoptPolicy(adopted('a', 1), noted('policy.adopted'));
      const again = catalog.adoptPolicy(adopted('a', 1, { text: '{}' }), noted('policy.adopted'));
      await expect(again).rejects.toMatchObject({ code: 'catalogue-busy' });
      expect(await catalog.adoptedPolicies()).toEqual([adopted('a', 1)]);
      expect(await catalog.auditSize()).toBe(1);
    });

    withShelf('keeps which unit goes by which policy, with all that was before', async (catalog) => {
      const all = [
        assigned('二中队', 'b', utcOf(1_000)),
        assigned('', 'a', utcOf(1_000)),
        assigned('二中队', 'a', utcOf(2_000)),
      ];
      for (const each of all) await catalog.assignUnit(each, noted('policy.assigned'));
      expect(await catalog.unitAssignments()).toEqual([all[1], all[0], all[2]]);
    });

    withShelf('assigns a unit only after what was assigned before', async (catalog) => {
      await catalog.assignUnit(assigned('u', 'a', utcOf(2_000)), noted('policy.assigned'));
      for (const at of [1_000, 2_000]) {
        const late = catalog.assignUnit(assigned('u', 'b', utcOf(at)), noted('policy.assigned'));
        await expect(late).rejects.toMatchObject({ code: 'catalogue-busy' });
      }
      expect(await catalog.unitAssignments()).toHaveLength(1);
    });

    withShelf('carries the approval out in the same step, or does neither', async (catalog) => {
      await putPeople(catalog, [person('keeper')], utcOf(1_000));
      const asked = requestApproval(
        {
          id: 'apr-20261120T101112-00000001' as never,
          kind: 'policy',
          subject: { kind: 'policy', id: 'a 1' },
          reason: 'x',
          content: {},
          steps: [{ role: 'agency-head', kind: 'decision' }],
        },
        acting(person('keeper')),
      );
      await catalog.keepApproval(asked);
      const after = { ...asked.after, state: 'executed', changedAt: utcOf(9_000) } as const;
      const approval = { before: asked.after, after, entry: draft('approval.executed') };
      const entry = draft('policy.adopted');
      await catalog.adoptPolicy(adopted('a', 1), { entry, approval });
      expect(await catalog.approval(asked.after.id)).toMatchObject({ state: 'executed' });
      // It was carried out: nothing can be carried out by it again.
      const again = catalog.adoptPolicy(adopted('a', 2), { entry, approval });
      await expect(again).rejects.toMatchObject({ code: 'catalogue-busy' });
      expect(await catalog.adoptedPolicies()).toHaveLength(1);
    });

    withShelf('changes nothing without its entry', async (catalog) => {
      await expect(catalog.adoptPolicy(adopted('a', 1), tooLong('policy.adopted'))).rejects.toThrow();
      await expect(
        catalog.assignUnit(assigned('u', 'a', utcOf(1_000)), tooLong('policy.assigned')),
      ).rejects.toThrow();
      expect(await catalog.adoptedPolicies()).toEqual([]);
      expect(await catalog.unitAssignments()).toEqual([]);
    });
  });
}
