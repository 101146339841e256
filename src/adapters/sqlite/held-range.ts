import { type Kysely, sql } from 'kysely';
import type { HoldStanding } from '../../evidence/retention.ts';
import type { UtcTime } from '../../evidence/time.ts';
import type { IdRange } from './keeping.ts';
import type { Tables } from './tables.ts';

export interface HeldFacts {
  readonly holding: readonly HoldStanding[];
  readonly restartedAt: UtcTime | null;
}

interface HeldRow {
  readonly recording: string;
  readonly id: string;
  readonly through: HoldStanding['through'];
  readonly ground: string;
  readonly state: string;
  readonly placed_at: string;
  readonly released_at: string | null;
}

/**
 * Every way in which a hold can lie on a recording: by itself or in a list, through a case, through a party of a case.
 * The one place that knows them; `holds.ts` asks it for the gate.
 */
export async function holdsInRange(
  db: Kysely<Tables>,
  { first, last }: IdRange,
): Promise<ReadonlyMap<string, HeldFacts>> {
  const counts = sql`(hold.state IN ('proposed', 'placed', 'release-requested')
    OR (hold.state = 'released' AND hold.restarts = 1))`;
  const { rows } = await sql<HeldRow>`
    SELECT hold_recording.recording, hold.id, CASE hold.kind WHEN 'list' THEN 'list' ELSE 'recording' END AS through,
      hold.ground, hold.state, hold.placed_at, hold.released_at
    FROM hold_recording JOIN hold ON hold.id = hold_recording.hold
    WHERE hold_recording.recording BETWEEN ${first} AND ${last} AND ${counts}
    UNION ALL
    SELECT case_link.recording, hold.id, 'case', hold.ground, hold.state, hold.placed_at, hold.released_at
    FROM case_link JOIN hold ON hold.case_no = case_link.case_no
    WHERE case_link.recording BETWEEN ${first} AND ${last} AND ${counts}
    UNION ALL
    SELECT DISTINCT case_link.recording, hold.id, 'party', hold.ground, hold.state, hold.placed_at, hold.released_at
    FROM case_link JOIN case_party ON case_party.case_no = case_link.case_no JOIN hold ON hold.party = case_party.name
    WHERE case_link.recording BETWEEN ${first} AND ${last} AND ${counts}`.execute(db);
  const byRecording = Map.groupBy(rows, ({ recording }) => recording);
  return new Map([...byRecording].map(([recording, held]) => [recording, factsOf(held)]));
}

function factsOf(rows: readonly HeldRow[]): HeldFacts {
  const released = rows.flatMap(({ released_at }) => released_at ?? []);
  return {
    holding: rows.filter(({ state }) => state !== 'released').map(standingOf),
    restartedAt: (released.sort().at(-1) as UtcTime | undefined) ?? null,
  };
}

function standingOf({ id, ground, through, state, placed_at }: HeldRow): HoldStanding {
  return { id, ground, through, state: state as HoldStanding['state'], since: placed_at as UtcTime };
}
