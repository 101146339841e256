import type { CalendarDate } from '../../evidence/calendar-date.ts';
import { SealdockError } from '../../evidence/errors.ts';
import type { RecordingId } from '../../evidence/ids.ts';
import { decideDayOf } from '../../retention/change-keeping.ts';
import { keepingFactsOrRefuse } from '../retention/known-recording.ts';
import type { Session } from '../session.ts';
import { withStaff } from '../staff/with-staff.ts';
import { type DecisionFlags, KEEPING_DECIDERS } from './recording-class.ts';

/** Says on which day it was really recorded, where its recorder's clock was wrong, or takes that back. */
export async function recordingDay(
  session: Session,
  recording: RecordingId,
  day: CalendarDate | undefined,
  { reason, clear = false }: DecisionFlags,
): Promise<number> {
  const { retention } = session.words;
  if ((day === undefined) !== clear) throw new SealdockError('usage', { expected: retention.dayOrClear });
  return withStaff(session, KEEPING_DECIDERS, async (station, by) => {
    const { correctedDay } = await keepingFactsOrRefuse(station, recording);
    const change = decideDayOf({ recording, reason }, correctedDay, day ?? null, by);
    if (change !== null) await station.catalog.decideOn(change.decision, change.entry);
    session.result({ decisions: change === null ? [] : [change.decision] }, () => {
      if (change === null) return retention.asBefore(recording);
      return day === undefined ? retention.dayTakenBack(recording) : retention.dayDecided(recording, day);
    });
    return 0;
  });
}
