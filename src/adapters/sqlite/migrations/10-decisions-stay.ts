/**
 * What people have decided, what it lies on, and what was ended by it stays, also against REPLACE (see `ROWS_STAY`).
 * Where our own statement meets a row that is there and says so by itself, the insert is ignored as it asks for.
 */
export const DECISIONS_STAY = `
CREATE TRIGGER case_file_named_once BEFORE UPDATE ON case_file WHEN NEW.no <> OLD.no OR NEW.rowid <> OLD.rowid
  BEGIN SELECT RAISE(ABORT, 'rows of case_file keep their name'); END;
CREATE TRIGGER case_file_not_replaced BEFORE INSERT ON case_file
  WHEN EXISTS (SELECT 1 FROM case_file WHERE no = NEW.no OR rowid = NEW.rowid)
  BEGIN SELECT RAISE(IGNORE); END;
CREATE TRIGGER keeping_decision_not_replaced BEFORE INSERT ON keeping_decision
  WHEN EXISTS (SELECT 1 FROM keeping_decision
    WHERE recording = NEW.recording AND kind = NEW.kind AND audit_seq = NEW.audit_seq)
  BEGIN SELECT RAISE(ABORT, 'rows of keeping_decision are never replaced'); END;
CREATE TRIGGER hold_lies_where_it_lies
  BEFORE UPDATE OF id, kind, case_no, party, query, ground, clause, text, placed_by, placed_at ON hold
  BEGIN SELECT RAISE(ABORT, 'what a hold lies on, and why, never changes'); END;
CREATE TRIGGER hold_named_once BEFORE UPDATE ON hold WHEN NEW.rowid <> OLD.rowid
  BEGIN SELECT RAISE(ABORT, 'rows of hold keep their name'); END;
CREATE TRIGGER hold_not_replaced BEFORE INSERT ON hold
  WHEN EXISTS (SELECT 1 FROM hold WHERE id = NEW.id OR rowid = NEW.rowid)
  BEGIN SELECT RAISE(ABORT, 'rows of hold are never replaced'); END;
CREATE TRIGGER hold_recording_stays BEFORE UPDATE ON hold_recording
  BEGIN SELECT RAISE(ABORT, 'what a hold lies on never changes'); END;
CREATE TRIGGER hold_recording_not_replaced BEFORE INSERT ON hold_recording
  WHEN EXISTS (SELECT 1 FROM hold_recording WHERE recording = NEW.recording AND hold = NEW.hold)
  BEGIN SELECT RAISE(ABORT, 'rows of hold_recording are never replaced'); END;
CREATE TRIGGER adopted_policy_not_replaced BEFORE INSERT ON adopted_policy
  WHEN EXISTS (SELECT 1 FROM adopted_policy WHERE policy = NEW.policy AND version = NEW.version)
  BEGIN SELECT RAISE(IGNORE); END;
CREATE TRIGGER unit_policy_not_replaced BEFORE INSERT ON unit_policy
  WHEN EXISTS (SELECT 1 FROM unit_policy WHERE unit = NEW.unit AND assigned_at = NEW.assigned_at)
  BEGIN SELECT RAISE(ABORT, 'rows of unit_policy are never replaced'); END;
CREATE TRIGGER destruction_batch_named_once BEFORE UPDATE ON destruction_batch
  WHEN NEW.id <> OLD.id OR NEW.rowid <> OLD.rowid OR OLD.register_no <> coalesce(NEW.register_no, 0)
    OR EXISTS (SELECT 1 FROM destruction_batch WHERE id <> OLD.id AND (register_no = NEW.register_no
      OR (NEW.state = 'draft' AND state = 'draft' AND period = NEW.period AND policy = NEW.policy)))
  BEGIN SELECT RAISE(ABORT, 'rows of destruction_batch keep their name'); END;
-- A second draft of a period is refused by its index, which REPLACE would let take the first one's place.
CREATE TRIGGER destruction_batch_not_replaced BEFORE INSERT ON destruction_batch
  WHEN EXISTS (SELECT 1 FROM destruction_batch WHERE id = NEW.id OR rowid = NEW.rowid
    OR register_no = NEW.register_no
    OR (NEW.state = 'draft' AND state = 'draft' AND period = NEW.period AND policy = NEW.policy))
  BEGIN SELECT RAISE(IGNORE); END;
CREATE TRIGGER destruction_item_named_once BEFORE UPDATE OF batch, place, recording, sha256 ON destruction_item
  WHEN NEW.batch <> OLD.batch OR NEW.place <> OLD.place OR NEW.recording <> OLD.recording
    OR NEW.sha256 <> OLD.sha256
  BEGIN SELECT RAISE(ABORT, 'rows of destruction_item keep their name'); END;
CREATE TRIGGER destruction_item_not_replaced BEFORE INSERT ON destruction_item
  WHEN EXISTS (SELECT 1 FROM destruction_item
    WHERE batch = NEW.batch AND (place = NEW.place OR recording = NEW.recording))
  BEGIN SELECT RAISE(ABORT, 'rows of destruction_item are never replaced'); END;
CREATE TRIGGER tombstone_not_replaced BEFORE INSERT ON tombstone
  WHEN EXISTS (SELECT 1 FROM tombstone WHERE recording = NEW.recording)
  BEGIN SELECT RAISE(ABORT, 'rows of tombstone are never replaced'); END;
CREATE TRIGGER staff_named_once BEFORE UPDATE ON staff
  WHEN NEW.id <> OLD.id OR NEW.rowid <> OLD.rowid
    OR EXISTS (SELECT 1 FROM staff WHERE certificate = NEW.certificate AND id <> OLD.id)
  BEGIN SELECT RAISE(ABORT, 'rows of staff keep their name'); END;
CREATE TRIGGER staff_not_replaced BEFORE INSERT ON staff
  WHEN EXISTS (SELECT 1 FROM staff WHERE id = NEW.id OR rowid = NEW.rowid OR certificate = NEW.certificate)
  BEGIN SELECT RAISE(ABORT, 'rows of staff are never replaced'); END;
CREATE TRIGGER approval_not_replaced BEFORE INSERT ON approval
  WHEN EXISTS (SELECT 1 FROM approval WHERE id = NEW.id OR rowid = NEW.rowid)
  BEGIN SELECT RAISE(ABORT, 'rows of approval are never replaced'); END;
CREATE TRIGGER approval_decision_not_replaced BEFORE INSERT ON approval_decision
  WHEN EXISTS (SELECT 1 FROM approval_decision
    WHERE approval = NEW.approval AND (step = NEW.step OR staff = NEW.staff))
  BEGIN SELECT RAISE(ABORT, 'rows of approval_decision are never replaced'); END;
`;
