import type { Selectable } from 'kysely';
import type { DeviceCheck } from '../../evidence/device-check.ts';
import type { DockCounts, DockMark, DockRequest, DockResult } from '../../evidence/dock.ts';
import type { DockId, RecorderNo } from '../../evidence/ids.ts';
import type { Medium } from '../../evidence/medium.ts';
import type { UtcTime } from '../../evidence/time.ts';
import type { Catalog, DockRow } from '../../ports/catalog.ts';
import type { Runner } from './runner.ts';
import type { Tables } from './tables.ts';

/** What was docked, as the catalogue remembers it. */
export function dockRowMethods(run: Runner): Pick<Catalog, 'unfinishedDocks' | 'dock' | 'docks'> {
  return {
    unfinishedDocks: () =>
      run.read(async (db) => {
        const rows = await db
          .selectFrom('dock')
          .selectAll()
          .where('result', 'is', null)
          .orderBy('started_at')
          .execute();
        return rows.map(dockRow);
      }),
    dock: (id) =>
      run.read(async (db) => {
        const row = await db.selectFrom('dock').selectAll().where('id', '=', id).executeTakeFirst();
        return row === undefined ? null : dockRow(row);
      }),
    docks: ({ recorder, before, limit }) =>
      run.read(async (db) => {
        let query = db.selectFrom('dock').selectAll();
        if (recorder !== null) query = query.where('recorder', '=', recorder);
        if (before !== null) {
          // Below the place of that dock, in the same order; an unknown one has nothing below it.
          query = query.where(({ eb, refTuple, selectFrom }) =>
            eb(
              refTuple('started_at', 'id'),
              '<',
              selectFrom('dock as at')
                .select(['at.started_at', 'at.id'])
                .where('at.id', '=', before)
                .$asTuple('started_at', 'id'),
            ),
          );
        }
        const rows = await query.orderBy('started_at', 'desc').orderBy('id', 'desc').limit(limit).execute();
        return rows.map(dockRow);
      }),
  };
}

function dockRow(row: Selectable<Tables['dock']>): DockRow {
  return {
    id: row.id as DockId,
    path: row.path,
    origin: row.origin as DockRequest['origin'],
    label: row.label,
    recorder: row.recorder as RecorderNo | null,
    model: row.model,
    startedAt: row.started_at as UtcTime,
    finishedAt: row.finished_at as UtcTime | null,
    result: row.result as DockResult | null,
    code: row.code,
    counts: json<DockCounts>(row.counts),
    medium: json<Medium>(row.medium),
    marks: json<readonly DockMark[]>(row.marks) ?? [],
    check: json<DeviceCheck>(row.device_check),
  };
}

function json<T>(text: string | null): T | null {
  return text === null ? null : (JSON.parse(text) as T);
}
