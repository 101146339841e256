import { SealdockError } from '../../evidence/errors.ts';
import type { OfficerNo, RecorderNo } from '../../evidence/ids.ts';
import type { RegisteredRecorder } from '../../evidence/registered-recorder.ts';
import type { UtcTime } from '../../evidence/time.ts';
import type { RegisterChange } from '../../ports/register.ts';
import { assignRecorder, handedOverSince } from '../../recorders/change-register.ts';
import { AdvisedError } from '../advised-error.ts';
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
    const change = orAdvise(session, () => assignRecorder(before, officer ?? null, since, by));
    const sinceText = timeText(since, zone);
    const done =
      officer === undefined
        ? register.takenBack(before.no, sinceText)
        : register.assigned(before.no, officer, sinceText);
    const flagged = await flaggedOfficer(station, officer ?? null, since);
    if (change !== null && flagged !== null) session.note(flagText(session, flagged));
    return keepAndTell(session, station, {
      no: before.no,
      change: withFlags(change, flagged),
      by,
      done,
      flagged,
    });
  });
}

/** The codes of a recorder out of use speak of a card that was refused; here nothing was docked. */
function orAdvise(
  { words: { register } }: Session,
  assign: () => RegisterChange | null,
): RegisterChange | null {
  try {
    return assign();
  } catch (thrown) {
    if (!(thrown instanceof SealdockError)) throw thrown;
    const { code, about } = thrown;
    if (code !== 'recorder-out-of-service' && code !== 'recorder-lost') throw thrown;
    throw new AdvisedError(code, register.assignStoppedHint(about ?? register.aNumber), {
      about: about ?? '',
    });
  }
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
