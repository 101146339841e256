import { leafHash } from '../evidence/merkle.ts';
import type { Catalog } from '../ports/catalog.ts';
import type { LogFiles } from '../ports/log-files.ts';
import { entryFault } from './entry-fault.ts';
import { EntryRuns } from './entry-runs.ts';
import type { FindingList } from './findings.ts';
import type { LeafSource } from './leaf-source.ts';
import { leavesOf } from './leaf-source.ts';
import { rowsAsTheyAre } from './walk-rows.ts';

interface Ports {
  readonly catalog: Pick<Catalog, 'auditRows'>;
  readonly logFiles: Pick<LogFiles, 'read'>;
}

/** Names the entries that are not what was signed, and that hold together by themselves: changed with their hash. */
export async function explainRows(
  ports: Ports,
  kind: LeafSource['kind'],
  size: number,
  findings: FindingList,
): Promise<void> {
  const runs = new EntryRuns(findings);
  const leaves = leavesOf(ports, kind, size);
  let at = -1;
  let leaf: Uint8Array | undefined;
  for await (const row of rowsAsTheyAre(ports.catalog, size)) {
    for (; at < row.seq; at += 1) leaf = (await leaves.next()).value ?? undefined;
    if (leaf === undefined) break;
    const found = leafHash(Buffer.from(row.text));
    if (found.equals(leaf) || entryFault(row) !== null) continue;
    runs.add('entry-changed', row.seq, {
      expected: `leaf hash ${Buffer.from(leaf).toString('hex')}`,
      found: `leaf hash ${found.toString('hex')}`,
    });
  }
  runs.end();
}
