import type { ErrorCode } from '../../evidence/errors.ts';
import { isSameRecorder, type RecorderNo, recorderKeyOf } from '../../evidence/ids.ts';
import type { MetRecorder, RegisteredRecorder } from '../../evidence/registered-recorder.ts';
import type { RecorderRow } from '../../ports/catalog.ts';
import type { RecorderAlert, RefusedDock } from '../../ports/register.ts';
import { recogniseRecorder } from '../../recorders/recognise-recorder.ts';
import type { CliStation } from '../doors.ts';
import { allRegistered, RECORDERS_LIMIT } from './change-register.ts';

/** A recorder that is registered, or was met, or both. */
export interface KnownRecorder {
  readonly no: RecorderNo;
  readonly registered: RegisteredRecorder | null;
  readonly met: RecorderRow | null;
  readonly alerts: readonly RecorderAlert[];
}

const PAGE_ROWS = 500;
const ALERTS_LIMIT = 10_000;
const REFUSALS_LOOKED_AT = 256;
/** As many as a person can stand in front of. */
const REFUSALS_SHOWN = 16;

/** All of them, in the order of numbers. */
export async function knownRecorders(
  station: Pick<CliStation, 'catalog'>,
): Promise<readonly KnownRecorder[]> {
  const registered = await allRegistered(station);
  const met = await allMet(station);
  const alerts = Map.groupBy(
    await station.catalog.openAlerts(null, ALERTS_LIMIT),
    ({ recorder }) => recorder,
  );
  const joined = registered.map((row) => ({
    no: row.no,
    registered: row,
    met: spelledLike(met, row.no),
    alerts: alerts.get(row.no) ?? [],
  }));
  // Before it was registered, one may have been met under two spellings of its number: the other stands by itself.
  const shown = new Set(joined.map((each) => each.met));
  const others = met
    .filter((row) => !shown.has(row))
    .map((row) => ({ no: row.no, registered: null, met: row, alerts: [] }));
  return [...joined, ...others].sort((a, b) => (a.no < b.no ? -1 : 1));
}

export async function knownRecorder(
  { catalog }: Pick<CliStation, 'catalog'>,
  no: RecorderNo,
): Promise<KnownRecorder> {
  // The page after a number begins with the next one; there is no question for a single recorder that was met.
  const registered = await catalog.registered(no);
  const met = spelledLike(await allMet({ catalog }), registered?.no ?? no);
  return {
    no: registered?.no ?? met?.no ?? no,
    registered,
    met,
    alerts: await catalog.openAlerts(registered?.no ?? no, ALERTS_LIMIT),
  };
}

async function allMet({ catalog }: Pick<CliStation, 'catalog'>): Promise<readonly RecorderRow[]> {
  const all: RecorderRow[] = [];
  while (all.length < RECORDERS_LIMIT) {
    const page: readonly RecorderRow[] = await catalog.recorders(all.at(-1)?.no ?? null, PAGE_ROWS);
    all.push(...page);
    if (page.length < PAGE_ROWS) break;
  }
  return all;
}

/** The row of this very number, else of its case twin. */
function spelledLike<Row extends { readonly no: RecorderNo }>(
  rows: readonly Row[],
  no: RecorderNo,
): Row | null {
  const same = rows.filter((row) => isSameRecorder(row.no, no));
  return same.find((row) => row.no === no) ?? same[0] ?? null;
}

/** Codes that end when somebody says which recorder it is. */
const UNKNOWN: ReadonlySet<ErrorCode> = new Set([
  'recorder-unregistered',
  'card-unrecognised',
  'card-ambiguous',
  'recorder-number-missing',
]);

/** Media that were refused because nobody knows whose they are, the newest of each, as long as that is so. */
export async function unknownMedia(
  { catalog }: Pick<CliStation, 'catalog'>,
  known: readonly KnownRecorder[],
): Promise<readonly RefusedDock[]> {
  const registered = known.flatMap((each) => each.registered ?? []);
  const numbers = new Set(registered.map(({ no }) => recorderKeyOf(no)));
  const cards = new Set(registered.flatMap((each) => each.cards));
  const seen = new Set<string>();
  const refused = (await catalog.refusals(REFUSALS_LOOKED_AT)).filter(({ code, path, met }) => {
    const key = JSON.stringify([met.number, met.serial, met.card, met.number === null ? path : null]);
    const isKnown =
      (met.number !== null && numbers.has(recorderKeyOf(met.number))) ||
      (met.card !== null && cards.has(met.card));
    // What several recorders speak for is known only when it would be recognised today.
    const isSettled = code === 'card-ambiguous' ? isRecognised(met, registered) : isKnown;
    const isFirst = !seen.has(key);
    seen.add(key);
    return isFirst && !isSettled && UNKNOWN.has(code);
  });
  return refused.slice(0, REFUSALS_SHOWN);
}

function isRecognised(met: MetRecorder, registered: readonly RegisteredRecorder[]): boolean {
  return recogniseRecorder({ ...met, given: null }, registered).kind === 'recognised';
}
