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
const LOSSES: readonly (readonly [string, string, string])[] = [
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
];

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
        expect(String(thrown)).toMatch(/never|keep their name/);
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
