import type { Hold, HoldId } from '../../evidence/hold.ts';
import type { Ground } from '../../retention/hold-rules.ts';
import { holdRulesInForce } from '../../retention/hold-rules.ts';
import { shown } from '../../words/shown.ts';
import { copyText, groundText, targetText } from '../holds/hold-text.ts';
import { holdOrRefuse } from '../holds/known-hold.ts';
import { factsText } from '../output/facts.ts';
import { timeText } from '../output/quantities.ts';
import { tableColumns, tableText } from '../output/table.ts';
import { type Session, withStation } from '../session.ts';
import { whoIs } from '../staff/who-is.ts';

export async function holdShow(session: Session, id: HoldId): Promise<number> {
  return withStation(session, 'look', async (station) => {
    const hold = await holdOrRefuse(station, id);
    session.result({ hold }, () => factsText(factsOf(session, hold, station.config.station.zone)));
    return 0;
  });
}

function factsOf({ words }: Session, hold: Hold, zone: string): readonly (readonly [string, string])[] {
  const { facts, states, yes, no } = words.holds;
  const { none } = words.cli;
  return [
    [facts.hold, hold.id],
    [facts.on, targetText(words, hold.target)],
    [facts.ground, groundText(words, hold)],
    [facts.text, hold.text === null ? none : shown(hold.text)],
    [facts.state, states[hold.state]],
    [facts.restarts, hold.restarts ? yes : no],
    [facts.copy, copyText(words, hold)],
    [facts.placedBy, hold.placedBy],
    [facts.placedAt, timeText(hold.placedAt, zone)],
    [facts.releasedAt, hold.releasedAt === null ? none : timeText(hold.releasedAt, zone)],
    [facts.approval, hold.approval ?? none],
  ];
}

/** The grounds of the policy in force for whoever is signed in, else for everybody. */
export async function holdGrounds(session: Session): Promise<number> {
  return withStation(session, 'look', async (station) => {
    const who = await whoIs(session, station);
    const unit = who.kind === 'signed-in' ? who.person.unit : null;
    const rules = await holdRulesInForce(station, null, unit, station.config.retention.policy);
    const grounds = rules.grounds ?? [];
    session.result({ grounds, approver: rules.approver }, () =>
      grounds.length === 0 ? session.words.holds.noGrounds : groundTable(session, grounds),
    );
    return 0;
  });
}

function groundTable({ words, paint, io }: Session, grounds: readonly Ground[]): string {
  const { columns, needsText } = words.holds;
  const titles = [
    { title: columns.ground },
    { title: columns.clause },
    { title: columns.sentence, shrink: 'wrap' },
  ] as const;
  const rows = grounds.map((ground) => [
    ground.id,
    ground.clause === null ? words.cli.none : shown(ground.clause),
    ground.needsText ? needsText(shown(ground.sentence)) : shown(ground.sentence),
  ]);
  return tableText(titles, rows, {
    paintTitle: (title) => paint('bold', title),
    columns: tableColumns(io),
  });
}
