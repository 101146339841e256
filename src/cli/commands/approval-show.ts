import { type ApprovalId, type ApprovalRequest, nextStep } from '../../evidence/approval.ts';
import { shown } from '../../words/shown.ts';
import { contentText } from '../approval/content-text.ts';
import { approvalOrRefuse, kindText, subjectText } from '../approval/known-approval.ts';
import { factsText } from '../output/facts.ts';
import { timeText } from '../output/quantities.ts';
import { tableColumns, tableText } from '../output/table.ts';
import { type Session, withStation } from '../session.ts';

const DIGEST_CHARS_TYPED = 12;

/** A request as whoever decides has to see it: all of what is decided on, and the digest that binds it. */
export async function approvalShow(
  session: Session,
  id: ApprovalId,
  { verbatim = false }: { readonly verbatim?: boolean },
): Promise<number> {
  return withStation(session, 'look', async (station) => {
    const request = await approvalOrRefuse(station, id);
    const { zone } = station.config.station;
    session.result({ request, nextStep: nextStep(request) }, () =>
      [
        factsText(factsOf(session, request, zone)),
        '',
        session.words.approval.steps,
        stepTable(session, request, zone),
        '',
        session.words.approval.contentBegins,
        ...contentOrText(session, request, verbatim),
        ...hintLines(session, request),
      ].join('\n'),
    );
    return 0;
  });
}

function factsOf(
  session: Session,
  request: ApprovalRequest,
  zone: string,
): readonly (readonly [string, string])[] {
  const { facts, states } = session.words.approval;
  return [
    [facts.request, request.id],
    [facts.kind, kindText(session, request)],
    [facts.subject, subjectText(request)],
    [facts.requestedBy, request.requestedBy],
    [facts.requestedAt, timeText(request.requestedAt, zone)],
    [facts.reason, shown(request.reason)],
    [facts.state, states[request.state]],
    [facts.digest, request.contentSha256],
  ];
}

function stepTable({ words, paint, io }: Session, request: ApprovalRequest, zone: string): string {
  const { columns, stepKinds, decisions } = words.approval;
  const { none } = words.cli;
  const titles = [
    { title: columns.step, align: 'right' },
    { title: columns.role },
    { title: columns.what },
    { title: columns.decision },
    { title: columns.by },
    { title: words.cli.columns.time },
    { title: words.cli.columns.reason, shrink: 'wrap' },
  ] as const;
  const rows = request.steps.map(({ role, kind }, step) => {
    const taken = request.decisions.find((each) => each.step === step);
    return [
      String(step + 1),
      words.staff.roles[role],
      stepKinds[kind],
      taken === undefined ? none : decisions[taken.decision],
      taken?.by ?? none,
      taken === undefined ? none : timeText(taken.at, zone),
      taken === undefined ? none : shown(taken.reason),
    ];
  });
  return tableText(titles, rows, {
    paintTitle: (title) => paint('bold', title),
    columns: tableColumns(io),
  });
}

/** In words where that tells all of it, and how to see it as it stands. */
function contentOrText(session: Session, request: ApprovalRequest, isVerbatim: boolean): readonly string[] {
  const { contentEnds, verbatimHint } = session.words.approval;
  const text = isVerbatim ? null : contentText(session, request);
  if (text === null) return [...contentLines(request), contentEnds];
  return [text, contentEnds, verbatimHint(`sealdock approval show ${request.id} --verbatim`)];
}

/** Line by line, with what could move the cursor made visible; a text that is no JSON is shown as it is. */
function contentLines({ content }: ApprovalRequest): readonly string[] {
  let text = content;
  try {
    text = JSON.stringify(JSON.parse(content), null, 2);
  } catch {
    // Somebody has altered it; the digest tells.
  }
  return text.split('\n').map((line) => shown(line).replaceAll('\\\\', '\\'));
}

function hintLines({ words }: Session, request: ApprovalRequest): readonly string[] {
  if (nextStep(request) === null) return [];
  const digest = request.contentSha256.slice(0, DIGEST_CHARS_TYPED);
  const { decideHint, reasonPlaceholder } = words.approval;
  return [
    decideHint(
      `sealdock approval decide ${request.id} --approve --reason ${reasonPlaceholder} --digest ${digest}`,
    ),
  ];
}
