import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterAll, expect, test } from 'vitest';
import { openSqliteCatalog } from '../../src/adapters/sqlite/sqlite-catalog.ts';
import { openSystemClock } from '../../src/adapters/system-clock.ts';
import { makePlace, removeFolder } from '../support/test-station.ts';

const place = makePlace('fixity-plan');
afterAll(() => removeFolder(place));

test('what is read next, what is overdue and what is damaged is found by an index, without sorting a whole vault', async () => {
  const path = join(place, 'sealdock.db');
  await openSqliteCatalog(path, openSystemClock()).close();
  const db = new Sqlite(path);
  const planOf = (query: string) =>
    (db.prepare(`EXPLAIN QUERY PLAN ${query}`).all() as { detail: string }[]).map(({ detail }) => detail);
  const proved = 'coalesce(read_at, sealed_at)';
  const there = 'SELECT * FROM recording WHERE destroyed = 0';
  expect(planOf(`${there} AND ${proved} < '2026' ORDER BY ${proved}, id LIMIT 32`)).toEqual([
    'SEARCH recording USING INDEX recording_least_proved (destroyed=? AND <expr><?)',
  ]);
  expect(planOf('SELECT count(*) FROM recording WHERE damaged = 1 AND +destroyed = 0')).toEqual([
    expect.stringContaining('recording_damaged'),
  ]);
  db.close();
});
