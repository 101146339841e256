import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterAll, describe, expect, test } from 'vitest';
import { catalogueError, openDatabase } from '../../src/adapters/sqlite/database.ts';
import { ROWS_STAY } from '../../src/adapters/sqlite/migrations/09-rows-stay.ts';
import { DECISIONS_STAY } from '../../src/adapters/sqlite/migrations/10-decisions-stay.ts';
import { holdProcessLock } from '../../src/adapters/sqlite/process-lock.ts';
import { openSqliteCatalog } from '../../src/adapters/sqlite/sqlite-catalog.ts';
import { openSystemClock } from '../../src/adapters/system-clock.ts';
import type { AuditAct, AuditDraft } from '../../src/evidence/audit-entry.ts';
import type { DockId, RecorderNo } from '../../src/evidence/ids.ts';
import { leafHash } from '../../src/evidence/merkle.ts';
import { approvalBookContract } from '../contracts/approval-book.contract.ts';
import { caseBookContract } from '../contracts/case-book.contract.ts';
import { catalogContract, draft, request } from '../contracts/catalog.contract.ts';
import { clearLedgerContract } from '../contracts/clear-ledger.contract.ts';
import { destructionContract } from '../contracts/destruction.contract.ts';
import { holdBookContract } from '../contracts/hold-book.contract.ts';
import { keepingBookContract } from '../contracts/keeping-book.contract.ts';
import { policyShelfContract } from '../contracts/policy-shelf.contract.ts';
import { registerContract } from '../contracts/register.contract.ts';
import { staffBookContract } from '../contracts/staff-book.contract.ts';
import { SetClock } from '../support/flow-bench.ts';
import { undoMigration } from '../support/raw-database.ts';
import { mediumOf } from '../support/slot-facts.ts';
import { makePlace, removeFolder } from '../support/test-station.ts';

const place = makePlace('sqlite');
afterAll(() => removeFolder(place));
let files = 0;
function newPath(): string {
  files += 1;
  mkdirSync(join(place, String(files)));
  return join(place, String(files), 'sealdock.db');
}

catalogContract('SQLite in a file', () => openSqliteCatalog(newPath(), openSystemClock()));
catalogContract('SQLite in memory', () => openSqliteCatalog(':memory:', openSystemClock()));
destructionContract('SQLite', () => openSqliteCatalog(':memory:', openSystemClock()));
staffBookContract('SQLite', () => openSqliteCatalog(':memory:', openSystemClock()));
approvalBookContract('SQLite', () => openSqliteCatalog(':memory:', openSystemClock()));
caseBookContract('SQLite', () => openSqliteCatalog(newPath(), openSystemClock()));
keepingBookContract('SQLite', () => openSqliteCatalog(newPath(), openSystemClock()));
policyShelfContract('SQLite', () => openSqliteCatalog(newPath(), openSystemClock()));
holdBookContract('SQLite', () => openSqliteCatalog(newPath(), openSystemClock()));
registerContract('SQLite', () => openSqliteCatalog(newPath(), openSystemClock()));

test('a hand-over is never removed, not even by raw SQL', async () => {
  const path = await withEntries(1);
  const db = new Sqlite(path);
  db.exec(`INSERT INTO register_recorder VALUES ('A1', NULL, NULL, NULL, 'in-service', NULL, 'now', 'now')`);
  db.exec(`INSERT INTO register_assignment VALUES ('A1', 'P1', 'then', NULL)`);
  expect(() => db.exec('DELETE FROM register_assignment')).toThrow(/never removed/);
  db.close();
});
clearLedgerContract('SQLite', () => openSqliteCatalog(':memory:', openSystemClock()));

async function withEntries(count: number): Promise<string> {
  const path = newPath();
  const catalog = openSqliteCatalog(path, openSystemClock());
  for (let each = 0; each < count; each += 1) await catalog.record(draft('staging.removed'));
  await catalog.close();
  return path;
}

