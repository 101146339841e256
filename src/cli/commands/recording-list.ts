import type { DockId, RecorderNo, RecordingId } from '../../evidence/ids.ts';
import type { Mark } from '../../evidence/marks.ts';
import type { RecordingQuery } from '../../ports/catalog.ts';
import { recordingData } from '../output/recording-data.ts';
import { recordingTable } from '../output/recording-table.ts';
import { type Session, withStation } from '../session.ts';
import { parseTime } from '../usage/parse-time.ts';

export interface RecordingListOptions {
  readonly recorder?: RecorderNo;
  readonly dock?: DockId;
  readonly mark?: Mark;
  readonly from?: string;
  readonly to?: string;
  readonly limit?: number;
  readonly after?: RecordingId;
}

const DEFAULT_ROWS = 50;

export async function recordingList(session: Session, options: RecordingListOptions): Promise<number> {
  return withStation(session, 'look', async ({ catalog, config }) => {
    const query = queryOf(session, options, config.station.zone);
    // One more than asked tells whether there are more.
    const found = await catalog.recordings({ ...query, limit: query.limit + 1 });
    const page = found.slice(0, query.limit);
    const next = found.length > page.length ? (page.at(-1)?.id ?? null) : null;
    session.result({ recordings: page.map(recordingData), next }, () => {
      const { cli } = session.words;
      if (page.length === 0) return cli.noRecordings;
      const table = recordingTable(session, page, config.station.zone);
      return next === null ? table : `${table}\n${cli.moreWith(commandAfter(options, next))}`;
    });
    return 0;
  });
}

function queryOf({ words }: Session, options: RecordingListOptions, zone: string): RecordingQuery {
  const { recorder, dock, mark, from, to, after, limit } = options;
  return {
    recorder: recorder ?? null,
    dock: dock ?? null,
    mark: mark ?? null,
    recordedFrom: from === undefined ? null : parseTime('--from', from, zone, words.cli),
    recordedTo: to === undefined ? null : parseTime('--to', to, zone, words.cli),
    after: after ?? null,
    limit: limit ?? DEFAULT_ROWS,
  };
}

/** The same question, from where this page ended. All values have passed a parser and need no quotes but times. */
function commandAfter(options: RecordingListOptions, next: RecordingId): string {
  const words = Object.entries({ ...options, after: next }).map(([name, value]) => {
    const text = String(value);
    return `--${name} ${text.includes(' ') ? `'${text}'` : text}`;
  });
  return `sealdock recording list ${words.join(' ')}`;
}
