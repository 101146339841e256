import Sqlite, { type Database } from 'better-sqlite3';
import { leafHash } from '../../src/evidence/merkle.ts';

/**
 * Statements on a catalogue as somebody with the file in his hands makes them: no trigger, no foreign key in the way.
 * `leaf_hash(text)` is there for whoever covers his tracks. Each has to alter something, else it would prove nothing.
 */
export function alterBehindItsBack(path: string, ...statements: readonly string[]): void {
  const db = new Sqlite(path);
  try {
    db.function('leaf_hash', { deterministic: true }, (text) => leafHash(Buffer.from(String(text))));
    db.pragma('foreign_keys = OFF');
    dropTriggers(db);
    for (const statement of statements) {
      if (db.prepare(statement).run().changes === 0) throw new Error(`nothing was altered by ${statement}`);
    }
  } finally {
    db.close();
  }
}

/** Takes back what a migration has made, so that it can be tried on a catalogue of before. */
export function undoMigration(db: Database, text: string): void {
  for (const [, kind, name] of text.matchAll(/^CREATE (?:UNIQUE )?(TRIGGER|INDEX|TABLE) (\w+)/gm)) {
    db.exec(`DROP ${kind} IF EXISTS ${name}`);
  }
  for (const [, table, column] of text.matchAll(/^ALTER TABLE (\w+) ADD COLUMN (\w+)/gm)) {
    db.exec(`ALTER TABLE ${table} DROP COLUMN ${column}`);
  }
}

function dropTriggers(db: Database): void {
  const triggers = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'").all();
  for (const { name } of triggers as { name: string }[]) db.exec(`DROP TRIGGER ${name}`);
}