describe('the log is append-only for raw SQL too', () => {
  const row = `VALUES (1, '{"act":"forged"}', zeroblob(32))`;
  test.each([
    ['UPDATE', `UPDATE audit_entry SET entry = '{}' WHERE seq = 1`],
    ['UPDATE OR IGNORE', `UPDATE OR IGNORE audit_entry SET entry = '{}' WHERE seq = 1`],
    ['UPDATE of the number', `UPDATE audit_entry SET seq = 9 WHERE seq = 2`],
    ['DELETE', 'DELETE FROM audit_entry WHERE seq = 1'],
    ['DELETE of everything', 'DELETE FROM audit_entry'],
    ['INSERT OR REPLACE', `INSERT OR REPLACE INTO audit_entry ${row}`],
    ['REPLACE', `REPLACE INTO audit_entry ${row}`],
    ['INSERT OR IGNORE', `INSERT OR IGNORE INTO audit_entry ${row}`],
    ['an upsert', `INSERT INTO audit_entry ${row} ON CONFLICT(seq) DO UPDATE SET entry = excluded.entry`],
    ['a number left out', `INSERT INTO audit_entry VALUES (4, '{"act":"x"}', zeroblob(32))`],
    ['a number below 0', `INSERT INTO audit_entry VALUES (-1, '{"act":"x"}', zeroblob(32))`],
  ])('%s', async (_, statement) => {
    const path = await withEntries(3);
    for (const pragma of ['recursive_triggers = ON', 'recursive_triggers = OFF']) {
      const db = new Sqlite(path);
      db.pragma(pragma);
      const before = db.prepare('SELECT * FROM audit_entry ORDER BY seq').all();
      expect(before).toHaveLength(3);
      expect(() => db.prepare(statement).run()).toThrow(/append-only|gap-free/);
      expect(db.prepare('SELECT * FROM audit_entry ORDER BY seq').all()).toEqual(before);
      db.close();
    }
  });
});

describe('what a power cut demands is set on every connection', () => {
  test.each([
    ['synchronous', 2],
    ['journal_mode', 'wal'],
    ['foreign_keys', 1],
    ['recursive_triggers', 1],
  ])('%s is %s on the first opening and on every later one', async (pragma, value) => {
    const path = newPath();
    for (let opening = 0; opening < 3; opening += 1) {
      const kysely = openDatabase(path);
      const { sql } = await import('kysely');
      const { rows } = await sql.raw<Record<string, unknown>>(`PRAGMA ${pragma}`).execute(kysely);
      expect(rows[0]?.[pragma]).toBe(value);
      await kysely.destroy();
    }
  });

  test('a row of another type than its column is refused', async () => {
    const path = await withEntries(1);
    const db = new Sqlite(path);
    expect(() => db.prepare(`INSERT INTO station VALUES ('s', x'00', 'k')`).run()).toThrow(/TEXT/);
    db.close();
  });
});

test('two processes that write at once share one gap-free log, and nobody is turned away', async () => {
  const path = await withEntries(1);
  const script = `
    const { openSqliteCatalog } = await import(${JSON.stringify(moduleUrl('adapters/sqlite/sqlite-catalog.ts'))});
    const { openSystemClock } = await import(${JSON.stringify(moduleUrl('adapters/system-clock.ts'))});
    const { existsSync, writeFileSync } = await import('node:fs');
    const { setTimeout: sleep } = await import('node:timers/promises');
    const [, path, name] = process.argv;
    const catalog = openSqliteCatalog(path, openSystemClock());
    writeFileSync(path + '.' + name, '');
    while (!['a', 'b'].every((each) => existsSync(path + '.' + each))) await sleep(1);
    for (let each = 0; each < 150; each += 1) {
      await sleep(1);
      await catalog.record({ act: 'staging.removed', actor: { kind: 'system', id: name, role: 'x',
        established: 'process' }, object: { kind: 'log', id: 'x' }, reason: null, before: null, after: null, detail: {} });
    }
    await catalog.close();`;
  await Promise.all(['a', 'b'].map((name) => runNode(['--input-type=module', '-e', script, path, name])));
  const catalog = openSqliteCatalog(path, openSystemClock());
  const rows = await catalog.auditRows(0, 1_000);
  await catalog.close();
  expect(rows.map((row) => row.seq)).toEqual([...Array(301).keys()]);
  const writers = rows.slice(1).map((row) => JSON.parse(row.text).actor.id as string);
  expect(writers.filter((id) => id === 'a')).toHaveLength(150);
  // They did take turns: otherwise this test shows nothing.
  expect(writers.filter((id, at) => at > 0 && id !== writers[at - 1]).length).toBeGreaterThan(1);
  expect(rows.every((row) => leafHash(Buffer.from(row.text)).equals(row.leafHash))).toBe(true);
});

test('a catalogue that a newer program has written is refused, and not touched', async () => {
  const path = await withEntries(1);
  const db = new Sqlite(path);
  db.pragma('user_version = 999');
  db.close();
  expect(() => openSqliteCatalog(path, openSystemClock())).toThrow(
    expect.objectContaining({ code: 'catalogue-newer' }),
  );
});

