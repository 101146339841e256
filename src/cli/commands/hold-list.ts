import { HOLDING_STATES, type Hold, type HoldId, type HoldState } from '../../evidence/hold.ts';
import type { RecordingId } from '../../evidence/ids.ts';
import type { HoldQuery } from '../../ports/hold-book.ts';
import { copyText, groundText, holdData, targetText } from '../holds/hold-text.ts';
import { timeText } from '../output/quantities.ts';
import { tableColumns, tableText } from '../output/table.ts';
import { type Session, withStation } from '../session.ts';

export interface HoldListFlags {
  readonly state?: HoldState;
  readonly all?: boolean;
  readonly openCopies?: boolean;
  readonly recording?: RecordingId;
  readonly limit?: number;
  readonly after?: HoldId;
}

const DEFAULT_ROWS = 50;

/** The holds that block, or those that are asked for; the oldest first. */
export async function holdList(session: Session, flags: HoldListFlags): Promise<number> {
  const { limit = DEFAULT_ROWS } = flags;
  return withStation(session, 'look', async ({ catalog, config }) => {
    // One more than asked tells whether there are more.
    const found = await catalog.holds({ ...queryOf(flags), limit: limit + 1 });
    const page = found.slice(0, limit);
    const next = found.length > limit ? (page.at(-1)?.id ?? null) : null;
    session.result({ holds: page.map(holdData), next }, () => {
      if (page.length === 0) return session.words.holds.none;
      const table = holdTable(session, page, config.station.zone);
      return next === null ? table : `${table}\n${session.words.cli.moreWith(commandAfter(flags, next))}`;
    });
    return 0;
  });
}

function queryOf({ state, all, openCopies, recording, after }: HoldListFlags): Omit<HoldQuery, 'limit'> {
  const states = all === true && openCopies !== true ? null : HOLDING_STATES;
  return {
    states: state === undefined ? states : [state],
    recording: recording ?? null,
    owesOfflineCopy: openCopies === true ? true : null,
    after: after ?? null,
  };
}

function commandAfter({ state, all, openCopies, recording, limit }: HoldListFlags, next: HoldId): string {
  return [
    'sealdock hold list',
    ...(state === undefined ? [] : [`--state ${state}`]),
    ...(all === true ? ['--all'] : []),
    ...(openCopies === true ? ['--open-copies'] : []),
    ...(recording === undefined ? [] : [`--recording ${recording}`]),
    ...(limit === undefined ? [] : [`--limit ${limit}`]),
    `--after ${next}`,
  ].join(' ');
}

function holdTable({ words, paint, io }: Session, holds: readonly Hold[], zone: string): string {
  const { columns, states } = words.holds;
  const titles = [
    { title: columns.hold },
    { title: columns.on, shrink: 'wrap' },
    { title: columns.ground, shrink: 'wrap' },
    { title: columns.state, shrink: 'wrap' },
    { title: columns.copy },
    { title: columns.placedBy },
    { title: columns.placedAt },
  ] as const;
  const rows = holds.map((hold) => [
    hold.id,
    targetText(words, hold.target),
    groundText(words, hold),
    states[hold.state],
    copyText(words, hold),
    hold.placedBy,
    timeText(hold.placedAt, zone),
  ]);
  return tableText(titles, rows, {
    paintTitle: (title) => paint('bold', title),
    columns: tableColumns(io),
  });
}
