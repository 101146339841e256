import { type Hold, type HoldCause, type HoldId, holdIdOf } from '../../../src/evidence/hold.ts';
import { keepHold } from '../../../src/retention/hold-change.ts';
import { holdRulesInForce } from '../../../src/retention/hold-rules.ts';
import { placeHold, proposeHold } from '../../../src/retention/place-hold.ts';
import { noteOfflineCopy, requestRelease } from '../../../src/retention/release-hold.ts';
import type { DemoStation } from './demo-station.ts';
import type { Docked } from './footage.ts';
import { approveAll, by, type Name, newApproval, randomHex } from './staff.ts';

export interface Why {
  readonly by: Name;
  /** What happened, or the ground that a person names. */
  readonly for: { readonly cause: HoldCause } | { readonly ground: string };
  readonly text: string;
}

/** Placed as the policy in force says it; where somebody has to decide about it, that person does. */
export async function hold(station: DemoStation, { id: recording }: Docked, why: Why): Promise<Hold> {
  const acting = await by(station, why.by);
  const target = { kind: 'recording', recording } as const;
  const { policy } = station.keeping;
  const rules = await holdRulesInForce(station, target, acting.person.unit, policy);
  const id = holdIdOf(acting.at, randomHex());
  const asked = { id, target, text: why.text, approval: newApproval(station) };
  const change =
    'cause' in why.for
      ? proposeHold({ ...asked, cause: why.for.cause }, rules, acting)
      : placeHold({ ...asked, ground: why.for.ground }, rules, acting);
  await keepHold(station.catalog, change);
  if (change.after.approval !== null) await approveAll(station, asked.approval, '情况属实');
  const placed = await holdOf(station, id);
  if (placed.state !== 'placed') throw new Error(`${id} is ${placed.state}`);
  if (placed.owesOfflineCopy) {
    await keepHold(station.catalog, noteOfflineCopy(placed, '光盘', await by(station, 'li')));
  }
  return placed;
}

/** Asked for by one person, decided by others. @returns who decided. */
export async function release(
  station: DemoStation,
  { id }: Pick<Hold, 'id'>,
  reason: string,
): Promise<readonly Name[]> {
  const acting = await by(station, 'li');
  const before = await holdOf(station, id);
  const approval = newApproval(station);
  const rules = await holdRulesInForce(station, before.target, acting.person.unit, station.keeping.policy);
  await keepHold(station.catalog, requestRelease(before, reason, approval, rules, acting));
  const deciders = await approveAll(station, approval, '同意解除');
  const after = await holdOf(station, id);
  if (after.state !== 'released') throw new Error(`${id} is ${after.state}`);
  return deciders;
}

async function holdOf({ catalog }: DemoStation, id: HoldId): Promise<Hold> {
  const found = await catalog.hold(id);
  if (found === null) throw new Error(`${id} is not in the catalogue`);
  return found;
}
