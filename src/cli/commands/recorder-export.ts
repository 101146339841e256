import { utcOf } from '../../evidence/time.ts';
import { registerCsv } from '../../recorders/register-csv.ts';
import { shown } from '../../words/shown.ts';
import { allRegistered } from '../register/change-register.ts';
import { recorderData } from '../register/recorder-data.ts';
import { type Session, withStation } from '../session.ts';

/** Writes the register as CSV to standard output, and nothing else. */
export async function recorderExport(session: Session): Promise<number> {
  return withStation(session, 'look', async (station) => {
    const recorders = await allRegistered(station);
    const { io, flags, words } = session;
    if (flags.isJson) {
      const now = utcOf(station.clock.read().wallMs);
      session.result({ recorders: recorders.map((each) => recorderData(each, now)) }, () => '');
      return 0;
    }
    const csv = registerCsv(recorders, words.language, station.config.station.zone);
    // A file gets every byte; on a terminal a device's serial could move the cursor.
    io.stdout.write(io.isTTY ? `${csv.split('\r\n').map(shown).join('\n')}` : csv);
    return 0;
  });
}
