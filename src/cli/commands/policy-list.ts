import { dateAt } from '../../evidence/calendar-date.ts';
import type { Policy } from '../../retention/policy.ts';
import { EVERY_UNIT, type ShelfFacts } from '../../retention/policy-view.ts';
import { shown } from '../../words/shown.ts';
import { momentOf, type Standing, standingOf, unitsOf } from '../policy/known-policies.ts';
import { styledTable } from '../policy/policy-text.ts';
import { type Session, withStation } from '../session.ts';

interface ListedPolicy extends Standing {
  readonly id: string;
  readonly file: Policy | null;
  readonly units: readonly string[];
}

/** Files, adopted versions, and who goes by which. */
export async function policyList(session: Session): Promise<number> {
  return withStation(session, 'look', async (station) => {
    const files = await session.doors.readPolicies(station.config);
    const { shelf, now } = await momentOf(station);
    const ids = [...new Set([...files.keys(), ...shelf.adopted.map(({ policy }) => policy)])].sort();
    const policies = ids.map((id) => ({
      id,
      file: files.get(id) ?? null,
      units: unitsOf(shelf, id),
      ...standingOf(shelf, id, now),
    }));
    session.result({ policies: policies.map(listedData) }, () =>
      listText(session, shelf, policies, station.config.station.zone),
    );
    return 0;
  });
}

function listedData({ id, file, units, inForce, waiting }: ListedPolicy) {
  const adopted = ({ text: _, ...facts }: Standing['waiting'][number]) => facts;
  return {
    id,
    agency: file?.agency ?? null,
    fileVersion: file?.version ?? null,
    units,
    inForce: inForce === null ? null : adopted(inForce),
    waiting: waiting.map(adopted),
  };
}

function listText(
  session: Session,
  shelf: ShelfFacts,
  policies: readonly ListedPolicy[],
  zone: string,
): string {
  const { policy: words, cli } = session.words;
  const titles = [
    { title: words.columns.policy },
    { title: words.columns.agency, shrink: 'wrap' },
    { title: words.columns.file },
    { title: words.columns.adopted, shrink: 'wrap' },
    { title: words.columns.units, shrink: 'wrap' },
  ] as const;
  const rows = policies.map(({ id, file, units, inForce, waiting }) => [
    id,
    file?.agency == null ? cli.none : shown(file.agency),
    file === null ? words.noFile : words.version(String(file.version)),
    [
      ...(inForce === null
        ? []
        : [words.inForceSince(String(inForce.version), dateAt(inForce.effectiveFrom, zone))]),
      ...waiting.map((each) => words.waitsUntil(String(each.version), dateAt(each.effectiveFrom, zone))),
    ].join(cli.listSeparator) || words.neverAdopted,
    units.map((unit) => (unit === EVERY_UNIT ? words.everybody : shown(unit))).join(cli.listSeparator) ||
      cli.none,
  ]);
  return [
    styledTable(session, titles, rows),
    ...(shelf.adopted.length === 0 ? ['', words.nothingAdopted] : []),
  ].join('\n');
}
