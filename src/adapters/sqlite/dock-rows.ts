import type { InferResult, Kysely } from 'kysely';
import type { DeviceCheck } from '../../evidence/device-check.ts';
import type { DockCounts, DockMark, DockRequest, DockResult } from '../../evidence/dock.ts';
import type { DockId, RecorderNo } from '../../evidence/ids.ts';
import type { Medium } from '../../evidence/medium.ts';
import type { UtcTime } from '../../evidence/time.ts';
import type { Catalog, DockRow } from '../../ports/catalog.ts';
import { keysOf, NUMBER_KEY } from './numbers.ts';
import type { Runner } from './runner.ts';
import type { Tables } from './tables.ts';

/** What was docked, as the catalogue remembers it. */
export function dockRowMethods(run: Runner): Pick<Catalog, 'unfinishedDocks' | 'dock' | 'docks'> {
  return {
    unfinishedDocks: () =>
      run.read(async (db) => {
        const rows = await selectDocks(db).where('result', 'is', null).orderBy('started_at').execute();
        return rows.map(dockRow);
      }),
    dock: (id) =>
      run.read(async (db) => {
        const row = await selectDocks(db).where('dock.id', '=', id).executeTakeFirst();
        return row === undefined ? null : dockRow(row);
      }),
    docks: ({ recorder, before, limit }) =>
      run.read(async (db) => {
        let query = selectDocks(db);
        if (recorder !== null)
          query = query.where('dock.recorder', 'in', (eb) =>
            eb
              .selectFrom('recorder')
              .select('no')
              .where(NUMBER_KEY, 'in', keysOf([recorder])),
          );
        if (before !== null) {
          // Below the place of that dock, in the same order; an unknown one has nothing below it.
          query = query.where(({ eb, refTuple, selectFrom }) =>
            eb(
              refTuple('started_at', 'dock.id'),
              '<',
              selectFrom('dock as at')
                .select(['at.started_at', 'at.id'])
                .where('at.id', '=', before)
                .$asTuple('started_at', 'id'),
            ),
          );
        }
        const rows = await query
          .orderBy('started_at', 'desc')
          .orderBy('dock.id', 'desc')
          .limit(limit)
          .execute();
        return rows.map(dockRow);
      }),
  };
}

/** Each dock with what was met of it, where it was refused. */
function selectDocks(db: Kysely<Tables>) {
  return db
    .selectFrom('dock')
    .leftJoin('dock_refusal', 'dock_refusal.dock', 'dock.id')
    .selectAll('dock')
    .select([
      'dock_refusal.dock as refused',
      'dock_refusal.recorder as refused_recorder',
      'dock_refusal.number as met_number',
      'dock_refusal.model as met_model',
      'dock_refusal.label as met_label',
      'dock_refusal.serial as met_serial',
      'dock_refusal.card as met_card',
    ]);
}

type SelectedDock = InferResult<ReturnType<typeof selectDocks>>[number];

function dockRow(row: SelectedDock): DockRow {
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
    boot: row.boot,
    refused:
      row.refused === null
        ? null
        : {
            recorder: row.refused_recorder as RecorderNo | null,
            met: {
              number: row.met_number as RecorderNo | null,
              model: row.met_model,
              label: row.met_label,
              serial: row.met_serial,
              card: row.met_card,
            },
          },
  };
}

function json<T>(text: string | null): T | null {
  return text === null ? null : (JSON.parse(text) as T);
}
