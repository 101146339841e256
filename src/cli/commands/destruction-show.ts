import { type ApprovalRequest, nextStep } from '../../evidence/approval.ts';
import { type Batch, type BatchId, type BatchItem, ITEM_STATES } from '../../evidence/destruction.ts';
import { settledBatch } from '../destruction/known-batch.ts';
import { factsText } from '../output/facts.ts';
import { countText, sizeText, timeText } from '../output/quantities.ts';
import { tableColumns, tableText } from '../output/table.ts';
import { type Session, withStation } from '../session.ts';

const SHOWN_ROWS = 50;

/** One batch: where it is, who has decided and who is next, and its list. */
export async function destructionShow(
  session: Session,
  id: BatchId,
  { limit = SHOWN_ROWS, after }: { readonly limit?: number; readonly after?: number },
): Promise<number> {
  return withStation(session, 'look', async (station) => {
    const { catalog, config } = station;
    const { batch } = await settledBatch(station, id);
    const approval = batch.approval === null ? null : await catalog.approval(batch.approval);
    const counts = await catalog.countItems(id);
    const items = await catalog.items(id, after ?? null, limit);
    session.result({ batch, counts, approval, items }, () =>
      [
        factsText(factsOf(session, batch, approval, counts, config.station.zone)),
        ...(items.length === 0 ? [] : ['', itemTable(session, items)]),
        ...(items.length === limit ? [session.words.destruction.moreRows('…')] : []),
      ].join('\n'),
    );
    return 0;
  });
}

function factsOf(
  { words }: Session,
  batch: Batch,
  approval: ApprovalRequest | null,
  counts: Readonly<Record<BatchItem['state'], number>>,
  zone: string,
): readonly (readonly [string, string])[] {
  const { facts, states, itemStates } = words.destruction;
  const { none, listSeparator } = words.cli;
  const at = (time: Batch['executeAfter']) => (time === null ? none : timeText(time, zone));
  const ended = ITEM_STATES.filter((state) => counts[state] > 0);
  return [
    [facts.batch, batch.id],
    [facts.state, states[batch.state]],
    [facts.policy, `${batch.policy} v${batch.policyVersion}`],
    [
      facts.items,
      ended.map((state) => `${itemStates[state]} ${countText(counts[state])}`).join(listSeparator) || none,
    ],
    [facts.list, batch.contentSha256 ?? none],
    [facts.proposedBy, batch.proposedBy ?? none],
    [facts.approval, batch.approval ?? none],
    [facts.steps, stepsText(words, approval)],
    [facts.executeAfter, at(batch.executeAfter)],
    [facts.executedBy, batch.executedBy ?? none],
    [facts.witnesses, [...new Set(batch.witnesses.map(({ staff }) => staff))].join(listSeparator) || none],
    [facts.register, batch.registerNo === null ? none : String(batch.registerNo)],
  ];
}

function stepsText({ destruction, staff, cli }: Session['words'], approval: ApprovalRequest | null): string {
  if (approval === null) return cli.none;
  const next = nextStep(approval);
  const taken = approval.decisions.map(({ role, by }) => destruction.byStep(staff.roles[role], by));
  const asked = next === null ? undefined : approval.steps[next];
  return [...taken, ...(asked === undefined ? [] : [destruction.waitsFor(staff.roles[asked.role])])].join(
    cli.listSeparator,
  );
}

function itemTable({ words, paint, io }: Session, items: readonly BatchItem[]): string {
  const { columns, itemStates, causes } = words.destruction;
  const titles = [
    { title: columns.place, align: 'right' },
    { title: columns.recording },
    { title: columns.keepUntil },
    { title: columns.size, align: 'right' },
    { title: columns.state },
    { title: columns.note, shrink: 'wrap' },
  ] as const;
  const rows = items.map(({ place, recording, keepUntil, sizeBytes, state, cause }) => [
    String(place),
    recording,
    keepUntil,
    sizeText(sizeBytes),
    itemStates[state],
    cause === null ? '' : Object.hasOwn(causes, cause) ? causes[cause as keyof typeof causes] : cause,
  ]);
  return tableText(titles, rows, {
    paintTitle: (title) => paint('bold', title),
    columns: tableColumns(io),
  });
}
