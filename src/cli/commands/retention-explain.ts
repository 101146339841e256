import type { CalendarDate } from '../../evidence/calendar-date.ts';
import type { RecordingId } from '../../evidence/ids.ts';
import type { Decision } from '../../retention/decide-by-policies.ts';
import { explainKeeping } from '../../retention/keeping-context.ts';
import { endOfDay } from '../retention/end-of-day.ts';
import { keepingSettings } from '../retention/keeping-settings.ts';
import { explainedText } from '../retention/keeping-text.ts';
import { type Session, withStation } from '../session.ts';

/** How long a recording is kept, with every reason, clause and hold. */
export async function retentionExplain(
  session: Session,
  recording: RecordingId,
  { at }: { readonly at?: CalendarDate },
): Promise<number> {
  return withStation(session, 'look', async (station) => {
    const { zone } = station.config.station;
    const moment = at === undefined ? null : endOfDay(at, zone);
    const explained = await explainKeeping(station, keepingSettings(station.config), recording, moment);
    const { decided, units, now, today, isDue } = explained;
    const data = {
      ...decisionData(decided),
      units,
      now,
      today,
      isDue,
      others: decided.others.map(decisionData),
    };
    session.result(data, () => explainedText(session.words, explained, zone));
    return 0;
  });
}

function decisionData({ by, keeping }: Decision) {
  return { policy: by.id, version: by.policy?.version ?? null, isWaiting: by.isWaiting, ...keeping };
}
