import { type Kysely, type RawBuilder, sql, type Transaction } from 'kysely';
import { SealdockError } from '../../evidence/errors.ts';
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
 * This file is the one place that knows them; `holds.ts` asks it for the gate.
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

/** True for every hold, ended ones too, that lies on this recording, in any of these ways. */
export function liesOn(recording: string): RawBuilder<boolean> {
  return sql<boolean>`hold.id IN (
    SELECT hold FROM hold_recording WHERE recording = ${recording}
    UNION SELECT h.id FROM case_link JOIN hold h ON h.case_no = case_link.case_no
      WHERE case_link.recording = ${recording}
    UNION SELECT h.id FROM case_link JOIN case_party ON case_party.case_no = case_link.case_no
      JOIN hold h ON h.party = case_party.name WHERE case_link.recording = ${recording})`;
}

/**
 * A hold that would cover what is between intent and deed comes too late, and says so (TRUST 2.3, 4).
 * @param isNew tells what this transaction has brought under a hold; whatever else is wrong stops no hold.
 * @throws SealdockError `being-destroyed`.
 */
export async function refuseLate(
  transaction: Transaction<Tables>,
  isNew: (hold: HoldStanding, recording: string) => boolean,
): Promise<void> {
  for (const recording of await beingDestroyed(transaction)) {
    const held = await holdsInRange(transaction, { first: recording, last: recording });
    const late = held.get(recording)?.holding.some((hold) => isNew(hold, recording)) ?? false;
    if (late) throw new SealdockError('being-destroyed', { about: recording });
  }
}

/** Between intent and deed: few, and an index of their own, for which the word has to stand here. */
export async function beingDestroyed(transaction: Transaction<Tables>): Promise<readonly string[]> {
  const { rows } = await sql<{ recording: string }>`
    SELECT DISTINCT recording FROM destruction_item WHERE state = 'destroying'`.execute(transaction);
  return rows.map(({ recording }) => recording);
}

/** Holds end by their release only: what a hold lies on is not taken from under it. */
export async function refuseUnheld(
  transaction: Transaction<Tables>,
  recording: string,
  change: () => Promise<void>,
): Promise<void> {
  const range = { first: recording, last: recording };
  const before = (await holdsInRange(transaction, range)).get(recording)?.holding ?? [];
  await change();
  const after = (await holdsInRange(transaction, range)).get(recording)?.holding ?? [];
  refuseEnded(recording, before.find(({ id }) => !after.some((still) => still.id === id))?.id);
}

/** The same for a party that is to be struck from a case, whatever is linked to that. */
export async function refuseHeldParty(transaction: Transaction<Tables>, party: string): Promise<void> {
  const { rows } = await sql<{ id: string }>`SELECT id FROM hold
    WHERE party = ${party} AND state IN ('proposed', 'placed', 'release-requested') LIMIT 1`.execute(
    transaction,
  );
  refuseEnded(party, rows[0]?.id);
}

function refuseEnded(about: string, hold: string | undefined): void {
  if (hold !== undefined) throw new SealdockError('state-differs', { about, found: hold });
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
