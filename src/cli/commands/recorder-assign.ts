import { SealdockError } from '../../evidence/errors.ts';
import type { OfficerNo, RecorderNo } from '../../evidence/ids.ts';
import type { RegisteredRecorder } from '../../evidence/registered-recorder.ts';
import type { UtcTime } from '../../evidence/time.ts';
import { assignRecorder, handedOverSince } from '../../recorders/change-register.ts';
import { timeText } from '../output/quantities.ts';
import { registeredOrRefuse, withRegister } from '../register/change-register.ts';
import type { Session } from '../session.ts';
import { flaggedOfficer, flagText, withFlags } from '../staff/flag-officer.ts';
import { parseTime } from '../usage/parse-time.ts';
import { keepAndTell } from './recorder-change.ts';

export interface RecorderAssignFlags {
  readonly nobody?: boolean;
  readonly from?: string;
}

export async function recorderAssign(
  session: Session,
  no: RecorderNo,
  officer: OfficerNo | undefined,
  { nobody = false, from }: RecorderAssignFlags,
): Promise<number> {
  const { register, cli } = session.words;
  if ((officer === undefined) !== nobody)
    throw new SealdockError('usage', { expected: register.officerOrNobody });
  return withRegister(session, async (station, by) => {
    const { zone } = station.config.station;
    const before = await registeredOrRefuse(station, no);
    const since = from === undefined ? by.at : parseTime('--from', from, zone, { usage: cli.usage });
    refuseEarlier(session, before, since, zone);
    const change = assignRecorder(before, officer ?? null, since, by);
    const sinceText = timeText(since, zone);
    const done =
      officer === undefined ? register.takenBack(no, sinceText) : register.assigned(no, officer, sinceText);
    const flagged = await flaggedOfficer(station, officer ?? null, since);
    if (change !== null && flagged !== null) session.note(flagText(session, flagged));
    return keepAndTell(session, station, { no, change: withFlags(change, flagged), by, done, flagged });
  });
}

/** The same rule as in the register itself, told in the person's language and zone. */
function refuseEarlier({ words }: Session, before: RegisteredRecorder, since: UtcTime, zone: string): void {
  const last = handedOverSince(before);
  if (last === null || since >= last) return;
  throw new SealdockError('usage', {
    about: words.cli.usage.badValue('--from', timeText(since, zone)),
    expected: words.register.notBefore(timeText(last, zone)),
  });
}
