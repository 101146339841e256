import type { Catalog } from '../../ports/catalog.ts';
import { addMarks, catalogued, selectRecordings } from './recordings.ts';
import type { Runner } from './runner.ts';

/** What was seen of sealed recordings afterwards. */
export function probeMethods(run: Runner): Pick<Catalog, 'unprobed' | 'noteProbe'> {
  return {
    unprobed: (limit) =>
      run.read(async (db) => {
        const rows = await selectRecordings(db)
          .where('probed', '=', 0)
          .orderBy('sealed_at')
          .orderBy('id')
          .limit(limit)
          .execute();
        return rows.map(catalogued);
      }),
    noteProbe: (id, probe, entry) =>
      run.write(async (transaction, log) => {
        const { numUpdatedRows } = await transaction
          .updateTable('recording')
          .set({ probed: 1, probe: JSON.stringify(probe) })
          .where('id', '=', id)
          .where('destroyed', '=', 0)
          .where(({ not, exists, selectFrom }) =>
            not(
              exists(
                selectFrom('destruction_item')
                  .select('batch')
                  .whereRef('destruction_item.recording', '=', 'recording.id')
                  .where('destruction_item.state', '=', 'destroying'),
              ),
            ),
          )
          .executeTakeFirstOrThrow();
        // Its bytes went while it was looked at: what was seen then says nothing of it.
        if (numUpdatedRows === 0n) return;
        if (!probe.playable) await addMarks(transaction, id, ['unplayable']);
        await log.append(entry);
      }),
  };
}
