import type { Case, CaseNo } from '../../evidence/case.ts';
import { shown } from '../../words/shown.ts';
import { caseData } from '../cases/case-data.ts';
import { tableColumns, tableText } from '../output/table.ts';
import { type Session, withStation } from '../session.ts';

export interface CaseListFlags {
  readonly party?: string;
  readonly limit?: number;
  readonly after?: CaseNo;
}

const DEFAULT_ROWS = 50;

export async function caseList(
  session: Session,
  { party, limit = DEFAULT_ROWS, after }: CaseListFlags,
): Promise<number> {
  return withStation(session, 'look', async ({ catalog }) => {
    // One more than asked tells whether there are more.
    const found =
      party === undefined
        ? await catalog.cases(after ?? null, limit + 1)
        : await catalog.casesOfParty(party, limit + 1);
    const page = found.slice(0, limit);
    const next = found.length > limit ? (page.at(-1)?.no ?? null) : null;
    session.result({ cases: page.map(caseData), next }, () => {
      if (page.length === 0) return session.words.cases.none;
      const table = caseTable(session, page);
      if (next === null) return table;
      const command =
        party === undefined
          ? `sealdock case list --after '${shown(next)}' --limit ${limit}`
          : `sealdock case list --party '${shown(party)}' --limit ${limit * 2}`;
      return `${table}\n${session.words.cli.moreWith(command)}`;
    });
    return 0;
  });
}

function caseTable({ words, paint, io }: Session, cases: readonly Case[]): string {
  const { columns, states, enforcements } = words.cases;
  const { none, listSeparator } = words.cli;
  const titles = [
    { title: columns.no, shrink: 'wrap' },
    { title: columns.enforcement },
    { title: columns.cause, shrink: 'wrap' },
    { title: columns.parties, shrink: 'wrap' },
    { title: columns.state },
    { title: columns.closedOn },
  ] as const;
  const rows = cases.map((each) => [
    shown(each.no),
    each.enforcement === null ? none : enforcements[each.enforcement],
    each.cause === null ? none : shown(each.cause),
    each.parties.map(shown).join(listSeparator) || none,
    states[each.state],
    each.closedOn ?? none,
  ]);
  return tableText(titles, rows, {
    paintTitle: (title) => paint('bold', title),
    columns: tableColumns(io),
  });
}
