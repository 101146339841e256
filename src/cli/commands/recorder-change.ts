import type { RecorderNo } from '../../evidence/ids.ts';
import type { RegisterChange } from '../../ports/register.ts';
import { type ChangedBy, changeRecorder } from '../../recorders/change-register.ts';
import type { CliStation } from '../doors.ts';
import { registeredOrRefuse, withRegister } from '../register/change-register.ts';
import { type FactFlags, factsSaid } from '../register/fact-flags.ts';
import { changeData } from '../register/recorder-data.ts';
import type { Session } from '../session.ts';
import type { FlaggedOfficer } from '../staff/flag-officer.ts';

export async function recorderChange(session: Session, no: RecorderNo, flags: FactFlags): Promise<number> {
  return withRegister(session, async (station, by) => {
    const before = await registeredOrRefuse(station, no);
    const change = changeRecorder(before, factsSaid(session, station, flags), by);
    return keepAndTell(session, station, {
      no: before.no,
      change,
      by,
      done: session.words.register.changed(before.no),
    });
  });
}

/** Writes one change, if there is one, and says so. */
export async function keepAndTell(
  { words, result }: Session,
  { catalog }: Pick<CliStation, 'catalog'>,
  {
    no,
    change,
    by,
    done,
    none,
    flagged = null,
  }: {
    readonly no: RecorderNo;
    readonly change: RegisterChange | null;
    readonly by: ChangedBy;
    readonly done: string;
    /** Said when there is nothing to change. */
    readonly none?: string;
    /** An officer who should not record. */
    readonly flagged?: FlaggedOfficer | null;
  },
): Promise<number> {
  if (change !== null) await catalog.keepRecorders([change]);
  result({ ...changeData(change, by.at), flagged }, () =>
    change === null ? (none ?? words.register.unchanged(no)) : done,
  );
  return 0;
}
