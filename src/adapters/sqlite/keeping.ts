import { type Kysely, type Selectable, sql } from 'kysely';
import type { CalendarDate } from '../../evidence/calendar-date.ts';
import type { OfficerNo, RecorderNo, RecordingId } from '../../evidence/ids.ts';
import { parsePeriod } from '../../evidence/period.ts';
import type { CaseStanding, KeepingFacts, RetentionClass } from '../../evidence/retention.ts';
import type { UtcTime } from '../../evidence/time.ts';
import type { KeepingBook, KeepingDecision } from '../../ports/keeping-book.ts';
import { holdsInRange } from './held-range.ts';
import { needRecording } from './recordings.ts';
import type { Runner } from './runner.ts';
import type { Tables } from './tables.ts';

/** A range of ids, both ends inside. */
export interface IdRange {
  readonly first: string;
  readonly last: string;
}

/** What keeping depends on, for one recording or a page of them. */
export function keepingMethods(run: Runner): KeepingBook {
  return {
    keepingFacts: (recording) => run.read((db) => factsOfOne(db, recording)),
    keepingPage: (after, limit) =>
      run.read(async (db) => {
        const rows = await selectAlive(db)
          .where('id', '>', after ?? '')
          .orderBy('id')
          .limit(limit)
          .execute();
        return joined(db, rows);
      }),
    decisionsOf: (recording) =>
      run.read(async (db) => {
        const rows = await db
          .selectFrom('keeping_decision')
          .selectAll()
          .where('recording', '=', recording)
          .orderBy('audit_seq')
          .execute();
        return rows.map(decisionOf);
      }),
    decisions: (after, limit) =>
      run.read(async (db) => {
        let query = db.selectFrom('keeping_decision').selectAll();
        if (after !== null) {
          query = query.where(({ eb, refTuple, tuple }) =>
            eb(
              refTuple('recording', 'kind', 'audit_seq'),
              '>',
              tuple(after.recording as string, after.kind as string, after.auditSeq),
            ),
          );
        }
        const rows = await query
          .orderBy('recording')
          .orderBy('kind')
          .orderBy('audit_seq')
          .limit(limit)
          .execute();
        return rows.map((row) => ({ ...decisionOf(row), auditSeq: row.audit_seq }));
      }),
    decideOn: ({ recording, kind, value, by, at, reason }, entry) =>
      run.write(async (transaction, log) => {
        await needRecording(transaction, recording);
        const audit_seq = await log.append(entry);
        await transaction
          .insertInto('keeping_decision')
          .values({ recording, kind, audit_seq, value, decided_by: by, at, reason })
          .execute();
      }),
  };
}

/** Inside a transaction it is the truth until that ends. Null: no such recording, or destroyed. */
export async function factsOfOne(db: Kysely<Tables>, recording: string): Promise<KeepingFacts | null> {
  const rows = await selectAlive(db).where('id', '=', recording).execute();
  return (await joined(db, rows))[0] ?? null;
}

function decisionOf(row: Selectable<Tables['keeping_decision']>): KeepingDecision {
  return {
    recording: row.recording as RecordingId,
    kind: row.kind as KeepingDecision['kind'],
    value: row.value as KeepingDecision['value'],
    by: row.decided_by,
    at: row.at as UtcTime,
    reason: row.reason,
  };
}

interface AliveRow {
  readonly id: string;
  readonly recorded_at: string;
  readonly sealed_at: string;
  readonly recorder: string;
  readonly officer: string | null;
}

/** In the very words of the index `recording_keeping`: the manifests of a million recordings are not read. */
function selectAlive(db: Kysely<Tables>) {
  return db
    .selectFrom('recording')
    .select([
      'id',
      sql<string>`json_extract(manifest, '$.recorded.at')`.as('recorded_at'),
      sql<string>`json_extract(manifest, '$.sealedAt')`.as('sealed_at'),
      sql<string>`json_extract(manifest, '$.recorder.no')`.as('recorder'),
      sql<string | null>`json_extract(manifest, '$.officer')`.as('officer'),
    ])
    .where('destroyed', '=', 0);
}

