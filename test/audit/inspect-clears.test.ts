import * as fs from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ROWS_STAY } from '../../src/adapters/sqlite/migrations/09-rows-stay.ts';
import { DECISIONS_STAY } from '../../src/adapters/sqlite/migrations/10-decisions-stay.ts';
import { isWrong } from '../../src/audit/findings.ts';
import { inspect } from '../../src/audit/inspect.ts';
import { publishLog } from '../../src/audit/publish-log.ts';
import { clearCard } from '../../src/clearing/clear-card.ts';
import { settleClears } from '../../src/clearing/take-answer.ts';
import { type ClearId, clearIdOf } from '../../src/evidence/clearing.ts';
import { probeRecordings } from '../../src/ingest/probe-recordings.ts';
import { type Prober, UNPLAYABLE } from '../../src/ports/probe.ts';
import { allRemoved, FakeCleaner } from '../fakes/fake-cleaner.ts';
import { photoName, put, putPhotos, SetClock } from '../support/flow-bench.ts';
import { alterBehindItsBack, undoMigration } from '../support/raw-database.ts';
import { dock, makePlace, openTestStation, removeFolder, TEST_ACTOR } from '../support/test-station.ts';

/* What was cleared from cards is told by rows and by entries; whoever alters one of them is named by the other. */
const ORIGIN = 'test.example/log';
const place = makePlace('tamper-clears');
const pristine = join(place, 'pristine');
const PLAYS: Prober = { probe: async () => ({ ...UNPLAYABLE, playable: true }) };
const idOf = (number: number): ClearId =>
  clearIdOf('2026-11-20T08:00:00.000Z', number.toString(16).padStart(8, '0'));
/** Carried out; kept for its time; given up, and answered late; never answered. */
const [DONE, KEPT, LATE, GIVEN_UP] = [idOf(1), idOf(2), idOf(3), idOf(4)];

beforeAll(async () => {
  const card = join(place, 'card');
  putPhotos(card, 3, 5_000);
  const station = await openTestStation({ data: pristine, clock: new SetClock() });
  const never = new AbortController().signal;
  const cleaner = new FakeCleaner();
  const clear = async (id: ClearId, keepOnCardMs: number | null = null) => {
    const report = await dock(station, card);
    await probeRecordings(station, PLAYS, TEST_ACTOR, never);
    const { recorder, result } = report;
    const subject = { dock: report.dock, recorder, path: card, result, marks: [], medium: null };
    const context = {
      ...station,
      cleaner,
      clearing: { mode: 'after-seal', proof: 'compare', keepOnCardMs } as const,
      holds: { heldAmong: async () => new Set<never>() },
    };
    const options = {
      signal: never,
      gone: never,
      actor: TEST_ACTOR,
      probe: async () => {},
      onOrdered: () => {},
    };
    await clearCard(context, subject, id, options);
    return context;
  };
  await clear(DONE);
  await clear(KEPT, 86_400_000);
  put(card, photoName(9), 6_000);
  cleaner.answer = () => ({ kind: 'none' });
  const context = await clear(LATE);
  const order = cleaner.orders.at(-1);
  if (order === undefined) throw new Error('no order');
  cleaner.end(LATE, { kind: 'result', result: allRemoved(order) });
  await settleClears(context, TEST_ACTOR, false);
  await clear(GIVEN_UP);
  await publishLog(station, { origin: ORIGIN });
  await station.close();
});
afterAll(() => removeFolder(place));

/** Statements that alter rows; those that alter the shape of the database answer nothing. */
async function foundAfter(...statements: readonly string[]): Promise<string[]> {
  const data = fs.mkdtempSync(join(place, 'crime-'));
  fs.cpSync(pristine, data, { recursive: true, preserveTimestamps: true });
  alterBehindItsBack(join(data, 'catalogue/sealdock.db'), ...statements);
  return foundIn(data);
}

async function foundIn(data: string): Promise<string[]> {
  const station = await openTestStation({ data, clock: new SetClock() });
  try {
    const signal = new AbortController().signal;
    const input = { origin: ORIGIN, remembered: null, stallMs: 5_000, signal, onProgress: () => {} };
    const { findings } = await inspect(station, input);
    return (
      findings
        // Copied folders are writable; that is another matter.
        .filter((finding) => isWrong(finding) && !finding.about.startsWith('2026/'))
        .map(({ kind, about }) => `${kind}: ${about}`)
        .sort()
    );
  } finally {
    await station.close();
    removeFolder(data);
  }
}

