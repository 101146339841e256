import { SealdockError } from '../evidence/errors.ts';
import type { RecordingId } from '../evidence/ids.ts';
import type { UtcTime } from '../evidence/time.ts';
import type { Catalog } from '../ports/catalog.ts';
import type { Clock } from '../ports/clock.ts';
import { type Decided, openDecider } from './decide-by-policies.ts';
import { readShelf, type ShelfFacts, viewPolicies } from './policy-view.ts';
import { unitsOfOne } from './recording-units.ts';
import { retentionNow } from './retention-now.ts';

/** A station, as far as keeping asks it. */
export interface KeepingPorts {
  readonly catalog: Pick<
    Catalog,
    | 'auditSize'
    | 'auditRows'
    | 'adoptedPolicies'
    | 'unitAssignments'
    | 'keepingFacts'
    | 'keepingPage'
    | 'registered'
    | 'registeredPage'
    | 'personWithCertificate'
    | 'peoplePage'
  >;
  readonly clock: Clock;
}

export interface KeepingSettings {
  /** The policy of everybody whom nobody has assigned. */
  readonly policy: string;
  /** Zone of days where no policy says one. */
  readonly zone: string;
}

/** What was adopted, and the moment by the retention clock. */
export interface KeepingMoment {
  readonly shelf: ShelfFacts;
  readonly now: UtcTime;
}

export async function readKeepingMoment(
  { catalog, clock }: KeepingPorts,
  { policy }: KeepingSettings,
): Promise<KeepingMoment> {
  return { shelf: await readShelf(catalog, policy), now: await retentionNow({ catalog, clock }) };
}

export interface ExplainedKeeping {
  readonly decided: Decided;
  readonly units: readonly string[];
  readonly now: UtcTime;
  readonly today: string;
  readonly isDue: boolean;
}

/**
 * One recording, with every reason.
 * @param at another moment than now.
 * @throws SealdockError `recording-unknown`, also for one that was destroyed.
 */
export async function explainKeeping(
  ports: KeepingPorts,
  settings: KeepingSettings,
  recording: RecordingId,
  at: UtcTime | null,
): Promise<ExplainedKeeping> {
  const facts = await ports.catalog.keepingFacts(recording);
  if (facts === null) throw new SealdockError('recording-unknown', { about: recording });
  const { shelf, now: current } = await readKeepingMoment(ports, settings);
  const now = at ?? current;
  const decider = openDecider(viewPolicies(shelf, now), { now, zone: settings.zone });
  const units = await unitsOfOne(ports.catalog, facts);
  const decided = decider.decide(facts, units);
  return { decided, units, now, today: decider.todayOf(decided.by), isDue: decider.isDue(decided) };
}
