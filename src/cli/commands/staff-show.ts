import type { StaffId } from '../../evidence/staff.ts';
import { utcOf } from '../../evidence/time.ts';
import { attemptsKey } from '../../staff/count-attempt.ts';
import { shown } from '../../words/shown.ts';
import { factsText } from '../output/facts.ts';
import { timeText } from '../output/quantities.ts';
import { type Session, withStation } from '../session.ts';
import { personOrRefuse } from '../staff/all-people.ts';
import { rolesText, spanText } from '../staff/roles-text.ts';

/** Everything about one person but the password. */
export async function staffShow(session: Session, id: StaffId): Promise<number> {
  return withStation(session, 'look', async (station) => {
    const person = await personOrRefuse(station, id);
    const { words } = session;
    const { facts, states, notQualified } = words.staff;
    const { zone } = station.config.station;
    const attempts = await station.catalog.attempts(attemptsKey(id, id));
    const until = attempts?.lockedUntil ?? null;
    const lockedUntil = until !== null && utcOf(station.clock.read().wallMs) < until ? until : null;
    const text = (value: string | null) => (value === null ? words.cli.none : shown(value));
    session.result({ person, lockedUntil }, () =>
      factsText([
        [facts.account, person.id],
        [facts.name, shown(person.name)],
        [facts.certificate, text(person.certificate)],
        [facts.unit, text(person.unit)],
        [facts.inPost, spanText(session, person.inPost)],
        [facts.qualified, person.qualified === null ? notQualified : spanText(session, person.qualified)],
        [facts.roles, rolesText(session, person.roles)],
        [facts.state, states[person.state]],
        [facts.created, timeText(person.createdAt, zone)],
        [facts.changed, timeText(person.changedAt, zone)],
        ...(lockedUntil === null ? [] : [[facts.lockedUntil, timeText(lockedUntil, zone)] as const]),
      ]),
    );
    return 0;
  });
}
