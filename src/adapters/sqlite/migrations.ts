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
  // Keeping and destroying: cases, decisions of persons, holds, policies, batches, and what stays of what is gone.
  `
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
  CREATE TABLE unit_policy (unit TEXT PRIMARY KEY, policy TEXT NOT NULL) STRICT, WITHOUT ROWID;

  CREATE TABLE destruction_batch (
    id TEXT PRIMARY KEY, period TEXT NOT NULL, policy TEXT NOT NULL, policy_version INTEGER NOT NULL,
    state TEXT NOT NULL, content_sha256 TEXT, approval TEXT, approved_at TEXT, execute_after TEXT,
    proposed_by TEXT NOT NULL, witnesses TEXT NOT NULL, register_no INTEGER UNIQUE, changed_at TEXT NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX destruction_draft ON destruction_batch(period, policy) WHERE state = 'draft';
  CREATE TRIGGER destruction_batch_remains BEFORE DELETE ON destruction_batch
    BEGIN SELECT RAISE(ABORT, 'batches are withdrawn, never removed'); END;
  CREATE TABLE destruction_item (
    batch TEXT NOT NULL REFERENCES destruction_batch(id), place INTEGER NOT NULL,
    recording TEXT NOT NULL REFERENCES recording(id), sha256 TEXT NOT NULL, size_bytes INTEGER NOT NULL,
    recorded_at TEXT NOT NULL, keep_until TEXT NOT NULL, why TEXT NOT NULL,
    state TEXT NOT NULL, cause TEXT, ended_at TEXT, PRIMARY KEY (batch, place)
  ) STRICT, WITHOUT ROWID;
  CREATE UNIQUE INDEX destruction_item_recording ON destruction_item(batch, recording);
  CREATE INDEX destruction_item_open ON destruction_item(recording) WHERE state IN ('listed', 'destroying', 'failed');
  CREATE TRIGGER destruction_item_remains BEFORE DELETE ON destruction_item
    BEGIN SELECT RAISE(ABORT, 'items are struck out, never removed'); END;

  ALTER TABLE recording ADD COLUMN destroyed INTEGER NOT NULL DEFAULT 0;
  CREATE INDEX recording_keeping ON recording(id, recorded_at, sealed_at) WHERE destroyed = 0;
  CREATE TABLE tombstone (
    recording TEXT PRIMARY KEY REFERENCES recording(id), sha256 TEXT NOT NULL,
    batch TEXT NOT NULL REFERENCES destruction_batch(id), register_no INTEGER NOT NULL, destroyed_at TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX tombstone_sha256 ON tombstone(sha256);
  CREATE TRIGGER tombstone_stays BEFORE UPDATE ON tombstone
    BEGIN SELECT RAISE(ABORT, 'a tombstone is for ever'); END;
  CREATE TRIGGER tombstone_remains BEFORE DELETE ON tombstone
    BEGIN SELECT RAISE(ABORT, 'a tombstone is for ever'); END;
  `,
  // Who can act in the system, and what waits for their approval.
  `
  CREATE TABLE staff (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, certificate TEXT UNIQUE, unit TEXT,
    in_post_from TEXT NOT NULL, in_post_until TEXT, qualified_from TEXT, qualified_until TEXT,
    state TEXT NOT NULL CHECK (state IN ('active', 'suspended')),
    created_at TEXT NOT NULL, changed_at TEXT NOT NULL
  ) STRICT;
  CREATE TRIGGER staff_remains BEFORE DELETE ON staff
    BEGIN SELECT RAISE(ABORT, 'people are suspended, never removed'); END;

  CREATE TABLE staff_role (
    staff TEXT NOT NULL REFERENCES staff(id), role TEXT NOT NULL, PRIMARY KEY (staff, role)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE staff_password (
    staff TEXT PRIMARY KEY REFERENCES staff(id), hash TEXT NOT NULL, set_at TEXT NOT NULL,
    must_change INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE staff_attempt (
    key TEXT PRIMARY KEY, failures INTEGER NOT NULL, locked_until TEXT, changed_at TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE staff_session (
    digest TEXT PRIMARY KEY, staff TEXT NOT NULL REFERENCES staff(id), started_at TEXT NOT NULL,
    expires_at TEXT NOT NULL, seen_at TEXT NOT NULL, ended_at TEXT
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX staff_session_open ON staff_session(staff) WHERE ended_at IS NULL;

  CREATE TABLE approval (
    id TEXT PRIMARY KEY, kind TEXT NOT NULL, subject_kind TEXT NOT NULL, subject_id TEXT NOT NULL,
    requested_by TEXT NOT NULL REFERENCES staff(id), requested_at TEXT NOT NULL, reason TEXT NOT NULL,
    content TEXT NOT NULL, content_sha256 TEXT NOT NULL, steps TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'approved', 'refused', 'withdrawn', 'executed')),
    changed_at TEXT NOT NULL
  ) STRICT;
  CREATE INDEX approval_state ON approval(state, id);
  CREATE INDEX approval_subject ON approval(subject_kind, subject_id);
  CREATE TRIGGER approval_stays
    BEFORE UPDATE OF id, kind, subject_kind, subject_id, requested_by, requested_at, reason, content,
      content_sha256, steps ON approval
    BEGIN SELECT RAISE(ABORT, 'what was asked for never changes'); END;
  CREATE TRIGGER approval_remains BEFORE DELETE ON approval
    BEGIN SELECT RAISE(ABORT, 'requests are withdrawn, never removed'); END;

  -- Nobody takes two steps of one request, and nobody takes a step of a request of their own.
  CREATE TABLE approval_decision (
    approval TEXT NOT NULL REFERENCES approval(id), step INTEGER NOT NULL,
    staff TEXT NOT NULL REFERENCES staff(id), role TEXT NOT NULL,
    decision TEXT NOT NULL CHECK (decision IN ('approve', 'refuse')), reason TEXT NOT NULL, at TEXT NOT NULL,
    PRIMARY KEY (approval, step), UNIQUE (approval, staff)
  ) STRICT, WITHOUT ROWID;
  CREATE TRIGGER approval_decision_by_another BEFORE INSERT ON approval_decision
    WHEN NEW.staff = (SELECT requested_by FROM approval WHERE id = NEW.approval)
    BEGIN SELECT RAISE(ABORT, 'nobody decides on their own request'); END;
  CREATE TRIGGER approval_decision_stays BEFORE UPDATE ON approval_decision
    BEGIN SELECT RAISE(ABORT, 'what was decided never changes'); END;
  CREATE TRIGGER approval_decision_remains BEFORE DELETE ON approval_decision
    BEGIN SELECT RAISE(ABORT, 'what was decided never changes'); END;
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
