import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openSqliteCatalog } from '../../src/adapters/sqlite/sqlite-catalog.ts';
import { openSystemClock } from '../../src/adapters/system-clock.ts';
import { makePlace, removeFolder } from '../support/test-station.ts';

const place = makePlace('rows-stay');
const path = join(place, 'sealdock.db');
afterAll(() => removeFolder(place));

const TIME = '2026-11-20T08:00:00.000Z';
/** Two rows of each table, as `[columns, values]`; the generated columns of a recording come from its manifest. */
const ROWS: Readonly<Record<string, readonly (readonly unknown[])[]>> = {
  station: [['s', 'k', 'k']],
  recorder: [
    ['BC1', 'm', TIME],
    ['BC2', 'm', TIME],
  ],
  dock: ['dock-1', 'dock-2'].map((id) => [id, '/card', 'cli', TIME]),
  card_file: ['a', 'b'].map((key) => ['BC1', key, 1, TIME, 'dock-1', 0, 'sealed', '{}']),
  recording: ['r1', 'r2'].map((id) => [id, `2026/${id}`, manifest(), 'sum', 0]),
  recording_mark: [
    ['r1', 'empty'],
    ['r2', 'empty'],
  ],
  register_recorder: ['A1', 'A2'].map((no) => [no, 'in-service', TIME, TIME]),
  register_assignment: [
    ['A1', 'P1', '2026-01-01'],
    ['A1', 'P2', '2026-02-01'],
  ],
  register_alert: ['one', 'two'].map((found) => ['A1', 'serial', 'dock-1', TIME, '[]', found]),
  dock_refusal: ['dock-1', 'dock-2'].map((dock) => [dock, TIME, 'card-unrecognised']),
  clear_order: ['c1', 'c2'].map((id) => [id, 'dock-1', 'BC1', 'sealed', 0, 0, '{}', TIME]),
  cleared_file: [0, 1].map((at) => ['c1', at, '00', 'r1']),
  published: [[1, 7, 'seven']],
  case_file: ['c1', 'c2'].map((no) => [no, 'open', TIME]),
  keeping_decision: [0, 1].map((seq) => ['r1', 'class', seq, 'patrol', 'an', TIME, 'why']),
  hold: ['h1', 'h2'].map((id) => [id, 'list', 'ZZ-43.1', 'placed', 0, 0, 'an', TIME, TIME]),
  hold_recording: [
    ['r1', 'h1'],
    ['r2', 'h1'],
  ],
  adopted_policy: [1, 2].map((version) => ['default', version, 'text', 'sum', 'an', TIME, TIME]),
  unit_policy: ['2026-01-01', '2026-02-01'].map((at) => ['U', at, 'default', 'an', TIME]),
  destruction_batch: [1, 2].map((no) => [`b${no}`, `2029-0${no}`, 'default', 1, 'executed', '[]', no, TIME]),
  destruction_item: [1, 2].map((place) => ['b1', place, `r${place}`, 's', 1, TIME, TIME, '', 'destroyed']),
  tombstone: [1, 2].map((no) => [`r${no}`, 's', 1, 'e', 'b1', 1, TIME]),
  staff: ['an', 'bo'].map((id) => [id, id, `C-${id}`, TIME, 'active', TIME, TIME]),
  approval: ['a1', 'a2'].map((id) => [
    id,
    'hold',
    'hold',
    'h1',
    'an',
    TIME,
    'why',
    '{}',
    's',
    '[]',
    'open',
    TIME,
  ]),
  approval_decision: [
    ['a1', 0, 'bo', 'custodian', 'approve', 'why', TIME],
    ['a2', 0, 'bo', 'custodian', 'approve', 'why', TIME],
  ],
};
const COLUMNS: Readonly<Record<string, string>> = {
  station: 'id, log_key, seal_key',
  recorder: 'no, model, first_seen_at',
  dock: 'id, path, origin, started_at',
  card_file: 'recorder, path_key, size_bytes, modified_at, dock, important, outcome, facts',
  recording: 'id, folder, manifest, manifest_sha256, audit_seq',
  recording_mark: 'recording, mark',
  register_recorder: 'no, state, registered_at, changed_at',
  register_assignment: 'recorder, officer, from_at',
  register_alert: 'recorder, kind, dock, at, known, found',
  dock_refusal: 'dock, at, code',
  clear_order: 'id, dock, recorder, proof, files, bytes, kept, decided_at',
  cleared_file: 'clear_order, place, path_hex, recording',
  published: 'one, size, note',
  case_file: 'no, state, changed_at',
  keeping_decision: 'recording, kind, audit_seq, value, decided_by, at, reason',
  hold: 'id, kind, ground, state, restarts, owes_copy, placed_by, placed_at, changed_at',
  hold_recording: 'recording, hold',
  adopted_policy: 'policy, version, text, sha256, adopted_by, adopted_at, effective_from',
  unit_policy: 'unit, assigned_at, policy, assigned_by, effective_from',
  destruction_batch: 'id, period, policy, policy_version, state, witnesses, register_no, changed_at',
  destruction_item: 'batch, place, recording, sha256, size_bytes, recorded_at, keep_until, why, state',
  tombstone: 'recording, sha256, size_bytes, edges_sha256, batch, register_no, destroyed_at',
  staff: 'id, name, certificate, in_post_from, state, created_at, changed_at',
  approval:
    'id, kind, subject_kind, subject_id, requested_by, requested_at, reason, content, content_sha256, steps, state, changed_at',
  approval_decision: 'approval, step, staff, role, decision, reason, at',
};

