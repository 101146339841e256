/** Who can act in the system, and what waits for their approval. */
export const STAFF = `
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
`;
