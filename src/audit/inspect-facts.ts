import type { AuditAct } from '../evidence/audit-entry.ts';
import type { Json } from '../evidence/canonical-json.ts';
import { canonicalJson } from '../evidence/canonical-json.ts';
import { parseClearId } from '../evidence/clearing.ts';
import { type DockId, parseRecordingId } from '../evidence/ids.ts';
import type { Catalog, DockRow } from '../ports/catalog.ts';
import type { ReadEntry } from './entry-fault.ts';

export type FactsCatalog = Pick<Catalog, 'dock' | 'recording' | 'refusal' | 'clear'>;

/** One fact, as an entry tells it and as the catalogue does. */
export interface Fact {
  readonly about: string;
  readonly expected: string;
  readonly found: string;
}

/** Null for a row that is not there. */
type Facts = (
  entry: ReadEntry,
  catalog: FactsCatalog,
) => Promise<readonly [name: string, found: Json][] | null>;

/** For each act whose facts a row repeats: what the row says, under the names of the entry's detail. */
const ROW_FACTS = new Map<AuditAct, Facts>(
  Object.entries<Facts>({
    'dock.started': async ({ object }, catalog) => {
      const row = await catalog.dock(object.id as DockId);
      if (row === null) return null;
      const { path, origin, medium, boot } = row;
      return [
        ['path', path],
        ['origin', origin],
        ['medium', medium as Json],
        ['boot', boot],
      ];
    },
    'dock.finished': endOfDock,
    'dock.refused': endOfDock,
    'dock.interrupted': endOfDock,
    'recorder.refused': async ({ object }, catalog) => {
      const row = await catalog.refusal(object.id as DockId);
      if (row === null) return null;
      return [['code', row.code], ['recorder', row.recorder], ...Object.entries(row.met)];
    },
    'card.clear-ordered': (entry, catalog) => rowOfClear(entry, catalog, 'decidedSeq'),
    'card.clear-kept': (entry, catalog) => rowOfClear(entry, catalog, 'decidedSeq'),
    'card.cleared': (entry, catalog) => rowOfClear(entry, catalog, 'endedSeq'),
    'recording.probed': async ({ object, detail }, catalog) => {
      const id = parseRecordingId(object.id);
      const row = id === null ? null : await catalog.recording(id);
      if (row === null) return []; // its sealing tells that
      const probe = (row.probe ?? {}) as { readonly [name: string]: Json };
      return Object.keys(detail).map((name) => [name, probe[name] ?? null]);
    },
  }) as [AuditAct, Facts][],
);

/** What the row says is compared from its side (`inspect-clears`); here it has to be there, and to name this entry. */
async function rowOfClear(
  { seq, after, detail }: ReadEntry,
  catalog: FactsCatalog,
  name: 'decidedSeq' | 'endedSeq',
): ReturnType<Facts> {
  const id = parseClearId(String(detail.order));
  const row = id === null ? null : await catalog.clear(id);
  if (row === null) return null;
  const named = row[name];
  // An answer that came late has followed upon none.
  const isFollowed = after === 'unanswered' && named !== null && named > seq;
  return [['entry', isFollowed ? seq : named]];
}

async function endOfDock({ object, detail }: ReadEntry, catalog: FactsCatalog): ReturnType<Facts> {
  const row = await catalog.dock(object.id as DockId);
  if (row === null) return null;
  return [
    ['recorder', row.recorder],
    ['model', row.model],
    ['counts', (row.counts ?? null) as Json],
    ['result', row.result],
    ['code', row.code],
    // Rows from before version 3 of the catalogue keep neither, and their entries tell no check.
    ...(Object.hasOwn(detail, 'check') ? marksAndCheck(row) : []),
  ];
}

function marksAndCheck({ marks, check }: DockRow): readonly [name: string, found: Json][] {
  return [
    ['marks', marks],
    ['check', check],
  ];
}

/** What a row says otherwise than the entry that made it so. */
export async function differingFacts(entry: ReadEntry, catalog: FactsCatalog): Promise<readonly Fact[]> {
  const facts = await ROW_FACTS.get(entry.act)?.(entry, catalog);
  if (facts === undefined) return [];
  const about = entry.object.id;
  if (facts === null) return [{ about, expected: `a row, as entry ${entry.seq} tells`, found: 'no row' }];
  return facts
    .map(([name, found]) => ({
      about: `${about}: ${name}`,
      expected: textOf(toldBy(entry, name)),
      found: textOf(found),
    }))
    .filter(({ expected, found }) => expected !== found);
}

/** A beginning tells its boot, and an end its result and code, in the fields that every entry has for them. */
function toldBy(entry: ReadEntry, name: string): Json {
  if (name === 'result') return entry.after;
  if (name === 'entry') return entry.seq;
  if (name === 'boot') return entry.clock.boot;
  return name === 'code' ? entry.reason : (entry.detail[name] ?? null);
}

/** A value that nobody of ours could have written is a difference too, and no failure of the inspection. */
function textOf(value: Json): string {
  try {
    return canonicalJson(value);
  } catch {
    return `not canonical: ${JSON.stringify(value)}`;
  }
}