beforeAll(async () => {
  await openSqliteCatalog(path, openSystemClock()).close();
  const db = new Sqlite(path);
  for (const [table, rows] of Object.entries(ROWS)) {
    for (const row of rows) {
      const marks = row.map(() => '?').join(', ');
      db.prepare(`INSERT INTO ${table} (${COLUMNS[table]}) VALUES (${marks})`).run(...row);
    }
  }
  db.close();
});

/** Statements that would lose a row, each as `[what, table, SQL]`. */
type Loss = readonly [what: string, table: string, statement: string];
const LOSSES: readonly Loss[] = [
  ...Object.keys(ROWS).flatMap((table) => [['DELETE', table, `DELETE FROM ${table}`] as const]),
  ['REPLACE', 'station', "REPLACE INTO station VALUES ('other', 'k', 'k')"],
  [
    'REPLACE of its rowid',
    'station',
    "REPLACE INTO station (rowid, id, log_key, seal_key) VALUES (1, 'x', 'k', 'k')",
  ],
  ['REPLACE', 'recorder', "REPLACE INTO recorder VALUES ('BC1', 'other', 'later')"],
  [
    'REPLACE of its rowid',
    'recorder',
    "REPLACE INTO recorder (rowid, no, model, first_seen_at) VALUES (1, 'X', 'm', 'l')",
  ],
  ['UPDATE OR REPLACE', 'recorder', "UPDATE OR REPLACE recorder SET no = 'BC2' WHERE no = 'BC1'"],
  [
    'REPLACE',
    'dock',
    "REPLACE INTO dock (id, path, origin, started_at) VALUES ('dock-1', '/x', 'cli', 'later')",
  ],
  ['UPDATE OR REPLACE', 'dock', "UPDATE OR REPLACE dock SET id = 'dock-2' WHERE id = 'dock-1'"],
  ['UPDATE OR REPLACE of its rowid', 'dock', "UPDATE OR REPLACE dock SET rowid = 2 WHERE id = 'dock-1'"],
  ['UPDATE OR REPLACE', 'card_file', "UPDATE OR REPLACE card_file SET path_key = 'b' WHERE path_key = 'a'"],
  [
    'REPLACE',
    'recording',
    `REPLACE INTO recording (id, folder, manifest, manifest_sha256, audit_seq) VALUES ('r1', 'x', '${manifest()}', 's', 9)`,
  ],
  [
    'REPLACE by its folder',
    'recording',
    `REPLACE INTO recording (id, folder, manifest, manifest_sha256, audit_seq) VALUES ('r9', '2026/r1', '${manifest()}', 's', 9)`,
  ],
  [
    'REPLACE of its rowid',
    'recording',
    `REPLACE INTO recording (rowid, id, folder, manifest, manifest_sha256, audit_seq) VALUES (1, 'r9', 'x', '${manifest()}', 's', 9)`,
  ],
  ['UPDATE OR REPLACE', 'recording', "UPDATE OR REPLACE recording SET id = 'r2' WHERE id = 'r1'"],
  [
    'UPDATE OR REPLACE by its folder',
    'recording',
    "UPDATE OR REPLACE recording SET folder = '2026/r2' WHERE id = 'r1'",
  ],
  [
    'UPDATE OR REPLACE',
    'recording_mark',
    "UPDATE OR REPLACE recording_mark SET recording = 'r2' WHERE recording = 'r1'",
  ],
  [
    'REPLACE',
    'register_recorder',
    "REPLACE INTO register_recorder (no, state, registered_at, changed_at) VALUES ('A1', 'lost', 'l', 'l')",
  ],
  [
    'UPDATE OR REPLACE',
    'register_assignment',
    "UPDATE OR REPLACE register_assignment SET from_at = '2026-02-01'",
  ],
  [
    'REPLACE of an open one',
    'register_alert',
    "REPLACE INTO register_alert VALUES ('A1', 'serial', 'dock-2', 'later', '[]', 'one', NULL)",
  ],
  [
    'UPDATE OR REPLACE',
    'register_alert',
    "UPDATE OR REPLACE register_alert SET found = 'two' WHERE found = 'one'",
  ],
  ['REPLACE', 'dock_refusal', "REPLACE INTO dock_refusal (dock, at, code) VALUES ('dock-1', 'later', 'x')"],
  [
    'REPLACE',
    'clear_order',
    "REPLACE INTO clear_order (id, dock, recorder, proof, files, bytes, kept, decided_at) VALUES ('c1', 'dock-1', 'BC1', 'x', 9, 9, '{}', 'l')",
  ],
  ['REPLACE', 'cleared_file', "REPLACE INTO cleared_file VALUES ('c1', 0, 'ff', 'r2', 'removed')"],
  ['REPLACE by a shorter head', 'published', "REPLACE INTO published VALUES (1, 6, 'six')"],
  ['UPDATE to a shorter head', 'published', 'UPDATE published SET size = 6'],
  replacing('case_file', ['c1', 'closed', 'later']),
  ['UPDATE OR REPLACE', 'case_file', "UPDATE OR REPLACE case_file SET no = 'c2' WHERE no = 'c1'"],
  replacing('keeping_decision', ['r1', 'class', 0, 'evidence', 'bo', 'later', 'x']),
  replacing('hold', ['h1', 'list', 'x', 'released', 0, 0, 'bo', 'later', 'later']),
  ['UPDATE OR REPLACE', 'hold', "UPDATE OR REPLACE hold SET id = 'h2' WHERE id = 'h1'"],
  ['UPDATE to another case', 'hold', "UPDATE hold SET kind = 'case', case_no = 'c1' WHERE id = 'h1'"],
  ['UPDATE OR REPLACE', 'hold_recording', "UPDATE OR REPLACE hold_recording SET recording = 'r2'"],
  ['UPDATE', 'hold_recording', "UPDATE hold_recording SET hold = 'h2' WHERE recording = 'r1'"],
  replacing('adopted_policy', ['default', 1, 'other', 'x', 'bo', 'later', 'later']),
  replacing('unit_policy', ['U', '2026-01-01', 'other', 'bo', 'later']),
  replacing('destruction_batch', ['b1', '2029-01', 'default', 1, 'withdrawn', '[]', null, 'later']),
  ['REPLACE by its register', 'destruction_batch', replaceBatch('b9', 'draft', 1)],
  [
    'UPDATE OR REPLACE by its register',
    'destruction_batch',
    "UPDATE OR REPLACE destruction_batch SET register_no = 2 WHERE id = 'b1'",
  ],
  replacing('destruction_item', ['b1', 1, 'r9', 'x', 1, TIME, TIME, '', 'listed']),
  replacing('destruction_item', ['b1', 9, 'r1', 'x', 1, TIME, TIME, '', 'listed']),
  [
    'UPDATE OR REPLACE',
    'destruction_item',
    "UPDATE OR REPLACE destruction_item SET recording = 'r2' WHERE place = 1",
  ],
  replacing('tombstone', ['r1', 'x', 9, 'x', 'b1', 1, 'later']),
  replacing('staff', ['an', 'x', 'C-x', TIME, 'suspended', 'later', 'later']),
  replacing('staff', ['x', 'x', 'C-an', TIME, 'active', 'later', 'later']),
  ['UPDATE OR REPLACE', 'staff', "UPDATE OR REPLACE staff SET certificate = 'C-bo' WHERE id = 'an'"],
  replacing('approval', ['a1', 'hold', 'hold', 'h2', 'bo', TIME, 'x', '{}', 's', '[]', 'approved', 'later']),
  replacing('approval_decision', ['a1', 0, 'cy', 'custodian', 'refuse', 'x', 'later']),
  replacing('approval_decision', ['a1', 1, 'bo', 'custodian', 'refuse', 'x', 'later']),
];

