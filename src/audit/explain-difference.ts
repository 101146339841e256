import type { Actor } from '../evidence/audit-entry.ts';
import { SealdockError } from '../evidence/errors.ts';
import type { ReconcileLedger } from '../ports/reconcile-ledger.ts';

/**
 * A person says why something does not add up; from then on it is not open any more, whatever later runs find.
 * @throws SealdockError `difference-unknown` for one that is not open.
 */
export async function explainDifference(
  catalog: Pick<ReconcileLedger, 'explainDifference' | 'differences'>,
  id: number,
  by: { readonly actor: Actor; readonly reason: string },
): Promise<void> {
  const [row] = await catalog.differences('open', id - 1, 1);
  const isExplained =
    row?.id === id &&
    (await catalog.explainDifference(id, by.reason, {
      act: 'difference.explained',
      actor: by.actor,
      object: { kind: 'difference', id: String(id) },
      reason: by.reason,
      before: 'open',
      after: 'explained',
      detail: {
        kind: row.kind,
        about: row.about.toWellFormed().slice(0, 2_048),
        day: row.day,
        recorder: row.recorder,
      },
    }));
  if (!isExplained) throw new SealdockError('difference-unknown', { about: String(id) });
}
