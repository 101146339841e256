import { refuseSetBack } from '../../audit/log-standing.ts';
import { publishLog } from '../../audit/publish-log.ts';
import { SealdockError } from '../../evidence/errors.ts';
import type { RecorderNo } from '../../evidence/ids.ts';
import type { RegisteredRecorder } from '../../evidence/registered-recorder.ts';
import { utcOf } from '../../evidence/time.ts';
import type { ChangedBy } from '../../recorders/change-register.ts';
import { actorOf } from '../actor-of.ts';
import type { CliStation } from '../doors.ts';
import { type Session, withStation } from '../session.ts';

/** Changes the register, beside a running daemon or alone; its entries are published in either case. */
export async function withRegister(
  session: Session,
  change: (station: CliStation, by: ChangedBy) => Promise<number>,
): Promise<number> {
  let isRunning = false;
  const exitCode = await withStation(session, 'look', async (station) => {
    await refuseSetBack(station, { origin: station.config.station.origin });
    isRunning = (await station.board.read()) !== null;
    return change(station, { actor: actorOf(session), at: utcOf(station.clock.read().wallMs) });
  });
  if (!isRunning) await publishAlone(session);
  return exitCode;
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

/** Whoever has the station for itself at this moment publishes when it ends. */
async function publishAlone(session: Session): Promise<void> {
  try {
    await withStation(session, 'ingest', async (station) => {
      await publishLog(station, { origin: station.config.station.origin });
    });
  } catch (thrown) {
    if (!(thrown instanceof SealdockError) || thrown.code !== 'busy') throw thrown;
  }
}
