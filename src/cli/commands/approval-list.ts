import {
  type ApprovalId,
  type ApprovalRequest,
  type ApprovalState,
  nextStep,
} from '../../evidence/approval.ts';
import { kindText, subjectText } from '../approval/known-approval.ts';
import { timeText } from '../output/quantities.ts';
import { tableColumns, tableText } from '../output/table.ts';
import { type Session, withStation } from '../session.ts';

export interface ApprovalListFlags {
  readonly state?: ApprovalState;
  readonly all?: boolean;
  readonly limit?: number;
  readonly after?: ApprovalId;
}

const DEFAULT_ROWS = 50;

/** Requests that are open, or those that are asked for. What is decided on stands in `approval show`. */
export async function approvalList(
  session: Session,
  { state = 'open', all = false, limit = DEFAULT_ROWS, after }: ApprovalListFlags,
): Promise<number> {
  return withStation(session, 'look', async ({ catalog, config }) => {
    const query = { state: all ? null : state, kind: null, subject: null, after: after ?? null };
    const found = await catalog.approvals({ ...query, limit });
    const last = found.length === limit ? (found.at(-1)?.id ?? null) : null;
    const requests = found.map(({ content: _, ...request }) => request);
    session.result({ requests, next: last }, () => {
      if (found.length === 0) return session.words.approval.none;
      const table = requestTable(session, found, config.station.zone);
      if (last === null) return table;
      const shownState = all ? '--all' : `--state ${state}`;
      const command = `sealdock approval list ${shownState} --after ${last} --limit ${limit}`;
      return `${table}\n${session.words.cli.moreWith(command)}`;
    });
    return 0;
  });
}

function requestTable(session: Session, requests: readonly ApprovalRequest[], zone: string): string {
  const { words, paint, io } = session;
  const { columns, states } = words.approval;
  const titles = [
    { title: columns.request },
    { title: columns.kind },
    { title: columns.subject, shrink: 'wrap' },
    { title: columns.requestedBy },
    { title: columns.requestedAt },
    { title: columns.state },
    { title: columns.waitsFor },
  ] as const;
  const rows = requests.map((request) => {
    const step = request.steps[nextStep(request) ?? -1];
    return [
      request.id,
      kindText(session, request),
      subjectText(request),
      request.requestedBy,
      timeText(request.requestedAt, zone),
      states[request.state],
      step === undefined ? words.cli.none : words.staff.roles[step.role],
    ];
  });
  return tableText(titles, rows, {
    paintTitle: (title) => paint('bold', title),
    columns: tableColumns(io),
  });
}
