import type { Json } from '../evidence/canonical-json.ts';
import type { Catalog } from '../ports/catalog.ts';
import { readEntry } from './entry-fault.ts';
import { describe } from './published-head.ts';
import type { Head } from './read-heads.ts';

/** More restores from backup than any station has. */
const RESTORES_LIMIT = 1_000;
/** Heads that one decision gives up: the published one, the kept one and some anchors. */
export const GIVEN_UP_LIMIT = 64;

/** Heads of branches that an administrator has left, with a reason that stands in the log (`log.restored`). */
export async function givenUpHeads(catalog: Pick<Catalog, 'auditRowsOf'>): Promise<ReadonlySet<string>> {
  const rows = await catalog.auditRowsOf('log.restored', RESTORES_LIMIT);
  return new Set(rows.flatMap(({ text }) => headsIn(readEntry(text)?.detail.gaveUp)));
}

export function givenUpJson(heads: readonly Head[]): Json {
  return heads.slice(0, GIVEN_UP_LIMIT).map(({ size, root }) => ({ size, root: base64(root) }));
}

/** As `describe` writes them: how heads are compared. */
function headsIn(value: Json | undefined): string[] {
  if (!Array.isArray(value)) return [];
  return (value as { readonly size?: unknown; readonly root?: unknown }[]).flatMap(({ size, root }) =>
    typeof size === 'number' && typeof root === 'string'
      ? [describe({ size, root: Buffer.from(root, 'base64') })]
      : [],
  );
}

function base64(root: Uint8Array): string {
  return Buffer.from(root).toString('base64');
}
