import type { Catalog } from '../ports/catalog.ts';
import type { HeadMemory } from '../ports/head-memory.ts';
import type { LogFiles } from '../ports/log-files.ts';
import type { Signer } from '../ports/signer.ts';
import { checkExtraFiles } from './check-extra-files.ts';
import { checkLogFiles } from './check-log-files.ts';
import { explainRows } from './explain-rows.ts';
import type { Finding } from './findings.ts';
import { FindingList } from './findings.ts';
import { givenUpHeads } from './given-up-heads.ts';
import type { LeafSource } from './leaf-source.ts';
import { findLeafSource } from './leaf-source.ts';
import { describe } from './published-head.ts';
import type { Head, Heads } from './read-heads.ts';
import { readHeads } from './read-heads.ts';
import type { WalkedRows } from './walk-rows.ts';
import { walkRows } from './walk-rows.ts';

export interface VerifyLogPorts {
  readonly catalog: Pick<Catalog, 'auditSize' | 'auditRows' | 'auditRowsOf' | 'published'>;
  readonly logFiles: Pick<LogFiles, 'read' | 'list'>;
  readonly logSigner: Pick<Signer, 'publicKey'>;
  readonly headMemory?: Pick<HeadMemory, 'read'>;
}

export interface VerifyLogInput {
  readonly origin: string;
  /** A head that was kept outside the machine: only this can tell of a log that was cut and signed again. */
  readonly remembered: Head | null;
}

export interface LogVerdict {
  readonly findings: readonly Finding[];
  readonly entries: number;
  /** The head in the checkpoint file, when it is there and ours. */
  readonly shown: Head | null;
}

/**
 * Hashes every entry's text again and compares the tree with every head and every published byte. It may run beside
 * a station that goes on writing. Memory does not depend on the length of the log.
 */
export async function verifyLog(ports: VerifyLogPorts, input: VerifyLogInput): Promise<LogVerdict> {
  const findings = new FindingList();
  const heads = await readHeads(ports, input, findings);
  const rootsAt = heads.all.map((head) => head.size);
  const rows = await walkRows(ports.catalog, { size: await ports.catalog.auditSize(), rootsAt }, findings);

  const measure = heads.shown ?? heads.kept;
  if (measure === null && rows.size > 0) tellUnpublished(rows, findings);
  const source = await findLeafSource(ports, rows, measure, rootsAt);
  if (measure !== null && source.kind !== 'text' && source.kind !== 'none') {
    await explainRows(ports, source.kind, measure.size, findings);
  }
  compareHeads(heads, rows, source, await givenUpHeads(ports.catalog), findings);

  const judgeable = source.kind === 'column' || source.kind === 'tiles' || rows.gapFree;
  if (measure !== null && judgeable && (source.kind === 'tiles' || measure.size <= rows.size)) {
    await checkLogFiles(ports, source.kind, measure.size, findings);
  }
  await checkExtraFiles(ports, measure?.size ?? 0, findings);
  return { findings: findings.all, entries: rows.size, shown: heads.shown };
}

function tellUnpublished(rows: WalkedRows, findings: FindingList): void {
  findings.add({
    kind: 'log-unpublished',
    about: 'audit entries',
    expected: 'a checkpoint',
    found: `${rows.size} entries and none`,
  });
}

/** Whether the log reaches every head, and leads through it. */
function compareHeads(
  heads: Heads,
  rows: WalkedRows,
  source: LeafSource,
  givenUp: ReadonlySet<string>,
  findings: FindingList,
): void {
  for (const head of heads.all) {
    const root = source.roots.get(head.size);
    const isLed = root !== undefined && Buffer.compare(root, head.root) === 0;
    if (!isLed && givenUp.has(describe(head))) {
      findings.add({
        kind: 'log-restored',
        about: head.about,
        expected: describe(head),
        found: 'given up, with a reason in the log',
      });
      continue;
    }
    if (head.size > rows.size) {
      findings.add({
        kind: 'log-truncated',
        about: head.about,
        expected: `${head.size} entries`,
        found: `${rows.size} entries`,
      });
    }
    if (root === undefined || Buffer.compare(root, head.root) === 0) continue;
    findings.add({
      kind: 'log-forked',
      about: head.about,
      expected: describe(head),
      found: describe({ size: head.size, root }),
    });
  }
}
