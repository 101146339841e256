/** What was docked and sealed, and the audit log. */
export const DOCKS_AND_RECORDINGS = `
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
`;
