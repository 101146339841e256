/**
 * Numbers are looked up without regard to case. A refusal's medium is its dock's; which recorder was refused, and in which
 * boot a dock began, stood in their entries only.
 */
export const REGISTER_KEYS = `
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
`;
