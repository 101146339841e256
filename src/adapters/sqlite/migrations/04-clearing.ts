/** What was decided about cards after their docks, and what became of each file of an order. */
export const CLEARING = `
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
`;
