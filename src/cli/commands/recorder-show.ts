import { SealdockError } from '../../evidence/errors.ts';
import type { RecorderNo } from '../../evidence/ids.ts';
import { officerAt, type RegisteredRecorder } from '../../evidence/registered-recorder.ts';
import { type UtcTime, utcOf } from '../../evidence/time.ts';
import { shown } from '../../words/shown.ts';
import { factsText } from '../output/facts.ts';
import { countText, sizeText, timeText } from '../output/quantities.ts';
import { tableColumns, tableText } from '../output/table.ts';
import { type KnownRecorder, knownRecorder } from '../register/known-recorders.ts';
import { stateText } from '../register/state-text.ts';
import { type Session, withStation } from '../session.ts';
import { flaggedOfficer, flagText } from '../staff/flag-officer.ts';

/** Everything about one recorder: what the register says, who wore it when, and what changed. */
export async function recorderShow(session: Session, no: RecorderNo): Promise<number> {
  return withStation(session, 'look', async (station) => {
    const recorder = await knownRecorder(station, no);
    if (recorder.registered === null && recorder.met === null) {
      throw new SealdockError('recorder-unknown', { about: no });
    }
    const { zone } = station.config.station;
    const now = utcOf(station.clock.read().wallMs);
    const wearer = officerAt(recorder.registered?.assignments ?? [], now);
    const flagged = await flaggedOfficer(station, wearer, now);
    session.result({ ...recorder, flagged }, () =>
      [
        factsText(factsOf(session, recorder, zone, now)),
        ...(flagged === null ? [] : ['', session.paint('yellow', flagText(session, flagged))]),
        ...handOverLines(session, recorder.registered, zone),
        ...alertLines(session, recorder, zone),
      ].join('\n'),
    );
    return 0;
  });
}

type Fact = readonly [label: string, value: string];

function factsOf(session: Session, recorder: KnownRecorder, zone: string, now: UtcTime): readonly Fact[] {
  const { cli, register } = session.words;
  const { registered, met } = recorder;
  const text = (value: string | null | undefined) => (value == null ? cli.none : shown(value));
  const list = (values: readonly string[]) => values.map(shown).join(cli.listSeparator) || cli.none;
  const ofRegister = (row: RegisteredRecorder): readonly Fact[] => [
    [register.facts.officer, officerAt(row.assignments, now) ?? cli.none],
    [register.facts.unit, text(row.unit)],
    [register.facts.asset, text(row.asset)],
    [register.facts.serials, list(row.serials)],
    [register.facts.cards, list(row.cards)],
    [register.facts.note, text(row.note)],
    [register.facts.registered, timeText(row.registeredAt, zone)],
    [register.facts.changed, timeText(row.changedAt, zone)],
  ];
  return [
    [cli.facts.recorder, recorder.no],
    [register.facts.state, stateText(session, recorder)],
    [cli.facts.model, text(registered?.model ?? met?.model)],
    ...(registered === null ? [] : ofRegister(registered)),
    [register.facts.lastDock, met?.lastDockAt == null ? cli.none : timeText(met.lastDockAt, zone)],
    [cli.facts.recordings, `${countText(met?.recordings ?? 0)} (${sizeText(met?.bytes ?? 0)})`],
  ];
}

function handOverLines(
  { words, paint, io }: Session,
  registered: RegisteredRecorder | null,
  zone: string,
): readonly string[] {
  if (registered === null || registered.assignments.length === 0) return [];
  const { columns } = words.register;
  const titles = [{ title: words.cli.columns.officer }, { title: columns.since }, { title: columns.until }];
  const rows = registered.assignments.map(({ officer, from, until }) => [
    officer,
    timeText(from, zone),
    until === null ? words.cli.none : timeText(until, zone),
  ]);
  const style = { paintTitle: (title: string) => paint('bold', title), columns: tableColumns(io) };
  return ['', words.register.handOvers, tableText(titles, rows, style)];
}

function alertLines(
  { words, paint, io }: Session,
  { no, alerts }: KnownRecorder,
  zone: string,
): readonly string[] {
  if (alerts.length === 0) return [];
  const { register, cli } = words;
  const titles = [
    { title: register.columns.alert },
    { title: register.columns.known, shrink: 'cut' },
    { title: register.columns.found },
    { title: cli.columns.dock },
    { title: cli.columns.time },
  ] as const;
  const rows = alerts.map(({ kind, known, found, dock, at }) => [
    register.alerts[kind],
    known.map(shown).join(cli.listSeparator) || cli.none,
    kind === 'lost' ? cli.none : shown(found),
    dock,
    timeText(at, zone),
  ]);
  const style = { paintTitle: (title: string) => paint('bold', title), columns: tableColumns(io) };
  const isChanged = alerts.some(({ kind }) => kind !== 'lost');
  return [
    '',
    paint('red', register.openAlerts),
    tableText(titles, rows, style),
    ...(isChanged ? [register.confirmHint(`sealdock recorder confirm ${no}`)] : []),
  ];
}
