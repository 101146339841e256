import { dateAt } from '../../evidence/calendar-date.ts';
import { LISTED_RECORDINGS, planAdoption } from '../../retention/plan-shelf-change.ts';
import { SHELF_ROLES, type ShelfPlan } from '../../retention/shelf-change.ts';
import type { ActingPerson } from '../../staff/acting-person.ts';
import type { CliStation } from '../doors.ts';
import { type CarriedOut, carryOut } from '../policy/carry-out.ts';
import { policyFileOf } from '../policy/known-policies.ts';
import { planData, planText } from '../policy/plan-text.ts';
import { namedVersion } from '../policy/policy-text.ts';
import { keepingSettings } from '../retention/keeping-settings.ts';
import { type Session, withStation } from '../session.ts';
import { withStaff } from '../staff/with-staff.ts';

export interface ShelfFlags {
  readonly dryRun?: boolean;
  readonly reason?: string;
  readonly limit?: number;
}

/** Shows what the file would change, and adopts it; what shortens anything is asked for first. */
export async function policyAdopt(session: Session, id: string, flags: ShelfFlags): Promise<number> {
  const adopt = async (station: CliStation, by: ActingPerson | null): Promise<number> => {
    const file = await policyFileOf(session, station, id);
    const name = namedVersion(session.words, id, file.version);
    const limit = flags.limit ?? LISTED_RECORDINGS;
    const plan = await planAdoption(station, keepingSettings(station.config), file, limit);
    if (plan === null) {
      session.result({ policy: id, version: file.version, isAdopted: true }, () =>
        session.words.policy.sameAsAdopted(name),
      );
      return 0;
    }
    const again = `sealdock policy adopt ${id}`;
    const { adoptedNow, adoptedLater } = session.words.policy;
    return tellAndCarryOut(session, station, plan, by, {
      reason: flags.reason ?? name,
      again,
      done: (day) => (day === null ? adoptedNow(name) : adoptedLater(name, day)),
    });
  };
  if (flags.dryRun === true) return withStation(session, 'look', (station) => adopt(station, null));
  return withStaff(session, SHELF_ROLES, adopt);
}

/** @param by null for whoever only looks. */
export async function tellAndCarryOut(
  session: Session,
  station: CliStation,
  plan: ShelfPlan,
  by: ActingPerson | null,
  told: {
    readonly reason: string;
    readonly again: string;
    readonly done: (day: string | null) => string;
  },
): Promise<number> {
  const carried = by === null ? null : await carryOut(station, plan, told.reason, by);
  const data = { ...planData(plan), ...(carried === null ? { isDryRun: true } : carriedData(carried)) };
  session.result(data, () =>
    [planText(session, plan), '', ...endLines(session, station, carried, told)].join('\n'),
  );
  return 0;
}

function carriedData(carried: CarriedOut) {
  if (carried.kind === 'done') return { effectiveFrom: carried.effectiveFrom };
  return { request: carried.request.id, contentSha256: carried.request.contentSha256 };
}

function endLines(
  { words }: Session,
  { config }: CliStation,
  carried: CarriedOut | null,
  told: Parameters<typeof tellAndCarryOut>[4],
): readonly string[] {
  if (carried === null) return [words.policy.dryRun];
  if (carried.kind === 'asked') {
    const { id } = carried.request;
    return [
      words.policy.needsApproval(id),
      words.policy.approveHint(`sealdock approval show ${id}`),
      words.policy.thenHint(told.again),
    ];
  }
  const day = carried.isWaiting ? dateAt(carried.effectiveFrom, config.station.zone) : null;
  return [told.done(day)];
}
