import type { ErrorCode } from '../../evidence/errors.ts';
import type { RecorderNo } from '../../evidence/ids.ts';
import type { RegisteredRecorder } from '../../evidence/registered-recorder.ts';
import type { RecorderRow } from '../../ports/catalog.ts';
import type { RecorderAlert, RefusedDock } from '../../ports/register.ts';
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
  const [registeredBy, metBy] = [byNumber(registered), byNumber(met)];
  const numbers = [...new Set([...registeredBy.keys(), ...metBy.keys()])].sort();
  return numbers.map((no) => ({
    no,
    registered: registeredBy.get(no) ?? null,
    met: metBy.get(no) ?? null,
    alerts: alerts.get(no) ?? [],
  }));
}

export async function knownRecorder(
  { catalog }: Pick<CliStation, 'catalog'>,
  no: RecorderNo,
): Promise<KnownRecorder> {
  // The page after a number begins with the next one; there is no question for a single recorder that was met.
  const met = (await allMet({ catalog })).find((row) => row.no === no) ?? null;
  return {
    no,
    registered: await catalog.registered(no),
    met,
    alerts: await catalog.openAlerts(no, ALERTS_LIMIT),
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

function byNumber<Row extends { readonly no: RecorderNo }>(
  rows: readonly Row[],
): ReadonlyMap<RecorderNo, Row> {
  return new Map(rows.map((row) => [row.no, row]));
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
  const numbers = new Set(registered.map(({ no }) => no));
  const cards = new Set(registered.flatMap((each) => each.cards));
  const seen = new Set<string>();
  const refused = (await catalog.refusals(REFUSALS_LOOKED_AT)).filter(({ code, path, met }) => {
    const key = JSON.stringify([met.number, met.serial, met.card, met.number === null ? path : null]);
    const isKnown =
      (met.number !== null && numbers.has(met.number)) || (met.card !== null && cards.has(met.card));
    const isFirst = !seen.has(key);
    seen.add(key);
    return isFirst && !isKnown && UNKNOWN.has(code);
  });
  return refused.slice(0, REFUSALS_SHOWN);
}
