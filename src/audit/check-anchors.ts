import type { Anchor } from '../evidence/anchor.ts';
import { openCosignature } from '../evidence/cosignature.ts';
import { sha256Of } from '../evidence/digest.ts';
import { asSealdockError } from '../evidence/errors.ts';
import { checkpointBody } from '../evidence/signed-note.ts';
import type { AnchorLedger } from '../ports/anchor-ledger.ts';
import type { Catalog } from '../ports/catalog.ts';
import type { LogFiles } from '../ports/log-files.ts';
import type { Signer } from '../ports/signer.ts';
import type { TimeStamps } from '../ports/time-stamps.ts';
import type { WitnessClient } from '../ports/witness-client.ts';
import type { FindingList } from './findings.ts';
import { type OwnKeys, ownKeys } from './own-checkpoint.ts';
import { describe } from './published-head.ts';
import { ANCHOR_FILE } from './remembered-heads.ts';

export interface CheckAnchorsPorts {
  readonly catalog: Pick<AnchorLedger, 'anchors'> & Pick<Catalog, 'auditRowsOf'>;
  readonly logFiles: Pick<LogFiles, 'read' | 'list'>;
  readonly logSigner: Pick<Signer, 'publicKey'>;
  /** With which time stamps and cosignatures are checked; without them only their heads are. */
  readonly timeStamps?: Pick<TimeStamps, 'check'> | null;
  readonly witnessClient?: Pick<WitnessClient, 'key'> | null;
}

/** Ten years of one a day and ten of one an hour would be too many to check each night: the newest ones. */
const CHECKED_LIMIT = 1_000;

/**
 * Every anchor that the catalogue lists has its head and its proof beside the log, and the proof is over that head. Whether
 * the entries lead through the heads is compared where all heads are.
 */
export async function checkAnchors(
  ports: CheckAnchorsPorts,
  { origin }: { readonly origin: string },
  findings: FindingList,
): Promise<readonly Anchor[]> {
  const anchors = await ports.catalog.anchors(null, CHECKED_LIMIT);
  const keys = await ownKeys(ports, origin);
  for (const anchor of anchors) if (anchor.file !== null) await checkOne(ports, keys, anchor, findings);
  const listed = new Set(anchors.map(({ file }) => file));
  for await (const path of ports.logFiles.list()) {
    const stem = ANCHOR_FILE.exec(path)?.[1];
    if (stem === undefined || listed.has(stem) || anchors.length === CHECKED_LIMIT) continue;
    findings.add({
      kind: 'anchor-unlisted',
      about: path,
      expected: 'a row in the catalogue',
      found: 'a file',
    });
  }
  return anchors;
}

async function checkOne(
  ports: CheckAnchorsPorts,
  keys: OwnKeys,
  anchor: Anchor,
  findings: FindingList,
): Promise<void> {
  const note = await readOf(ports, anchor, 'note', findings);
  if (note === null) return;
  const about = `anchors/${anchor.file}.note`;
  const opened = keys.open(note);
  const expected = describe({ size: anchor.size, root: Buffer.from(anchor.root, 'base64') });
  const found = opened.kind === 'opened' ? describe(opened.checkpoint) : opened.why;
  if (opened.kind !== 'opened' || found !== expected) {
    findings.add({ kind: 'anchor-differs', about, expected, found });
    return;
  }
  const body = checkpointBody(opened.checkpoint);
  if (anchor.kind === 'tsa') await checkTimeStamp(ports, anchor, body, findings);
  if (anchor.kind === 'witness') await checkWitness(ports, anchor, body, findings);
}

async function checkTimeStamp(
  ports: CheckAnchorsPorts,
  anchor: Anchor,
  body: string,
  findings: FindingList,
): Promise<void> {
  const token = await readOf(ports, anchor, 'tsr', findings);
  if (token === null || ports.timeStamps == null) return;
  const about = `anchors/${anchor.file}.tsr`;
  try {
    const at = await ports.timeStamps.check(sha256Of(body), token);
    if (at !== anchor.at) findings.add({ kind: 'anchor-differs', about, expected: anchor.at, found: at });
  } catch (thrown) {
    const { code, found } = asSealdockError(thrown);
    if (code !== 'anchor-differs') throw thrown;
    findings.add({
      kind: 'anchor-differs',
      about,
      expected: `a time stamp of ${anchor.at}`,
      found: found ?? 'none',
    });
  }
}

async function checkWitness(
  ports: CheckAnchorsPorts,
  anchor: Anchor,
  body: string,
  findings: FindingList,
): Promise<void> {
  const lines = await readOf(ports, anchor, 'witness', findings);
  // A witness that is not configured any more cannot be checked with a key of our own.
  if (lines === null || ports.witnessClient?.key.name !== anchor.by) return;
  const { key } = ports.witnessClient;
  if (openCosignature(Buffer.from(lines).toString('utf8'), body, key) !== null) return;
  findings.add({
    kind: 'anchor-differs',
    about: `anchors/${anchor.file}.witness`,
    expected: `a cosignature by ${key.name}`,
    found: 'none',
  });
}

async function readOf(
  { logFiles }: CheckAnchorsPorts,
  { file }: Anchor,
  ending: 'note' | 'tsr' | 'witness',
  findings: FindingList,
): Promise<Uint8Array | null> {
  const path = `anchors/${file}.${ending}`;
  const bytes = await logFiles.read(path);
  if (bytes === null)
    findings.add({ kind: 'anchor-missing', about: path, expected: 'a file', found: 'no file' });
  return bytes;
}
