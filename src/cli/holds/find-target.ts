import { canonicalJson } from '../../evidence/canonical-json.ts';
import type { CaseNo } from '../../evidence/case.ts';
import { SealdockError } from '../../evidence/errors.ts';
import { HOLD_LIST_LIMIT, type HoldTarget } from '../../evidence/hold.ts';
import type { DockId, RecorderNo, RecordingId } from '../../evidence/ids.ts';
import type { Mark } from '../../evidence/marks.ts';
import type { RecordingQuery } from '../../ports/catalog.ts';
import type { CliStation } from '../doors.ts';
import type { Session } from '../session.ts';
import { parseTime } from '../usage/parse-time.ts';

/** What a hold lies on, as it is typed. */
export interface TargetFlags {
  readonly recording?: RecordingId;
  readonly case?: CaseNo;
  readonly party?: string;
  readonly recorder?: RecorderNo;
  readonly dock?: DockId;
  readonly mark?: Mark;
  readonly from?: string;
  readonly to?: string;
}

const PAGE_ROWS = 500;

/**
 * Exactly one of them; a search is carried out now, and what it finds is fixed.
 * @throws SealdockError `usage`, also for a search that finds nothing or more than a list holds.
 */
export async function findTarget(
  session: Session,
  station: CliStation,
  flags: TargetFlags,
): Promise<HoldTarget> {
  const { holds } = session.words;
  const { recording, case: no, party, ...search } = flags;
  const targets: HoldTarget[] = [
    ...(recording === undefined ? [] : [{ kind: 'recording', recording } as const]),
    ...(no === undefined ? [] : [{ kind: 'case', case: no } as const]),
    ...(party === undefined ? [] : [{ kind: 'party', party } as const]),
  ];
  const isSearch = Object.values(search).some((value) => value !== undefined);
  if (targets.length + (isSearch ? 1 : 0) !== 1)
    throw new SealdockError('usage', { expected: holds.oneTarget });
  return targets[0] ?? listOf(session, station, search);
}

async function listOf(
  { words }: Session,
  { catalog, config }: CliStation,
  { recorder, dock, mark, from, to }: TargetFlags,
): Promise<HoldTarget> {
  const { zone } = config.station;
  const query = {
    recorder: recorder ?? null,
    dock: dock ?? null,
    mark: mark ?? null,
    recordedFrom: from === undefined ? null : parseTime('--from', from, zone, words.cli),
    recordedTo: to === undefined ? null : parseTime('--to', to, zone, words.cli),
  };
  const found = await idsFound(catalog, query);
  const asked = Object.fromEntries(Object.entries(query).filter(([, value]) => value !== null));
  const text = canonicalJson(asked);
  if (found.length === 0)
    throw new SealdockError('usage', { about: text, expected: words.holds.nothingFound });
  return { kind: 'list', query: text, recordings: found };
}

/** One more than a list may hold is enough to know that it is too long. */
async function idsFound(
  catalog: CliStation['catalog'],
  query: Omit<RecordingQuery, 'after' | 'limit'>,
): Promise<readonly RecordingId[]> {
  const ids: RecordingId[] = [];
  while (ids.length <= HOLD_LIST_LIMIT) {
    const page = await catalog.recordings({ ...query, after: ids.at(-1) ?? null, limit: PAGE_ROWS });
    ids.push(...page.map(({ id }) => id));
    if (page.length < PAGE_ROWS) break;
  }
  return ids;
}
