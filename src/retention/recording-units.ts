import { recorderKeyOf } from '../evidence/ids.ts';
import type { KeepingFacts } from '../evidence/retention.ts';
import { officerNoOf, type Person, type StaffId } from '../evidence/staff.ts';
import type { Catalog } from '../ports/catalog.ts';

type WhoseRecording = Pick<KeepingFacts, 'recorder' | 'officer'>;

/** Units whose policy may count, the first one before the others: its officer's (RULES C4), then its recorder's. */
export type UnitsOf = (recording: WhoseRecording) => readonly string[];

const PAGE_ROWS = 500;
/** More recorders, and more people, than any bureau has. */
const ROWS_LIMIT = 200_000;

/** Of everybody at once, for a pass over all recordings. Errors: those of the catalogue. */
export async function loadUnits(catalog: Pick<Catalog, 'registeredPage' | 'peoplePage'>): Promise<UnitsOf> {
  const ofRecorder = await unitsOf(
    (after: { no: Parameters<Catalog['registeredPage']>[0] } | undefined) =>
      catalog.registeredPage(after?.no ?? null, PAGE_ROWS),
    // Whatever a card writes, the register knows it by its key.
    ({ no }) => recorderKeyOf(no),
  );
  const ofOfficer = await unitsOf(
    (after: { id: StaffId } | undefined) => catalog.peoplePage(after?.id ?? null, PAGE_ROWS),
    officerNoOf,
  );
  const known = new Map<string, readonly string[]>();
  return ({ recorder, officer }) => {
    const key = `${recorder} ${officer}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    if (known.size >= ROWS_LIMIT) known.clear();
    const units = [ofOfficer.get(officer ?? ''), ofRecorder.get(recorderKeyOf(recorder))].flatMap(
      (unit) => unit ?? [],
    );
    known.set(key, units);
    return units;
  };
}

/** Of one recording, without reading the others. */
export async function unitsOfOne(
  catalog: Pick<Catalog, 'registered' | 'personWithCertificate'>,
  { recorder, officer }: WhoseRecording,
): Promise<readonly string[]> {
  const person: Person | null = officer === null ? null : await catalog.personWithCertificate(officer);
  const registered = await catalog.registered(recorder);
  return [person?.unit, registered?.unit].flatMap((unit) => unit ?? []);
}

async function unitsOf<Row extends { readonly unit: string | null }>(
  pageAfter: (after: Row | undefined) => Promise<readonly Row[]>,
  nameOf: (row: Row) => string | null,
): Promise<ReadonlyMap<string, string>> {
  const units = new Map<string, string>();
  let last: Row | undefined;
  for (let rows = 0; rows < ROWS_LIMIT; rows += PAGE_ROWS) {
    const page = await pageAfter(last);
    for (const row of page) {
      const name = nameOf(row);
      if (name !== null && row.unit !== null) units.set(name, row.unit);
    }
    last = page.at(-1);
    if (page.length < PAGE_ROWS) break;
  }
  return units;
}
