import type { Database } from 'better-sqlite3';
import { SealdockError } from '../../evidence/errors.ts';

/** Forward only: a number is never reused and a step never edited once released. */
const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE station (id TEXT PRIMARY KEY, log_key TEXT NOT NULL, seal_key TEXT NOT NULL) STRICT;

  CREATE TABLE recorder (no TEXT PRIMARY KEY, model TEXT NOT NULL, first_seen_at TEXT NOT NULL) STRICT;

  CREATE TABLE dock (
    id TEXT PRIMARY KEY, path TEXT NOT NULL, origin TEXT NOT NULL, label TEXT,
    recorder TEXT REFERENCES recorder(no), model TEXT,
    started_at TEXT NOT NULL, finished_at TEXT, result TEXT, code TEXT, counts TEXT
  ) STRICT;
  CREATE INDEX dock_unfinished ON dock(started_at) WHERE result IS NULL;
  CREATE INDEX dock_newest ON dock(started_at);
  CREATE INDEX dock_recorder ON dock(recorder, started_at);

  CREATE TABLE card_file (
    recorder TEXT NOT NULL REFERENCES recorder(no), path_key TEXT NOT NULL,
    size_bytes INTEGER NOT NULL, modified_at TEXT NOT NULL,
    dock TEXT NOT NULL REFERENCES dock(id), important INTEGER NOT NULL,
    outcome TEXT NOT NULL, reason TEXT, recording TEXT, facts TEXT NOT NULL,
    PRIMARY KEY (recorder, path_key, size_bytes, modified_at)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX card_file_order ON card_file(dock, important, path_key);

  CREATE TABLE seal_intent (
    recording TEXT PRIMARY KEY, folder TEXT NOT NULL, dock TEXT NOT NULL REFERENCES dock(id),
    card_recorder TEXT NOT NULL REFERENCES recorder(no), file TEXT NOT NULL
  ) STRICT;

  CREATE TABLE recording (
    id TEXT PRIMARY KEY, folder TEXT NOT NULL UNIQUE,
    manifest TEXT NOT NULL, manifest_sha256 TEXT NOT NULL, audit_seq INTEGER NOT NULL,
    probed INTEGER NOT NULL DEFAULT 0, probe TEXT,
    -- What is searched by is taken from the manifest, which the log proves: it cannot be altered apart from it.
    recorder TEXT NOT NULL REFERENCES recorder(no) AS (json_extract(manifest, '$.recorder.no')) STORED,
    officer TEXT AS (json_extract(manifest, '$.officer')) STORED,
    recorded_at TEXT NOT NULL AS (json_extract(manifest, '$.recorded.at')) STORED,
    media_type TEXT NOT NULL AS (json_extract(manifest, '$.file.mediaType')) STORED,
    size_bytes INTEGER NOT NULL AS (json_extract(manifest, '$.file.sizeBytes')) STORED,
    sha256 TEXT NOT NULL AS (json_extract(manifest, '$.file.sha256')) STORED,
    dock TEXT NOT NULL REFERENCES dock(id) AS (json_extract(manifest, '$.dock')) STORED,
    sealed_at TEXT NOT NULL AS (json_extract(manifest, '$.sealedAt')) STORED
  ) STRICT;
  CREATE INDEX recording_order ON recording(recorded_at, id);
  CREATE INDEX recording_recorder ON recording(recorder, recorded_at, id);
  CREATE INDEX recording_unprobed ON recording(sealed_at, id) WHERE probed = 0;
  CREATE INDEX recording_dock ON recording(dock);
  CREATE INDEX recording_sha256 ON recording(sha256);

  CREATE TABLE recording_mark (
    recording TEXT NOT NULL REFERENCES recording(id), mark TEXT NOT NULL, PRIMARY KEY (recording, mark)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX recording_by_mark ON recording_mark(mark, recording);

  CREATE TABLE audit_entry (seq INTEGER PRIMARY KEY, entry TEXT NOT NULL, leaf_hash BLOB NOT NULL) STRICT;
  CREATE INDEX audit_entry_act ON audit_entry(json_extract(entry, '$.act'), seq);
  CREATE TRIGGER audit_entry_stays BEFORE UPDATE ON audit_entry
    BEGIN SELECT RAISE(ABORT, 'audit entries are append-only'); END;
  CREATE TRIGGER audit_entry_remains BEFORE DELETE ON audit_entry
    BEGIN SELECT RAISE(ABORT, 'audit entries are append-only'); END;
  CREATE TRIGGER audit_entry_follows BEFORE INSERT ON audit_entry
    WHEN NEW.seq <> (SELECT COALESCE(MAX(seq) + 1, 0) FROM audit_entry)
    BEGIN SELECT RAISE(ABORT, 'audit entries are gap-free'); END;

  CREATE TABLE published (
    one INTEGER PRIMARY KEY DEFAULT 1 CHECK (one = 1), size INTEGER NOT NULL, note TEXT NOT NULL
  ) STRICT;
  `,
  `
  CREATE TABLE register_recorder (
    no TEXT PRIMARY KEY, model TEXT, unit TEXT, asset TEXT,
    state TEXT NOT NULL CHECK (state IN ('in-service', 'out-of-service', 'lost')), note TEXT,
    registered_at TEXT NOT NULL, changed_at TEXT NOT NULL
  ) STRICT;

  CREATE TABLE register_serial (
    recorder TEXT NOT NULL REFERENCES register_recorder(no), serial TEXT NOT NULL, place INTEGER NOT NULL,
    PRIMARY KEY (recorder, serial)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX register_by_serial ON register_serial(serial, recorder);

  CREATE TABLE register_card (
    recorder TEXT NOT NULL REFERENCES register_recorder(no), card TEXT NOT NULL, place INTEGER NOT NULL,
    PRIMARY KEY (recorder, card)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX register_by_card ON register_card(card, recorder);

  CREATE TABLE register_assignment (
    recorder TEXT NOT NULL REFERENCES register_recorder(no), officer TEXT NOT NULL,
    from_at TEXT NOT NULL, until_at TEXT, PRIMARY KEY (recorder, from_at)
  ) STRICT, WITHOUT ROWID;
  CREATE TRIGGER register_assignment_remains BEFORE DELETE ON register_assignment
    BEGIN SELECT RAISE(ABORT, 'assignments are ended, never removed'); END;

  CREATE TABLE register_alert (
    recorder TEXT NOT NULL REFERENCES register_recorder(no), kind TEXT NOT NULL,
    dock TEXT NOT NULL REFERENCES dock(id), at TEXT NOT NULL,
    known TEXT NOT NULL, found TEXT NOT NULL, settled_at TEXT
  ) STRICT;
  CREATE UNIQUE INDEX register_alert_open ON register_alert(recorder, kind, found) WHERE settled_at IS NULL;

  CREATE TABLE dock_refusal (
    dock TEXT PRIMARY KEY REFERENCES dock(id), at TEXT NOT NULL, code TEXT NOT NULL,
    number TEXT, model TEXT, label TEXT, serial TEXT, card TEXT, medium TEXT
  ) STRICT;
  CREATE INDEX dock_refusal_newest ON dock_refusal(at);
  `,
  // What was plugged in, how the recorder was found, and what a person should know of the card: JSON, null before.
  `
  ALTER TABLE dock ADD COLUMN medium TEXT;
  ALTER TABLE dock ADD COLUMN marks TEXT;
  ALTER TABLE dock ADD COLUMN device_check TEXT;
  `,
  // What was decided about cards after their docks, and what became of each file of an order.
  `
  CREATE TABLE clear_order (
    id TEXT PRIMARY KEY, dock TEXT NOT NULL REFERENCES dock(id),
    recorder TEXT NOT NULL REFERENCES recorder(no), proof TEXT NOT NULL, digest TEXT,
    files INTEGER NOT NULL, bytes INTEGER NOT NULL, kept TEXT NOT NULL, kept_until TEXT,
    decided_at TEXT NOT NULL, ended_at TEXT, result TEXT, outcomes TEXT
  ) STRICT;
  CREATE INDEX clear_order_dock ON clear_order(dock, decided_at);
  CREATE INDEX clear_order_open ON clear_order(decided_at) WHERE result IS NULL;

  CREATE TABLE cleared_file (
    clear_order TEXT NOT NULL REFERENCES clear_order(id), place INTEGER NOT NULL,
    path_hex TEXT NOT NULL, recording TEXT NOT NULL REFERENCES recording(id), outcome TEXT,
    PRIMARY KEY (clear_order, place)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX cleared_file_recording ON cleared_file(recording);
  `,
  // Numbers are looked up without regard to case. A refusal's medium is its dock's; which recorder was refused, and in
  // which boot a dock began, stood in their entries only.
  `
  CREATE INDEX register_by_key ON register_recorder(upper(no));
  CREATE INDEX recorder_by_key ON recorder(upper(no));

  ALTER TABLE dock_refusal DROP COLUMN medium;
  ALTER TABLE dock_refusal ADD COLUMN recorder TEXT;
  UPDATE dock_refusal SET recorder = told.recorder
    FROM (SELECT json_extract(entry, '$.object.id') AS dock, json_extract(entry, '$.detail.recorder') AS recorder
      FROM audit_entry WHERE json_extract(entry, '$.act') = 'recorder.refused') AS told
    WHERE dock_refusal.dock = told.dock;

  ALTER TABLE dock ADD COLUMN boot TEXT;
  UPDATE dock SET boot = told.boot
    FROM (SELECT json_extract(entry, '$.object.id') AS dock, json_extract(entry, '$.clock.boot') AS boot
      FROM audit_entry WHERE json_extract(entry, '$.act') = 'dock.started') AS told
    WHERE dock.id = told.dock;
  `,
];

/**
 * Brings the database up to this program's version, each step in a transaction of its own.
 * @throws SealdockError `catalogue-newer` when a newer program has written it.
 */
export function migrate(db: Database): void {
  const version = db.pragma('user_version', { simple: true }) as number;
  if (version > MIGRATIONS.length) {
    throw new SealdockError('catalogue-newer', {
      expected: `version ${MIGRATIONS.length} or older`,
      found: `version ${version}`,
    });
  }
  for (let next = version; next < MIGRATIONS.length; next += 1) {
    db.transaction(() => {
      if ((db.pragma('user_version', { simple: true }) as number) > next) return;
      db.exec(MIGRATIONS[next] as string);
      db.pragma(`user_version = ${next + 1}`);
    }).immediate();
  }
}
