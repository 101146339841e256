/**
 * Rows that tell of evidence stay, also against REPLACE: with SQLite's defaults it removes the row in its way
 * without firing a DELETE trigger, but no statement gets past what fires before an INSERT. Where our own
 * statements meet a row that is there and leave it, the insert is ignored as they ask for; everywhere else it
 * fails.
 */
export const ROWS_STAY = `
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
`;
