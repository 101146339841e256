import Sqlite from 'better-sqlite3';
import { openSqliteCatalog } from '../../src/adapters/sqlite/sqlite-catalog.ts';
import { sha256Of } from '../../src/evidence/digest.ts';
import type { UtcTime } from '../../src/evidence/time.ts';
import type { Catalog } from '../../src/ports/catalog.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { Policy } from '../../src/retention/policy.ts';
import { policyText } from '../../src/retention/read-policies.ts';

const MINUTE_MS = 60_000;
const FIRST_MS = Date.parse('2025-01-01T00:00:00Z');
const RECORDERS = 1_000;
const CASES = 10_000;

export const BENCH_CLOCK: Clock = {
  read: () => ({ wallMs: Date.parse('2027-06-30T04:00:00Z'), boot: 'bench', monotonicMs: 1 }),
};

/**
 * A catalogue of as many recordings as a city makes in some years, with nothing sealed behind it: every tenth is
 * evidence in one of 10,000 cases, every third was classed as patrol by a person, every hundredth is held.
 */
export async function makeSyntheticCatalogue(
  path: string,
  recordings: number,
  policy: Policy,
): Promise<Catalog> {
  const made = openSqliteCatalog(path, BENCH_CLOCK);
  await made.record({
    act: 'log.created',
    actor: { kind: 'system', id: 'bench', role: 'station', established: 'process' },
    object: { kind: 'log', id: 'bench' },
    reason: null,
    before: null,
    after: 'created',
    detail: {},
  });
  await made.close();
  fill(path, recordings, policy);
  return openSqliteCatalog(path, BENCH_CLOCK);
}

function fill(path: string, recordings: number, policy: Policy): void {
  const db = new Sqlite(path);
  // Nobody needs this file after a crash.
  for (const quick of ['foreign_keys = OFF', 'journal_mode = OFF', 'synchronous = OFF']) db.pragma(quick);
  const insert = db.prepare(
    "INSERT INTO recording(id, folder, manifest, manifest_sha256, audit_seq, probed) VALUES (?, ?, ?, 'x', ?, 1)",
  );
  db.transaction(() => {
    // In the order of ids, which an index takes much faster.
    for (let recorder = 0; recorder < RECORDERS; recorder += 1) {
      for (let at = recorder; at < recordings; at += RECORDERS) insert.run(...rowOf(at));
    }
    const text = policyText(policy);
    const since = '2025-01-01T00:00:00.000Z';
    db.prepare('INSERT INTO adopted_policy VALUES (?, ?, ?, ?, ?, ?, ?, NULL)').run(
      policy.policy,
      1,
      text,
      sha256Of(text),
      'bench',
      since,
      since,
    );
    db.exec(`
      WITH RECURSIVE counted(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < ${CASES})
        INSERT INTO case_file(no, enforcement, state, closed_on, file_period, changed_at)
        SELECT 'case' || n, 'penalty', CASE WHEN n % 2 THEN 'open' ELSE 'closed' END, '2026-01-31', '1 year', 'x' FROM counted;
      INSERT INTO case_link SELECT id, 'case' || (1 + rowid % ${CASES}), 1 FROM recording WHERE rowid % 10 = 0;
      INSERT INTO keeping_decision SELECT id, 'class', rowid, 'patrol', 'bench', '${since}', 'bench' FROM recording WHERE rowid % 3 = 0;
      INSERT INTO hold(id, kind, ground, state, restarts, owes_copy, placed_by, placed_at, changed_at)
        VALUES ('hold-1', 'list', 'bench', 'placed', 0, 0, 'bench', '${since}', '${since}');
      INSERT INTO hold_recording SELECT id, 'hold-1' FROM recording WHERE rowid % 100 = 0;
      ANALYZE;`);
  })();
  db.close();
}

function rowOf(at: number): readonly [id: string, folder: string, manifest: string, seq: number] {
  const recorded = new Date(FIRST_MS + at * MINUTE_MS).toISOString() as UtcTime;
  const no = `BC24${String(at % RECORDERS).padStart(4, '0')}`;
  const compact = recorded.slice(0, 19).replaceAll('-', '').replaceAll(':', '');
  const id = `${no}-${compact}-${at.toString(16).padStart(12, '0')}`;
  const manifest = {
    recorder: { no, model: 'bench' },
    officer: `P${at % RECORDERS}`,
    recorded: { at: recorded },
    file: { mediaType: 'video', sizeBytes: 1, sha256: String(at) },
    dock: 'bench',
    sealedAt: new Date(FIRST_MS + at * MINUTE_MS + 8 * 3_600_000).toISOString(),
    rest: 'x'.repeat(500),
  };
  return [id, id, JSON.stringify(manifest), at];
}