test('clearing as it is has no findings: carried out, kept, answered late, given up', async () => {
  expect(await foundAfter()).toEqual([]);
});

test('a catalogue from before the rows named their entries is brought up, and has no findings', async () => {
  const data = fs.mkdtempSync(join(place, 'old-'));
  fs.cpSync(pristine, data, { recursive: true, preserveTimestamps: true });
  const db = new Sqlite(join(data, 'catalogue/sealdock.db'));
  // What came later is undone first, the newest first.
  for (const later of [DECISIONS_STAY, ROWS_STAY]) undoMigration(db, later);
  db.exec(`ALTER TABLE clear_order DROP COLUMN decided_seq; ALTER TABLE clear_order DROP COLUMN ended_seq;
    ALTER TABLE clear_order RENAME COLUMN "end" TO result; PRAGMA user_version = 7;`);
  db.close();
  expect(await foundIn(data)).toEqual([]);
});

describe('a row that says otherwise than its entries is named:', () => {
  test.each([
    ['how it ended', `"end" = 'failed'`, DONE, ['end']],
    ['given up, as if it were done', `"end" = 'done'`, GIVEN_UP, ['end']],
    ['what became of its files', `outcomes = '{"absent":3}'`, DONE, ['outcomes']],
    ['how many there were', 'files = 2', DONE, ['files']],
    ['how large they were', 'bytes = 1', DONE, ['bytes']],
    ['what stayed, and why', `kept = '{}'`, KEPT, ['kept']],
    ['until when', 'kept_until = NULL', KEPT, ['keptUntil']],
    ['how it was proved', `proof = 'sealed'`, DONE, ['proof']],
    ['the order that was given', `digest = '${'0'.repeat(64)}'`, DONE, ['digest']],
    ['whose card it was', `recorder = 'BC999999'`, DONE, ['recorder']],
  ])('%s', async (_, change, id, names) => {
    const found = await foundAfter(`UPDATE clear_order SET ${change} WHERE id = '${id}'`);
    expect(found).toEqual(names.map((name) => `row-differs: ${id}: ${name}`));
  });

  test('what became of one file', async () => {
    const change = `UPDATE cleared_file SET outcome = 'differs' WHERE clear_order = '${DONE}' AND place = 0`;
    expect(await foundAfter(change)).toEqual([`row-differs: ${DONE}: outcomes of its files`]);
  });

  test('which file it was', async () => {
    const change = `UPDATE cleared_file SET path_hex = '61' WHERE clear_order = '${DONE}' AND place = 0`;
    expect(await foundAfter(change)).toEqual([`row-differs: ${DONE}: which files`]);
  });
});

test('a row that is gone is named by its entries', async () => {
  const found = await foundAfter(`DELETE FROM clear_order WHERE id = '${DONE}'`);
  expect(found).toHaveLength(2);
  expect(new Set(found.map((text) => text.replace(/dock-.*/, 'dock')))).toEqual(
    new Set(['row-differs: dock']),
  );
});

test('a row without an entry is named, also one that points to the entries of another', async () => {
  const forged = idOf(9);
  const columns = 'dock, recorder, proof, digest, files, bytes, kept, decided_at, ended_at, "end", outcomes';
  const copy = (seqs: string) =>
    `INSERT INTO clear_order (id, ${columns}, decided_seq, ended_seq)
     SELECT '${forged}', ${columns}, ${seqs} FROM clear_order WHERE id = '${DONE}'`;
  const twice = [`row-differs: ${forged}`, `row-differs: ${forged}`];
  expect(await foundAfter(copy('NULL, NULL'))).toEqual(twice);
  expect(await foundAfter(copy('decided_seq, ended_seq'))).toEqual(twice);
});

test('an answer that is taken back in the catalogue is named from both sides', async () => {
  const found = await foundAfter(
    `UPDATE clear_order SET "end" = NULL, ended_seq = NULL, outcomes = NULL WHERE id = '${DONE}'`,
  );
  expect(found.map((text) => text.replace(/dock-[^:]*/, 'dock'))).toEqual(['row-differs: dock: entry']);
});
