import { parseSha256, type Sha256 } from '../../evidence/digest.ts';
import type { UtcTime } from '../../evidence/time.ts';
import type { PolicyShelf } from '../../ports/policy-shelf.ts';
import type { Runner } from './runner.ts';

/** Adopted policies, and which unit goes by which. */
export function policyMethods(run: Runner): PolicyShelf {
  return {
    adoptedPolicies: () =>
      run.read(async (db) => {
        const rows = await db
          .selectFrom('adopted_policy')
          .selectAll()
          .orderBy('policy')
          .orderBy('version')
          .execute();
        return rows.map((row) => ({
          policy: row.policy,
          version: row.version,
          text: row.text,
          sha256: parseSha256(row.sha256) as Sha256,
          adoptedBy: row.adopted_by,
          adoptedAt: row.adopted_at as UtcTime,
          effectiveFrom: row.effective_from as UtcTime,
          approval: row.approval,
        }));
      }),
    adoptPolicy: ({ adoptedBy, adoptedAt, effectiveFrom, ...rest }, entry) =>
      run.write(async (transaction, log) => {
        const row = { ...rest, adopted_by: adoptedBy, adopted_at: adoptedAt, effective_from: effectiveFrom };
        await transaction.insertInto('adopted_policy').values(row).execute();
        await log.append(entry);
      }),
    unitPolicies: () =>
      run.read(async (db) => {
        const rows = await db.selectFrom('unit_policy').selectAll().execute();
        return new Map(rows.map(({ unit, policy }) => [unit, policy]));
      }),
    setUnitPolicy: (unit, policy, entry) =>
      run.write(async (transaction, log) => {
        await transaction
          .insertInto('unit_policy')
          .values({ unit, policy })
          .onConflict((conflict) => conflict.column('unit').doUpdateSet({ policy }))
          .execute();
        await log.append(entry);
      }),
  };
}
