import { refuseSetBack } from '../../audit/log-standing.ts';
import { SealdockError } from '../../evidence/errors.ts';
import type { RecorderNo } from '../../evidence/ids.ts';
import type { RegisteredRecorder } from '../../evidence/registered-recorder.ts';
import type { Role } from '../../evidence/staff.ts';
import { utcOf } from '../../evidence/time.ts';
import type { ChangedBy } from '../../recorders/change-register.ts';
import { actorOf } from '../actor-of.ts';
import { changeStation } from '../change-station.ts';
import type { CliStation } from '../doors.ts';
import type { Session } from '../session.ts';

/** Who keeps the devices: RULES 9, and the system administrator of GB/T 22239. */
const RECORDER_KEEPERS: readonly Role[] = ['custodian', 'general-office', 'system-admin'];

/** Changes the register, beside a running daemon or alone; its entries are published in either case. */
export async function withRegister(
  session: Session,
  change: (station: CliStation, by: ChangedBy) => Promise<number>,
): Promise<number> {
  return changeStation(session, async (station) => {
    await refuseSetBack(station, { origin: station.config.station.origin });
    const actor = await actorOf(session, station, RECORDER_KEEPERS);
    return change(station, { actor, at: utcOf(station.clock.read().wallMs) });
  });
}

/** @throws SealdockError `recorder-unknown`. */
export async function registeredOrRefuse(
  { catalog }: Pick<CliStation, 'catalog'>,
  no: RecorderNo,
): Promise<RegisteredRecorder> {
  const found = await catalog.registered(no);
  if (found === null) throw new SealdockError('recorder-unknown', { about: no });
  return found;
}

const PAGE_ROWS = 500;
/** More recorders than any bureau has. */
export const RECORDERS_LIMIT = 100_000;

export async function allRegistered({
  catalog,
}: Pick<CliStation, 'catalog'>): Promise<readonly RegisteredRecorder[]> {
  const all: RegisteredRecorder[] = [];
  while (all.length < RECORDERS_LIMIT) {
    const page = await catalog.registeredPage(all.at(-1)?.no ?? null, PAGE_ROWS);
    all.push(...page);
    if (page.length < PAGE_ROWS) break;
  }
  return all;
}
