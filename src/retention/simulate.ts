import type { CalendarDate } from '../evidence/calendar-date.ts';
import type { RecordingId } from '../evidence/ids.ts';
import type { RetentionClass } from '../evidence/retention.ts';
import type { UtcTime } from '../evidence/time.ts';
import { openDecider } from './decide-by-policies.ts';
import { type KeepingPorts, type KeepingSettings, readKeepingMoment } from './keeping-context.ts';
import type { Policy } from './policy.ts';
import { type PolicyView, viewPolicies } from './policy-view.ts';
import { loadUnits } from './recording-units.ts';
import { walkKeeping } from './walk-keeping.ts';

export interface DueRecording {
  readonly recording: RecordingId;
  readonly class: RetentionClass;
  readonly policy: string;
  readonly keepUntil: CalendarDate;
}

/** How many of one class, policy and month of their last day. */
export interface DueCount {
  readonly class: RetentionClass;
  readonly policy: string;
  /** `YYYY-MM` */
  readonly month: string;
  readonly recordings: number;
}

export interface Simulated {
  readonly recordings: number;
  readonly due: number;
  /** Their last day has passed, and a hold keeps them. */
  readonly held: number;
  readonly forEver: number;
  readonly counts: readonly DueCount[];
}

/**
 * What would be due then, if nothing else happened until that moment.
 * @param asked.policy as if this one were in force: for the units that go by its id, or for all when none does.
 * @param onDue each of them, in the order of ids; memory depends on no number of them.
 */
export async function simulateDue(
  ports: KeepingPorts,
  settings: KeepingSettings,
  asked: { readonly at: UtcTime; readonly policy: Policy | null },
  onDue: (due: DueRecording) => void,
): Promise<Simulated> {
  const { shelf } = await readKeepingMoment(ports, settings);
  const known = viewPolicies(shelf, asked.at);
  const ids = [shelf.fallback, ...shelf.assignments.map(({ policy }) => policy)];
  const view = asked.policy === null ? known : withPolicy(known, asked.policy, ids);
  const decider = openDecider(view, { now: asked.at, zone: settings.zone });
  const unitsOf = await loadUnits(ports.catalog);
  const counts = new Map<string, DueCount>();
  const sums = { recordings: 0, due: 0, held: 0, forEver: 0 };
  for await (const page of walkKeeping(ports.catalog)) {
    for (const facts of page) {
      sums.recordings += 1;
      const decided = decider.decide(facts, unitsOf(facts));
      const { keep, isHeld, class: name } = decided.keeping;
      if (keep.kind === 'for-ever') {
        sums.forEver += 1;
      } else if (decider.todayOf(decided.by) > keep.day) {
        if (isHeld) {
          sums.held += 1;
          continue;
        }
        sums.due += 1;
        const due = { recording: facts.recording, class: name, policy: decided.by.id, keepUntil: keep.day };
        count(counts, due);
        onDue(due);
      }
    }
  }
  return { ...sums, counts: [...counts.values()].sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1)) };
}

/** This policy instead of every version of the same id. */
function withPolicy(known: PolicyView, policy: Policy, ids: readonly string[]): PolicyView {
  const isUsed = ids.includes(policy.policy);
  const instead = [{ id: policy.policy, policy, isWaiting: false }];
  return {
    appliedTo: (units) => {
      const applied = known.appliedTo(units);
      return !isUsed || applied[0]?.id === policy.policy ? instead : applied;
    },
  };
}

function count(counts: Map<string, DueCount>, { class: name, policy, keepUntil }: DueRecording): void {
  const one = { class: name, policy, month: keepUntil.slice(0, 7), recordings: 1 };
  const key = keyOf(one);
  const found = counts.get(key);
  counts.set(key, found === undefined ? one : { ...found, recordings: found.recordings + 1 });
}

function keyOf({ policy, class: name, month }: DueCount): string {
  return `${policy} ${month} ${name}`;
}