test('a catalogue of version 6 keeps its refusals, and is told from its entries what it did not keep', async () => {
  const path = newPath();
  const medium = mediumOf('22', 'sdb1');
  const first = openSqliteCatalog(path, openSystemClock());
  await first.startDock({ ...request('dock-1'), medium }, dockDraft('dock.started', {}));
  const met = { number: 'A1' as RecorderNo, model: null, label: null, serial: 'S', card: null };
  await first.noteRefusal({
    dock: 'dock-1' as DockId,
    code: 'recorder-unregistered',
    met,
    recorder: null,
    entry: dockDraft('recorder.refused', { recorder: 'a1' }),
  });
  await first.close();
  const db = new Sqlite(path);
  // What came after version 6 is undone, the newest first.
  for (const later of [DECISIONS_STAY, ROWS_STAY]) undoMigration(db, later);
  db.exec(`DROP INDEX register_by_key; DROP INDEX recorder_by_key; ALTER TABLE dock DROP COLUMN boot;
    ALTER TABLE dock_refusal DROP COLUMN recorder; ALTER TABLE dock_refusal ADD COLUMN medium TEXT;
    UPDATE dock_refusal SET medium = '{}';
    ALTER TABLE clear_order DROP COLUMN decided_seq; ALTER TABLE clear_order DROP COLUMN ended_seq;
    ALTER TABLE clear_order RENAME COLUMN "end" TO result;`);
  db.pragma('user_version = 6');
  db.close();
  const catalog = openSqliteCatalog(path, openSystemClock());
  expect(await catalog.refusal('dock-1' as DockId)).toMatchObject({ met, recorder: 'a1', medium });
  expect((await catalog.dock('dock-1' as DockId))?.boot).toBe(openSystemClock().read().boot);
  await catalog.close();
});

test('a file that is no database is told as such', async () => {
  const path = newPath();
  const { writeFileSync } = await import('node:fs');
  writeFileSync(path, 'this is no database at all, but long enough to be looked at as one'.repeat(50));
  expect(() => openSqliteCatalog(path, openSystemClock())).toThrow(
    expect.objectContaining({ code: 'catalogue-failed' }),
  );
});

test.each([
  ['SQLITE_FULL', 'vault-full'],
  ['SQLITE_BUSY', 'catalogue-busy'],
  ['SQLITE_BUSY_SNAPSHOT', 'catalogue-busy'],
  ['SQLITE_LOCKED', 'catalogue-busy'],
  ['SQLITE_CORRUPT', 'catalogue-failed'],
  ['SQLITE_IOERR_WRITE', 'catalogue-failed'],
])('%s is told as %s', (code, told) => {
  expect(catalogueError(Object.assign(new Error('x'), { code })).code).toBe(told);
});

test('the retention clock of the entries never runs ahead of the machine and never goes back', async () => {
  const clock = new SetClock();
  const catalog = openSqliteCatalog(newPath(), clock);
  const start = clock.wallMs;
  for (const wallMs of [start, start + 1_000, start + 86_400_000 * 365, start - 86_400_000, start + 2_000]) {
    clock.wallMs = wallMs;
    await catalog.record(draft('staging.removed'));
  }
  const rows = await catalog.auditRows(0, 9);
  await catalog.close();
  const retention = rows.map((row) => JSON.parse(row.text).clock.retentionMs as number);
  expect(retention.toSorted((a, b) => a - b)).toEqual(retention);
  expect(Math.max(...retention) - start).toBeLessThan(60_000);
});

test('the place of the process that ingests is held once, and is free when that one has gone', async () => {
  const path = join(place, 'ingest.lock');
  const release = holdProcessLock(path);
  expect(() => holdProcessLock(path)).toThrow(expect.objectContaining({ code: 'busy' }));
  release();
  const script = `const { holdProcessLock } = await import(${JSON.stringify(moduleUrl('adapters/sqlite/process-lock.ts'))});
    holdProcessLock(process.argv[1]); process.kill(process.pid, 'SIGKILL');`;
  await runNode(['--input-type=module', '-e', script, path]).catch(() => {});
  holdProcessLock(path)();
});

test('the same dock cannot begin twice', async () => {
  const catalog = openSqliteCatalog(newPath(), openSystemClock());
  await catalog.startDock(request('dock-1'), draft('dock.started'));
  await expect(catalog.startDock(request('dock-1'), draft('dock.started'))).rejects.toMatchObject({
    code: 'catalogue-failed',
  });
  expect(await catalog.auditSize()).toBe(1);
  await catalog.close();
});

function moduleUrl(path: string): string {
  return new URL(`../../src/${path}`, import.meta.url).href;
}

function runNode(args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...args], { stdio: ['ignore', 'ignore', 'inherit'] });
    child.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`exit ${code}`))));
  });
}

function dockDraft(act: AuditAct, detail: AuditDraft['detail']): AuditDraft {
  return { ...draft(act), object: { kind: 'dock', id: 'dock-1' }, detail };
}
