import { canonicalJson, type Json } from '../evidence/canonical-json.ts';
import { bytesOfCardPath } from '../evidence/card-path.ts';
import { CLEAR_FILES_LIMIT } from '../evidence/clear-order.ts';
import type { ClearId } from '../evidence/clearing.ts';
import { sha256Of } from '../evidence/digest.ts';
import type { Catalog } from '../ports/catalog.ts';
import type { ClearRow } from '../ports/clear-ledger.ts';
import { type ReadEntry, readRow } from './entry-fault.ts';
import type { FindingList } from './findings.ts';
import type { Fact } from './inspect-facts.ts';

export interface InspectClearsPorts {
  readonly catalog: Pick<Catalog, 'auditRows' | 'clear' | 'clearsPage' | 'clearedFiles'>;
}

const PAGE_ROWS = 200;
/** A late answer may come while its row is compared. */
const TRIES = 3;

/**
 * What the catalogue says of each card that was cleared, and of each file of it, is what its entries say. That no row
 * is missing is asked from the other side, with the entries.
 */
export async function inspectClears({ catalog }: InspectClearsPorts, findings: FindingList): Promise<void> {
  for (let after: ClearId | null = null; ; ) {
    const page: readonly ClearRow[] = await catalog.clearsPage(after, PAGE_ROWS);
    for (const row of page) {
      for (const fact of await differencesOf(catalog, row)) findings.add({ kind: 'row-differs', ...fact });
    }
    if (page.length < PAGE_ROWS) return;
    after = page.at(-1)?.id ?? null;
  }
}

async function differencesOf(
  catalog: InspectClearsPorts['catalog'],
  listed: ClearRow,
): Promise<readonly Fact[]> {
  let row = listed;
  for (let tries = 1; ; tries += 1) {
    const files = await catalog.clearedFiles(row.id, CLEAR_FILES_LIMIT + 1);
    const facts = [...(await decisionOf(catalog, row, files)), ...(await endOf(catalog, row, files))];
    const now = await catalog.clear(row.id);
    if (facts.length === 0 || now === null || now.endedSeq === row.endedSeq || tries === TRIES) return facts;
    row = now;
  }
}

type ClearedFiles = Awaited<ReturnType<Catalog['clearedFiles']>>;

async function decisionOf(
  catalog: Pick<Catalog, 'auditRows'>,
  row: ClearRow,
  cleared: ClearedFiles,
): Promise<readonly Fact[]> {
  const act = row.digest === null ? 'card.clear-kept' : 'card.clear-ordered';
  const entry = await entryAt(catalog, row.decidedSeq);
  if (entry === 'altered') return [];
  if (entry?.act !== act || entry.detail.order !== row.id) return [without(row, 'decision', row.decidedSeq)];
  const { dock, recorder, proof, digest, files, bytes, kept, keptUntil } = row;
  const paths = cleared.map(({ path, recording }) => [bytesOfCardPath(path).toString('hex'), recording]);
  return [
    ...different(row, 'which files', entry.detail.filesSha256 ?? null, sha256Of(canonicalJson(paths))),
    ...different(row, 'dock', entry.object.id, dock),
    ...Object.entries({ recorder, proof, digest, files, bytes, kept, keptUntil }).flatMap(([name, found]) =>
      different(row, name, entry.detail[name] ?? null, found as Json),
    ),
  ];
}

async function endOf(
  catalog: Pick<Catalog, 'auditRows'>,
  row: ClearRow,
  cleared: ClearedFiles,
): Promise<readonly Fact[]> {
  const { end, endedSeq, outcomes } = row;
  // Nothing was ordered, or nothing has been answered: there is no entry about an end.
  if (end === null || end === 'nothing') return different(row, 'entry of its end', null, endedSeq);
  const entry = await entryAt(catalog, endedSeq);
  if (entry === 'altered') return [];
  if (entry?.act !== 'card.cleared' || entry.detail.order !== row.id) return [without(row, 'end', endedSeq)];
  const digest = sha256Of(canonicalJson(cleared.map(({ outcome }) => outcome)));
  return [
    ...different(row, 'end', entry.after, end),
    ...different(row, 'outcomes', entry.detail.outcomes ?? null, outcomes as Json),
    ...different(row, 'outcomes of its files', entry.detail.outcomesSha256 ?? null, digest),
  ];
}

/** Null when there is none. One that was altered is named by the verification of the log; the row then stands for itself. */
async function entryAt(
  catalog: Pick<Catalog, 'auditRows'>,
  seq: number | null,
): Promise<ReadEntry | 'altered' | null> {
  if (seq === null || !Number.isSafeInteger(seq) || seq < 0) return null;
  const [auditRow] = await catalog.auditRows(seq, 1);
  if (auditRow?.seq !== seq) return null;
  const { entry, fault } = readRow(auditRow);
  return fault === null ? entry : 'altered';
}

function without({ id }: ClearRow, what: string, seq: number | null): Fact {
  return { about: id, expected: `its ${what} as entry ${seq ?? 'unknown'}`, found: 'no such entry' };
}

function different({ id }: ClearRow, name: string, told: Json, found: Json): readonly Fact[] {
  const [expected, text] = [canonicalJson(told), textOf(found)];
  return expected === text ? [] : [{ about: `${id}: ${name}`, expected, found: text }];
}

/** A value that nobody of ours could have written is a difference too, and no failure of the inspection. */
function textOf(value: Json): string {
  try {
    return canonicalJson(value);
  } catch {
    return `not canonical: ${JSON.stringify(value)}`;
  }
}
