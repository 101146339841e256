import type { Case, CaseNo } from '../../evidence/case.ts';
import { periodText } from '../../evidence/period.ts';
import type { UtcTime } from '../../evidence/time.ts';
import type { CaseLink } from '../../ports/case-book.ts';
import { shown } from '../../words/shown.ts';
import { caseData } from '../cases/case-data.ts';
import { caseOrRefuse } from '../cases/known-case.ts';
import { factsText } from '../output/facts.ts';
import { timeText } from '../output/quantities.ts';
import { tableColumns, tableText } from '../output/table.ts';
import { type Session, withStation } from '../session.ts';

/** Links told in one answer: a case has dozens, and more are told by their number. */
const LINKS_SHOWN = 1_000;

export async function caseShow(session: Session, no: CaseNo): Promise<number> {
  return withStation(session, 'look', async (station) => {
    const found = await caseOrRefuse(station, no);
    const links = await station.catalog.linked(no, null, LINKS_SHOWN);
    const data = links.map(({ recording, isEvidence }) => ({ recording, isEvidence }));
    session.result({ case: caseData(found), links: data }, () =>
      [
        factsText(factsOf(session, found, station.config.station.zone)),
        '',
        links.length === 0 ? session.words.cases.noLinks : linkTable(session, links),
      ].join('\n'),
    );
    return 0;
  });
}

function factsOf({ words }: Session, found: Case, zone: string): readonly (readonly [string, string])[] {
  const { facts, states, enforcements } = words.cases;
  const { none, listSeparator } = words.cli;
  return [
    [facts.no, shown(found.no)],
    [facts.enforcement, found.enforcement === null ? none : enforcements[found.enforcement]],
    [facts.cause, found.cause === null ? none : shown(found.cause)],
    [facts.parties, found.parties.map(shown).join(listSeparator) || none],
    [facts.state, states[found.state]],
    [facts.openedOn, found.openedOn ?? none],
    [facts.concludedOn, found.concludedOn ?? none],
    [facts.closedOn, found.closedOn ?? none],
    [facts.filePeriod, found.filePeriod === null ? none : periodText(found.filePeriod)],
    [facts.changedAt, timeText(found.changedAt as UtcTime, zone)],
  ];
}

function linkTable({ words, paint, io }: Session, links: readonly CaseLink[]): string {
  const { columns, yes, no } = words.cases;
  const titles = [{ title: columns.recording }, { title: columns.evidence }] as const;
  const rows = links.map(({ recording, isEvidence }) => [recording, isEvidence ? yes : no]);
  return tableText(titles, rows, {
    paintTitle: (title) => paint('bold', title),
    columns: tableColumns(io),
  });
}
