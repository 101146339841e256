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
  // Rows that tell of evidence stay, also against REPLACE: with SQLite's defaults it removes the row in its way without
  // firing a DELETE trigger, but no statement gets past what fires before an INSERT. Where our own statements meet a row
  // that is there and leave it, the insert is ignored as they ask for; everywhere else it fails.
  `
  CREATE TRIGGER audit_entry_not_replaced BEFORE INSERT ON audit_entry
    WHEN EXISTS (SELECT 1 FROM audit_entry WHERE seq = NEW.seq)
    BEGIN SELECT RAISE(ABORT, 'audit entries are append-only'); END;
  CREATE TRIGGER station_kept BEFORE DELETE ON station
    BEGIN SELECT RAISE(ABORT, 'rows of station are never removed'); END;
  CREATE TRIGGER station_not_replaced BEFORE INSERT ON station WHEN EXISTS (SELECT 1 FROM station)
    BEGIN SELECT RAISE(ABORT, 'rows of station are never replaced'); END;
  CREATE TRIGGER published_kept BEFORE DELETE ON published
    BEGIN SELECT RAISE(ABORT, 'the published head is never removed'); END;
  CREATE TRIGGER published_not_replaced BEFORE INSERT ON published
    WHEN EXISTS (SELECT 1 FROM published WHERE size > NEW.size)
    BEGIN SELECT RAISE(ABORT, 'the published head never goes back'); END;
  CREATE TRIGGER published_grows BEFORE UPDATE ON published WHEN NEW.size < OLD.size
    BEGIN SELECT RAISE(ABORT, 'the published head never goes back'); END;
  CREATE TRIGGER recorder_kept BEFORE DELETE ON recorder
    BEGIN SELECT RAISE(ABORT, 'rows of recorder are never removed'); END;
  CREATE TRIGGER recorder_named_once BEFORE UPDATE ON recorder WHEN NEW.no <> OLD.no OR NEW.rowid <> OLD.rowid
    BEGIN SELECT RAISE(ABORT, 'rows of recorder keep their name'); END;
  CREATE TRIGGER recorder_not_replaced BEFORE INSERT ON recorder
    WHEN EXISTS (SELECT 1 FROM recorder WHERE no = NEW.no OR rowid = NEW.rowid)
    BEGIN SELECT RAISE(IGNORE); END;
  CREATE TRIGGER dock_kept BEFORE DELETE ON dock
    BEGIN SELECT RAISE(ABORT, 'rows of dock are never removed'); END;
  CREATE TRIGGER dock_named_once BEFORE UPDATE ON dock WHEN NEW.id <> OLD.id OR NEW.rowid <> OLD.rowid
    BEGIN SELECT RAISE(ABORT, 'rows of dock keep their name'); END;
  CREATE TRIGGER dock_not_replaced BEFORE INSERT ON dock
    WHEN EXISTS (SELECT 1 FROM dock WHERE id = NEW.id OR rowid = NEW.rowid)
    BEGIN SELECT RAISE(ABORT, 'rows of dock are never replaced'); END;
  CREATE TRIGGER card_file_kept BEFORE DELETE ON card_file
    BEGIN SELECT RAISE(ABORT, 'rows of card_file are never removed'); END;
  CREATE TRIGGER card_file_named_once BEFORE UPDATE OF recorder, path_key, size_bytes, modified_at ON card_file WHEN NEW.recorder <> OLD.recorder OR NEW.path_key <> OLD.path_key OR NEW.size_bytes <> OLD.size_bytes OR NEW.modified_at <> OLD.modified_at
    BEGIN SELECT RAISE(ABORT, 'rows of card_file keep their name'); END;
  CREATE TRIGGER recording_kept BEFORE DELETE ON recording
    BEGIN SELECT RAISE(ABORT, 'rows of recording are never removed'); END;
  CREATE TRIGGER recording_named_once BEFORE UPDATE ON recording WHEN NEW.id <> OLD.id OR NEW.folder <> OLD.folder OR NEW.rowid <> OLD.rowid
    BEGIN SELECT RAISE(ABORT, 'rows of recording keep their name'); END;
  CREATE TRIGGER recording_not_replaced BEFORE INSERT ON recording
    WHEN EXISTS (SELECT 1 FROM recording WHERE id = NEW.id OR folder = NEW.folder OR rowid = NEW.rowid)
    BEGIN SELECT RAISE(ABORT, 'rows of recording are never replaced'); END;
  CREATE TRIGGER recording_mark_kept BEFORE DELETE ON recording_mark
    BEGIN SELECT RAISE(ABORT, 'rows of recording_mark are never removed'); END;
  CREATE TRIGGER recording_mark_named_once BEFORE UPDATE OF recording, mark ON recording_mark WHEN NEW.recording <> OLD.recording OR NEW.mark <> OLD.mark
    BEGIN SELECT RAISE(ABORT, 'rows of recording_mark keep their name'); END;
  CREATE TRIGGER register_recorder_kept BEFORE DELETE ON register_recorder
    BEGIN SELECT RAISE(ABORT, 'rows of register_recorder are never removed'); END;
  CREATE TRIGGER register_recorder_named_once BEFORE UPDATE ON register_recorder WHEN NEW.no <> OLD.no OR NEW.rowid <> OLD.rowid
    BEGIN SELECT RAISE(ABORT, 'rows of register_recorder keep their name'); END;
  CREATE TRIGGER register_recorder_not_replaced BEFORE INSERT ON register_recorder
    WHEN EXISTS (SELECT 1 FROM register_recorder WHERE no = NEW.no OR rowid = NEW.rowid)
    BEGIN SELECT RAISE(IGNORE); END;
  CREATE TRIGGER register_assignment_named_once BEFORE UPDATE OF recorder, from_at ON register_assignment
    WHEN NEW.recorder <> OLD.recorder OR NEW.from_at <> OLD.from_at
    BEGIN SELECT RAISE(ABORT, 'assignments are ended, never moved'); END;
  CREATE TRIGGER register_alert_kept BEFORE DELETE ON register_alert
    BEGIN SELECT RAISE(ABORT, 'rows of register_alert are never removed'); END;
  CREATE TRIGGER register_alert_named_once BEFORE UPDATE ON register_alert
    WHEN NEW.recorder <> OLD.recorder OR NEW.kind <> OLD.kind OR NEW.found <> OLD.found OR NEW.rowid <> OLD.rowid
      OR (NEW.settled_at IS NULL AND OLD.settled_at IS NOT NULL)
    BEGIN SELECT RAISE(ABORT, 'rows of register_alert keep their name'); END;
  CREATE TRIGGER register_alert_not_replaced BEFORE INSERT ON register_alert
    WHEN EXISTS (SELECT 1 FROM register_alert WHERE rowid = NEW.rowid OR NEW.settled_at IS NULL
      AND recorder = NEW.recorder AND kind = NEW.kind AND found = NEW.found AND settled_at IS NULL)
    BEGIN SELECT RAISE(IGNORE); END;
  CREATE TRIGGER dock_refusal_kept BEFORE DELETE ON dock_refusal
    BEGIN SELECT RAISE(ABORT, 'rows of dock_refusal are never removed'); END;
  CREATE TRIGGER dock_refusal_named_once BEFORE UPDATE ON dock_refusal WHEN NEW.dock <> OLD.dock OR NEW.rowid <> OLD.rowid
    BEGIN SELECT RAISE(ABORT, 'rows of dock_refusal keep their name'); END;
  CREATE TRIGGER dock_refusal_not_replaced BEFORE INSERT ON dock_refusal
    WHEN EXISTS (SELECT 1 FROM dock_refusal WHERE dock = NEW.dock OR rowid = NEW.rowid)
    BEGIN SELECT RAISE(ABORT, 'rows of dock_refusal are never replaced'); END;
  CREATE TRIGGER clear_order_kept BEFORE DELETE ON clear_order
    BEGIN SELECT RAISE(ABORT, 'rows of clear_order are never removed'); END;
  CREATE TRIGGER clear_order_named_once BEFORE UPDATE ON clear_order WHEN NEW.id <> OLD.id OR NEW.rowid <> OLD.rowid
    BEGIN SELECT RAISE(ABORT, 'rows of clear_order keep their name'); END;
  CREATE TRIGGER clear_order_not_replaced BEFORE INSERT ON clear_order
    WHEN EXISTS (SELECT 1 FROM clear_order WHERE id = NEW.id OR rowid = NEW.rowid)
    BEGIN SELECT RAISE(ABORT, 'rows of clear_order are never replaced'); END;
  CREATE TRIGGER cleared_file_kept BEFORE DELETE ON cleared_file
    BEGIN SELECT RAISE(ABORT, 'rows of cleared_file are never removed'); END;
  CREATE TRIGGER cleared_file_named_once BEFORE UPDATE OF clear_order, place ON cleared_file WHEN NEW.clear_order <> OLD.clear_order OR NEW.place <> OLD.place
    BEGIN SELECT RAISE(ABORT, 'rows of cleared_file keep their name'); END;
  CREATE TRIGGER cleared_file_not_replaced BEFORE INSERT ON cleared_file
    WHEN EXISTS (SELECT 1 FROM cleared_file WHERE clear_order = NEW.clear_order AND place = NEW.place)
    BEGIN SELECT RAISE(ABORT, 'rows of cleared_file are never replaced'); END;

  CREATE TABLE anchor (
    audit_seq INTEGER PRIMARY KEY, kind TEXT NOT NULL CHECK (kind IN ('exported', 'tsa', 'witness')),
    size INTEGER NOT NULL, root TEXT NOT NULL, at TEXT NOT NULL, "by" TEXT NOT NULL, file TEXT
  ) STRICT;
  CREATE INDEX anchor_newest ON anchor(kind, at);
  CREATE TRIGGER anchor_kept BEFORE DELETE ON anchor
    BEGIN SELECT RAISE(ABORT, 'rows of anchor are never removed'); END;
  CREATE TRIGGER anchor_stays BEFORE UPDATE ON anchor
    BEGIN SELECT RAISE(ABORT, 'rows of anchor never change'); END;
  CREATE TRIGGER anchor_not_replaced BEFORE INSERT ON anchor
    WHEN EXISTS (SELECT 1 FROM anchor WHERE audit_seq = NEW.audit_seq)
    BEGIN SELECT RAISE(ABORT, 'rows of anchor are never replaced'); END;

  ALTER TABLE recording ADD COLUMN read_at TEXT;
  ALTER TABLE recording ADD COLUMN damaged INTEGER NOT NULL DEFAULT 0;
  CREATE INDEX recording_least_proved ON recording(coalesce(read_at, sealed_at), id);
  CREATE INDEX recording_damaged ON recording(id) WHERE damaged = 1;

  CREATE TABLE difference (
    id INTEGER PRIMARY KEY, kind TEXT NOT NULL, about TEXT NOT NULL, day TEXT NOT NULL, recorder TEXT,
    first_at TEXT NOT NULL, state TEXT NOT NULL CHECK (state IN ('open', 'explained', 'settled')),
    last_seq INTEGER NOT NULL, reason TEXT, closed_at TEXT, UNIQUE (kind, about)
  ) STRICT;
  CREATE INDEX difference_open ON difference(id) WHERE state = 'open';
  CREATE TRIGGER difference_kept BEFORE DELETE ON difference
    BEGIN SELECT RAISE(ABORT, 'rows of difference are never removed'); END;
  CREATE INDEX card_file_recording ON card_file(recording) WHERE recording IS NOT NULL;
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
