/** Keeping and destroying: cases, decisions of persons, holds, policies, batches, and what stays of what is gone. */
export const KEEPING = `
CREATE TABLE case_file (
  no TEXT PRIMARY KEY, enforcement TEXT, cause TEXT,
  opened_on TEXT, concluded_on TEXT, closed_on TEXT,
  state TEXT NOT NULL CHECK (state IN ('open', 'closed')), file_period TEXT, changed_at TEXT NOT NULL
) STRICT;
CREATE TRIGGER case_file_remains BEFORE DELETE ON case_file
  BEGIN SELECT RAISE(ABORT, 'cases are closed, never removed'); END;
CREATE TABLE case_party (
  case_no TEXT NOT NULL REFERENCES case_file(no), place INTEGER NOT NULL, name TEXT NOT NULL,
  PRIMARY KEY (case_no, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX case_party_name ON case_party(name, case_no);
CREATE TABLE case_link (
  recording TEXT NOT NULL REFERENCES recording(id), case_no TEXT NOT NULL REFERENCES case_file(no),
  evidence INTEGER NOT NULL, PRIMARY KEY (recording, case_no)
) STRICT, WITHOUT ROWID;
CREATE INDEX case_link_case ON case_link(case_no, recording);

CREATE TABLE keeping_decision (
  recording TEXT NOT NULL REFERENCES recording(id), kind TEXT NOT NULL CHECK (kind IN ('class', 'day')),
  audit_seq INTEGER NOT NULL, value TEXT, decided_by TEXT NOT NULL, at TEXT NOT NULL, reason TEXT NOT NULL,
  PRIMARY KEY (recording, kind, audit_seq)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER keeping_decision_stays BEFORE UPDATE ON keeping_decision
  BEGIN SELECT RAISE(ABORT, 'decisions are corrected by new ones'); END;
CREATE TRIGGER keeping_decision_remains BEFORE DELETE ON keeping_decision
  BEGIN SELECT RAISE(ABORT, 'decisions are corrected by new ones'); END;

CREATE TABLE hold (
  id TEXT PRIMARY KEY, kind TEXT NOT NULL, case_no TEXT REFERENCES case_file(no), party TEXT, query TEXT,
  ground TEXT NOT NULL, clause TEXT, text TEXT, state TEXT NOT NULL,
  restarts INTEGER NOT NULL, owes_copy INTEGER NOT NULL,
  placed_by TEXT NOT NULL, placed_at TEXT NOT NULL, released_at TEXT, approval TEXT, changed_at TEXT NOT NULL
) STRICT;
CREATE INDEX hold_case ON hold(case_no) WHERE case_no IS NOT NULL;
CREATE INDEX hold_party ON hold(party) WHERE party IS NOT NULL;
CREATE TRIGGER hold_remains BEFORE DELETE ON hold
  BEGIN SELECT RAISE(ABORT, 'holds are released, never removed'); END;
CREATE TABLE hold_recording (
  recording TEXT NOT NULL REFERENCES recording(id), hold TEXT NOT NULL REFERENCES hold(id),
  PRIMARY KEY (recording, hold)
) STRICT, WITHOUT ROWID;
CREATE INDEX hold_recording_hold ON hold_recording(hold, recording);
CREATE TRIGGER hold_recording_remains BEFORE DELETE ON hold_recording
  BEGIN SELECT RAISE(ABORT, 'what a hold lies on is never changed'); END;

CREATE TABLE adopted_policy (
  policy TEXT NOT NULL, version INTEGER NOT NULL, text TEXT NOT NULL, sha256 TEXT NOT NULL,
  adopted_by TEXT NOT NULL, adopted_at TEXT NOT NULL, effective_from TEXT NOT NULL, approval TEXT,
  PRIMARY KEY (policy, version)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER adopted_policy_stays BEFORE UPDATE ON adopted_policy
  BEGIN SELECT RAISE(ABORT, 'a policy is followed by its next version'); END;
CREATE TRIGGER adopted_policy_remains BEFORE DELETE ON adopted_policy
  BEGIN SELECT RAISE(ABORT, 'a policy is followed by its next version'); END;
CREATE TABLE unit_policy (
  unit TEXT NOT NULL, assigned_at TEXT NOT NULL, policy TEXT NOT NULL,
  assigned_by TEXT NOT NULL, effective_from TEXT NOT NULL, approval TEXT, PRIMARY KEY (unit, assigned_at)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER unit_policy_stays BEFORE UPDATE ON unit_policy
  BEGIN SELECT RAISE(ABORT, 'an assignment is followed by its next one'); END;
CREATE TRIGGER unit_policy_remains BEFORE DELETE ON unit_policy
  BEGIN SELECT RAISE(ABORT, 'an assignment is followed by its next one'); END;

CREATE TABLE destruction_batch (
  id TEXT PRIMARY KEY, period TEXT NOT NULL, policy TEXT NOT NULL, policy_version INTEGER NOT NULL,
  state TEXT NOT NULL, content_sha256 TEXT, approval TEXT,
  proposed_by TEXT, submitted_at TEXT, approved_at TEXT, execute_after TEXT,
  executed_by TEXT, started_at TEXT, witnesses TEXT NOT NULL,
  register_no INTEGER UNIQUE, register_sha256 TEXT, ended_at TEXT, changed_at TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX destruction_draft ON destruction_batch(period, policy) WHERE state = 'draft';
CREATE TRIGGER destruction_batch_remains BEFORE DELETE ON destruction_batch
  BEGIN SELECT RAISE(ABORT, 'batches are withdrawn, never removed'); END;
CREATE TABLE destruction_item (
  batch TEXT NOT NULL REFERENCES destruction_batch(id), place INTEGER NOT NULL,
  recording TEXT NOT NULL REFERENCES recording(id), sha256 TEXT NOT NULL, size_bytes INTEGER NOT NULL,
  recorded_at TEXT NOT NULL, keep_until TEXT NOT NULL, why TEXT NOT NULL,
  state TEXT NOT NULL, cause TEXT, edges_sha256 TEXT, ended_at TEXT, PRIMARY KEY (batch, place)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX destruction_item_recording ON destruction_item(batch, recording);
CREATE INDEX destruction_item_of ON destruction_item(recording, batch);
CREATE INDEX destruction_item_destroying ON destruction_item(batch) WHERE state = 'destroying';
CREATE TRIGGER destruction_item_remains BEFORE DELETE ON destruction_item
  BEGIN SELECT RAISE(ABORT, 'items are struck out, never removed'); END;

ALTER TABLE recording ADD COLUMN destroyed INTEGER NOT NULL DEFAULT 0;
-- Searches leave out what is destroyed, and read nothing of it.
DROP INDEX recording_order;
CREATE INDEX recording_order ON recording(recorded_at, id) WHERE destroyed = 0;
-- Everything that a pass over all recordings reads, so that their manifests are not touched. By expressions: an index
-- of generated columns never covers a query.
CREATE INDEX recording_keeping ON recording(destroyed, id, json_extract(manifest, '$.recorded.at'),
  json_extract(manifest, '$.sealedAt'), json_extract(manifest, '$.recorder.no'), json_extract(manifest, '$.officer'));
CREATE TABLE tombstone (
  recording TEXT PRIMARY KEY REFERENCES recording(id), sha256 TEXT NOT NULL,
  size_bytes INTEGER NOT NULL, edges_sha256 TEXT NOT NULL,
  batch TEXT NOT NULL REFERENCES destruction_batch(id), register_no INTEGER NOT NULL, destroyed_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX tombstone_sha256 ON tombstone(sha256);
CREATE TRIGGER tombstone_stays BEFORE UPDATE ON tombstone
  BEGIN SELECT RAISE(ABORT, 'a tombstone is for ever'); END;
CREATE TRIGGER tombstone_remains BEFORE DELETE ON tombstone
  BEGIN SELECT RAISE(ABORT, 'a tombstone is for ever'); END;

-- Who reads a recording for so long that its bytes may not go meanwhile, and whose turn a work is. No evidence.
CREATE TABLE recording_lease (
  recording TEXT NOT NULL REFERENCES recording(id), holder TEXT NOT NULL, until_at TEXT NOT NULL,
  PRIMARY KEY (recording, holder)
) STRICT, WITHOUT ROWID;
CREATE TABLE work_turn (work TEXT PRIMARY KEY, holder TEXT NOT NULL, until_at TEXT NOT NULL) STRICT, WITHOUT ROWID;
`;