/** Everything else is read as one range of ids each, and laid beside the rows. */
async function joined(db: Kysely<Tables>, rows: readonly AliveRow[]): Promise<readonly KeepingFacts[]> {
  const [first, last] = [rows[0], rows.at(-1)];
  if (first === undefined || last === undefined) return [];
  const range = { first: first.id, last: last.id };
  const implausible = await implausibleIn(db, range);
  const { classes, days } = await decisionsIn(db, range);
  const cases = await casesIn(db, range);
  const holds = await holdsInRange(db, range);
  return rows.map(({ id, recorded_at, sealed_at, recorder, officer }) => ({
    recording: id as RecordingId,
    recorder: recorder as RecorderNo,
    officer: officer as OfficerNo | null,
    recordedAt: recorded_at as UtcTime,
    sealedAt: sealed_at as UtcTime,
    marks: implausible.has(id) ? IMPLAUSIBLE : NOTHING,
    correctedDay: (days.get(id) ?? null) as CalendarDate | null,
    classByPerson: (classes.get(id) ?? null) as RetentionClass | null,
    cases: cases.get(id) ?? NOTHING,
    holds: holds.get(id)?.holding ?? NOTHING,
    restartedAt: holds.get(id)?.restartedAt ?? null,
  }));
}

const NOTHING: readonly never[] = [];
const IMPLAUSIBLE = ['time-implausible'] as const;

async function implausibleIn(db: Kysely<Tables>, { first, last }: IdRange): Promise<ReadonlySet<string>> {
  const rows = await db
    .selectFrom('recording_mark')
    .select('recording')
    .where('mark', '=', 'time-implausible')
    .where('recording', '>=', first)
    .where('recording', '<=', last)
    .execute();
  return new Set(rows.map(({ recording }) => recording));
}

/** The newest of each kind: rows come in the order of the log. */
async function decisionsIn(
  db: Kysely<Tables>,
  { first, last }: IdRange,
): Promise<Readonly<Record<'classes' | 'days', ReadonlyMap<string, string | null>>>> {
  const rows = await db
    .selectFrom('keeping_decision')
    .select(['recording', 'kind', 'value'])
    .where('recording', '>=', first)
    .where('recording', '<=', last)
    .orderBy('recording')
    .orderBy('kind')
    .orderBy('audit_seq')
    .execute();
  const [classes, days] = [new Map<string, string | null>(), new Map<string, string | null>()];
  for (const { recording, kind, value } of rows) (kind === 'class' ? classes : days).set(recording, value);
  return { classes, days };
}

async function casesIn(
  db: Kysely<Tables>,
  { first, last }: IdRange,
): Promise<ReadonlyMap<string, readonly CaseStanding[]>> {
  const rows = await db
    .selectFrom('case_link')
    .innerJoin('case_file', 'case_file.no', 'case_link.case_no')
    .select(['recording', 'no', 'enforcement', 'state', 'closed_on', 'file_period', 'evidence'])
    .where('recording', '>=', first)
    .where('recording', '<=', last)
    .orderBy('recording')
    .orderBy('no')
    .execute();
  const byRecording = Map.groupBy(rows, ({ recording }) => recording);
  return new Map([...byRecording].map(([recording, links]) => [recording, links.map(standingOf)]));
}

function standingOf(row: {
  readonly no: string;
  readonly enforcement: string | null;
  readonly state: string;
  readonly closed_on: string | null;
  readonly file_period: string | null;
  readonly evidence: number;
}): CaseStanding {
  return {
    no: row.no,
    enforcement: row.enforcement,
    state: row.state as CaseStanding['state'],
    closedOn: row.closed_on as CalendarDate | null,
    filePeriod: row.file_period === null ? null : parsePeriod(row.file_period),
    isEvidence: row.evidence === 1,
  };
}
