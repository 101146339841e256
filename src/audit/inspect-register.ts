import { canonicalJson, type Json } from '../evidence/canonical-json.ts';
import type { RecorderNo } from '../evidence/ids.ts';
import type { RegisteredRecorder } from '../evidence/registered-recorder.ts';
import type { Catalog } from '../ports/catalog.ts';
import type { KeptAlert } from '../ports/register.ts';
import { readRow } from './entry-fault.ts';
import type { FindingList } from './findings.ts';
import { AlertReplay, alertDifferences } from './replay-alerts.ts';
import { differencesOf, RegisterReplay } from './replay-register.ts';
import { rowsAsTheyAre } from './walk-rows.ts';

export type InspectRegisterPorts = {
  readonly catalog: Pick<Catalog, 'auditSize' | 'auditRows' | 'registeredPage' | 'alertPage'>;
};

const PAGE_ROWS = 500;
/** A register that somebody changes all the time is compared the next night. */
const TRIES = 3;

/**
 * The register says of every recorder, and of who had it when, what its entries say: nobody can be made the wearer of
 * a recording behind the program's back, and no alert
 * goes away or comes up without its entry.
 */
export async function inspectRegister(
  { catalog }: InspectRegisterPorts,
  findings: FindingList,
): Promise<void> {
  const replay = new RegisterReplay();
  const alerts = new AlertReplay();
  let seen = 0;
  for (let tries = 0; tries < TRIES; tries += 1) {
    for await (const row of rowsAsTheyAre(catalog, await catalog.auditSize(), seen)) {
      const { entry, fault } = readRow(row);
      if (entry !== null && fault === null) {
        replay.see(entry);
        alerts.see(entry);
      }
      seen = row.seq + 1;
    }
    const found = [...(await compare(catalog, replay)), ...(await compareAlerts(catalog, alerts))];
    // What a person has changed since the last entry that was read is no difference, but a reason to read on.
    if (found.length > 0 && (await catalog.auditSize()) > seen && tries + 1 < TRIES) continue;
    for (const fact of found) findings.add({ kind: 'row-differs', ...fact });
    return;
  }
}

interface Fact {
  readonly about: string;
  readonly expected: string;
  readonly found: string;
}

async function compare(
  catalog: InspectRegisterPorts['catalog'],
  { recorders }: RegisterReplay,
): Promise<readonly Fact[]> {
  const facts: Fact[] = [];
  const met = new Set<string>();
  for await (const row of registerRows(catalog)) {
    met.add(row.no);
    const replayed = recorders.get(row.no);
    if (replayed === undefined) {
      facts.push({ about: row.no, expected: 'no row', found: 'a row in the register' });
      continue;
    }
    facts.push(
      ...differencesOf(replayed, row).map(({ name, expected, found }) => ({
        about: `${row.no}: ${name}`,
        expected: textOf(expected),
        found: textOf(found),
      })),
    );
  }
  for (const [no, { seq }] of recorders) {
    if (!met.has(no)) facts.push({ about: no, expected: `a row, as entry ${seq} tells`, found: 'no row' });
  }
  return facts;
}

async function compareAlerts(
  catalog: Pick<Catalog, 'alertPage'>,
  { alerts }: AlertReplay,
): Promise<readonly Fact[]> {
  const rows: KeptAlert[] = [];
  for (;;) {
    const page = await catalog.alertPage(rows.at(-1)?.place ?? 0, PAGE_ROWS);
    rows.push(...page);
    if (page.length < PAGE_ROWS) break;
  }
  return alertDifferences(alerts, rows).map(({ about, expected, found }) => ({
    about,
    expected: typeof expected === 'string' ? expected : textOf(expected),
    found: typeof found === 'string' ? found : textOf(found),
  }));
}

async function* registerRows(catalog: Pick<Catalog, 'registeredPage'>): AsyncGenerator<RegisteredRecorder> {
  for (let after: RecorderNo | null = null; ; ) {
    const page: readonly RegisteredRecorder[] = await catalog.registeredPage(after, PAGE_ROWS);
    yield* page;
    after = page.at(-1)?.no ?? null;
    if (page.length < PAGE_ROWS) return;
  }
}

/** Who had it when is a long list; what is not canonical was written by nobody of ours. */
const SHOWN_CHARS_LIMIT = 1_000;

function textOf(value: Json): string {
  try {
    return canonicalJson(value).slice(0, SHOWN_CHARS_LIMIT).toWellFormed();
  } catch {
    return `not canonical: ${JSON.stringify(value)}`.slice(0, SHOWN_CHARS_LIMIT);
  }
}