function replacing(table: string, row: readonly (string | number | null)[]): Loss {
  const values = row.map((value) =>
    value === null ? 'NULL' : typeof value === 'number' ? value : `'${value}'`,
  );
  return ['REPLACE', table, `REPLACE INTO ${table} (${COLUMNS[table]}) VALUES (${values.join(', ')})`];
}

function replaceBatch(id: string, state: string, register: number): string {
  return replacing('destruction_batch', [id, '2029-09', 'default', 1, state, '[]', register, 'later'])[2];
}

describe('SM-33.3, CL-27.3: no row that tells of evidence is lost, not even to raw SQL with the defaults of SQLite', () => {
  test.each(LOSSES)('%s of %s', (_, table, statement) => {
    for (const recursive of ['ON', 'OFF']) {
      const db = new Sqlite(path);
      db.pragma('foreign_keys = OFF');
      db.pragma(`recursive_triggers = ${recursive}`);
      const all = () => db.prepare(`SELECT * FROM ${table}`).all();
      const before = all();
      expect(before).toHaveLength(ROWS[table]?.length ?? 0);
      try {
        db.prepare(statement).run();
      } catch (thrown) {
        expect(thrown).toMatchObject({ code: 'SQLITE_CONSTRAINT_TRIGGER' });
      }
      expect(all()).toEqual(before);
      db.close();
    }
  });
});

/** As far as the generated columns read it. */
function manifest(): string {
  return JSON.stringify({
    recorder: { no: 'BC1' },
    recorded: { at: TIME },
    file: { mediaType: 'photo', sizeBytes: 1, sha256: '00' },
    dock: 'dock-1',
    sealedAt: TIME,
  });
}
