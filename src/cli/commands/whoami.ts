import { shown } from '../../words/shown.ts';
import { factsText } from '../output/facts.ts';
import { timeText } from '../output/quantities.ts';
import { type Session, withStation } from '../session.ts';
import { rolesText } from '../staff/roles-text.ts';
import { whoIs } from '../staff/who-is.ts';

/** Who acts when a command is given now. */
export async function whoami(session: Session): Promise<number> {
  return withStation(session, 'look', async (station) => {
    const { words, io } = session;
    const who = await whoIs(session, station);
    if (who.kind !== 'signed-in') {
      session.result({ person: null, expiresAt: null, osUser: io.user }, () =>
        words.staff.actsAs(shown(io.user)),
      );
      return 0;
    }
    const { person } = who;
    const { expiresAt } = who.session;
    const { facts } = words.staff;
    session.result({ person, expiresAt, osUser: io.user }, () =>
      factsText([
        [facts.account, person.id],
        [facts.name, shown(person.name)],
        [facts.unit, person.unit === null ? words.cli.none : shown(person.unit)],
        [facts.roles, rolesText(session, person.roles)],
        [facts.sessionUntil, timeText(expiresAt, station.config.station.zone)],
      ]),
    );
    return 0;
  });
}
