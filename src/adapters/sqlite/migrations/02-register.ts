/** The register of recorders, and what was met of those that were not admitted. */
export const REGISTER = `
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
`;
