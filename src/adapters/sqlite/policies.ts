import type { Transaction } from 'kysely';
import { parseSha256, type Sha256 } from '../../evidence/digest.ts';
import { SealdockError } from '../../evidence/errors.ts';
import type { UtcTime } from '../../evidence/time.ts';
import type { PolicyShelf, ShelfEntry } from '../../ports/policy-shelf.ts';
import { keepApprovalChange } from './approvals.ts';
import type { EntryWriter } from './entry-writer.ts';
import type { Runner } from './runner.ts';
import type { Tables } from './tables.ts';

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
    adoptPolicy: ({ adoptedBy, adoptedAt, effectiveFrom, ...rest }, noted) =>
      run.write(async (transaction, log) => {
        const row = { ...rest, adopted_by: adoptedBy, adopted_at: adoptedAt, effective_from: effectiveFrom };
        const { numInsertedOrUpdatedRows } = await transaction
          .insertInto('adopted_policy')
          .values(row)
          .onConflict((conflict) => conflict.doNothing())
          .executeTakeFirstOrThrow();
        if (numInsertedOrUpdatedRows !== 1n) throw meanwhile(`${rest.policy} ${rest.version}`);
        await note(transaction, log, noted);
      }),
    unitAssignments: () =>
      run.read(async (db) => {
        const rows = await db
          .selectFrom('unit_policy')
          .selectAll()
          .orderBy('unit')
          .orderBy('assigned_at')
          .execute();
        return rows.map((row) => ({
          unit: row.unit,
          policy: row.policy,
          assignedBy: row.assigned_by,
          assignedAt: row.assigned_at as UtcTime,
          effectiveFrom: row.effective_from as UtcTime,
          approval: row.approval,
        }));
      }),
    assignUnit: ({ unit, policy, assignedBy, assignedAt, effectiveFrom, approval }, noted) =>
      run.write(async (transaction, log) => {
        const last = await transaction
          .selectFrom('unit_policy')
          .select(({ fn }) => fn.max('assigned_at').as('at'))
          .where('unit', '=', unit)
          .executeTakeFirst();
        if ((last?.at ?? '') >= assignedAt) throw meanwhile(unit);
        await transaction
          .insertInto('unit_policy')
          .values({
            unit,
            policy,
            assigned_by: assignedBy,
            assigned_at: assignedAt,
            effective_from: effectiveFrom,
            approval,
          })
          .execute();
        await note(transaction, log, noted);
      }),
  };
}

async function note(
  transaction: Transaction<Tables>,
  log: EntryWriter,
  { entry, approval }: ShelfEntry,
): Promise<void> {
  if (approval !== null) await keepApprovalChange(transaction, log, approval);
  await log.append(entry);
}

function meanwhile(about: string): SealdockError {
  return new SealdockError('catalogue-busy', { about, found: 'somebody else has decided this meanwhile' });
}
