import { officerAt } from '../../evidence/registered-recorder.ts';
import { type UtcTime, utcOf } from '../../evidence/time.ts';
import type { RefusedDock } from '../../ports/register.ts';
import { errorText } from '../../words/error-text.ts';
import { shown } from '../../words/shown.ts';
import { countText, sizeText, timeText } from '../output/quantities.ts';
import { quotedPath } from '../output/quoted-path.ts';
import { tableColumns, tableText } from '../output/table.ts';
import { type KnownRecorder, knownRecorders, unknownMedia } from '../register/known-recorders.ts';
import { stateText } from '../register/state-text.ts';
import { type Session, withStation } from '../session.ts';

interface Seen {
  readonly zone: string;
  readonly now: UtcTime;
}

/** Recorders that are registered or were met, and media that nobody knows. */
export async function recorderList(session: Session): Promise<number> {
  return withStation(session, 'look', async (station) => {
    const recorders = await knownRecorders(station);
    const refused = await unknownMedia(station, recorders);
    const seen = { zone: station.config.station.zone, now: utcOf(station.clock.read().wallMs) };
    session.result({ recorders, refused }, () =>
      [
        recorders.length === 0 ? session.words.cli.noRecorders : recorderTable(session, recorders, seen),
        ...(refused.length === 0 ? [] : ['', ...refusedLines(session, refused, seen)]),
      ].join('\n'),
    );
    return 0;
  });
}

function recorderTable(session: Session, rows: readonly KnownRecorder[], { zone, now }: Seen): string {
  const { words, paint, io } = session;
  const { columns, none } = words.cli;
  const { register } = words;
  const titles = [
    { title: columns.recorder },
    { title: register.columns.state, shrink: 'wrap' },
    { title: register.columns.unit, shrink: 'wrap' },
    { title: columns.officer },
    { title: columns.model },
    { title: columns.lastDock },
    { title: columns.recordings, align: 'right' },
    { title: columns.size, align: 'right' },
  ] as const;
  const cells = rows.map((row) => [
    row.no,
    stateText(session, row),
    shown(row.registered?.unit ?? none),
    officerAt(row.registered?.assignments ?? [], now) ?? none,
    shown(row.registered?.model ?? row.met?.model ?? none),
    row.met?.lastDockAt == null ? none : timeText(row.met.lastDockAt, zone),
    countText(row.met?.recordings ?? 0),
    sizeText(row.met?.bytes ?? 0),
  ]);
  return tableText(titles, cells, {
    paintTitle: (title) => paint('bold', title),
    columns: tableColumns(io),
  });
}

/** What was refused, with the one command that registers it. */
function refusedLines(
  { words, paint, io }: Session,
  refused: readonly RefusedDock[],
  { zone }: Seen,
): readonly string[] {
  const { columns, none } = words.cli;
  const { register } = words;
  const titles = [
    { title: columns.dock },
    { title: columns.time },
    { title: columns.recorder },
    { title: register.columns.label },
    { title: register.columns.serial },
    { title: columns.reason, shrink: 'wrap' },
  ] as const;
  const cells = refused.map(({ dock, at, code, met }) => [
    dock,
    timeText(at, zone),
    met.number ?? none,
    shown(met.label ?? none),
    shown(met.serial ?? none),
    `${errorText(words, code, null)} [${code}]`,
  ]);
  const doubted = refused.find(({ code }) => code === 'card-ambiguous');
  const unknown = refused.find(({ code }) => code !== 'card-ambiguous');
  const { aNumber } = register;
  return [
    paint('yellow', register.refusedTitle),
    tableText(titles, cells, { paintTitle: (title) => paint('bold', title), columns: tableColumns(io) }),
    ...(unknown === undefined
      ? []
      : [
          register.refusedHint(
            `sealdock recorder register ${unknown.met.number ?? aNumber} --dock ${unknown.dock}`,
          ),
        ]),
    ...(doubted === undefined
      ? []
      : [register.doubtedHint(`sealdock dock ${quotedPath(doubted.path)} --recorder ${aNumber}`)]),
  ];
}
