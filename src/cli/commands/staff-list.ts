import { dateAt } from '../../evidence/calendar-date.ts';
import { EXIT_FINDINGS } from '../../evidence/errors.ts';
import type { Person } from '../../evidence/staff.ts';
import { utcOf } from '../../evidence/time.ts';
import { shown } from '../../words/shown.ts';
import { tableColumns, tableText } from '../output/table.ts';
import { type Session, withStation } from '../session.ts';
import { allPeople } from '../staff/all-people.ts';
import { checkStaff, type StaffLack } from '../staff/check-staff.ts';
import { faultsText } from '../staff/flag-officer.ts';
import { rolesText, spanText } from '../staff/roles-text.ts';

/** Everybody; with `--check` what the regulations miss, and exit code 3 when there is something. */
export async function staffList(
  session: Session,
  { check = false }: { readonly check?: boolean },
): Promise<number> {
  return withStation(session, 'look', async (station) => {
    const people = await allPeople(station);
    const today = dateAt(utcOf(station.clock.read().wallMs), station.config.station.zone);
    const lacks = check ? await checkStaff(station, people, today) : [];
    session.result({ people, ...(check ? { lacks } : {}) }, () =>
      [
        people.length === 0 ? session.words.staff.noStaff : peopleTable(session, people),
        ...(lacks.length === 0 ? [] : ['', ...lackLines(session, lacks)]),
        ...(check && lacks.length === 0 ? ['', session.words.cli.nothingWrong] : []),
      ].join('\n'),
    );
    return lacks.length === 0 ? 0 : EXIT_FINDINGS;
  });
}

function peopleTable(session: Session, people: readonly Person[]): string {
  const { words, paint, io } = session;
  const { columns, states, notQualified } = words.staff;
  const { none } = words.cli;
  const titles = [
    { title: columns.account },
    { title: columns.name },
    { title: columns.unit, shrink: 'wrap' },
    { title: columns.roles, shrink: 'wrap' },
    { title: columns.certificate },
    { title: columns.qualified },
    { title: columns.state },
  ] as const;
  const rows = people.map((person) => [
    person.id,
    shown(person.name),
    person.unit === null ? none : shown(person.unit),
    rolesText(session, person.roles),
    person.certificate === null ? none : shown(person.certificate),
    person.qualified === null ? notQualified : spanText(session, person.qualified),
    person.state === 'active' ? states.active : paint('yellow', states[person.state]),
  ]);
  return tableText(titles, rows, {
    paintTitle: (title) => paint('bold', title),
    columns: tableColumns(io),
  });
}

function lackLines(session: Session, lacks: readonly StaffLack[]): readonly string[] {
  const { words, paint, io } = session;
  const { staff } = words;
  const titles = [
    { title: `${staff.columns.unit}/${staff.columns.name}` },
    { title: staff.columns.missing, shrink: 'wrap' },
  ] as const;
  const rows = lacks.map((lack) =>
    lack.kind === 'no-custodian'
      ? [shown(lack.unit), staff.noCustodian]
      : [shown(lack.name), staff.wornBy(lack.recorder, faultsText(session, lack.faults))],
  );
  const style = { paintTitle: (title: string) => paint('bold', title), columns: tableColumns(io) };
  return [paint('red', staff.checkTitle), tableText(titles, rows, style)];
}
