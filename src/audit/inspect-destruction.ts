import { isAgainLine, signatureNameOf } from '../destruction/register/again-line.ts';
import { REGISTER_JSON, REGISTER_SIGNATURE, type Register } from '../destruction/register/register.ts';
import type { Batch, BatchId, Tombstone } from '../evidence/destruction.ts';
import { sha256Of } from '../evidence/digest.ts';
import type { RecordingId } from '../evidence/ids.ts';
import type { Catalog } from '../ports/catalog.ts';
import type { RegisterShelf } from '../ports/register-shelf.ts';
import type { Signer } from '../ports/signer.ts';
import type { Vault } from '../ports/vault.ts';
import type { ReadEntry } from './entry-fault.ts';
import { readRow } from './entry-fault.ts';
import type { Finding, FindingList } from './findings.ts';
import { isSignedRegister } from './signed-register.ts';
import { rowsAsTheyAre } from './walk-rows.ts';

export interface InspectDestructionPorts {
  readonly catalog: Pick<
    Catalog,
    | 'auditSize'
    | 'auditRows'
    | 'auditRowsOf'
    | 'batch'
    | 'batches'
    | 'countItems'
    | 'destroyedRecording'
    | 'intended'
    | 'tombstone'
    | 'tombstones'
  >;
  readonly registers: Pick<RegisterShelf, 'read' | 'numbers'>;
  readonly sealSigner: Pick<Signer, 'keyId' | 'publicKey' | 'verify'>;
  readonly vault: Pick<Vault, 'has'>;
}

const PAGE_STONES = 500;
/** More batches than a station makes in a century. */
const BATCHES_LIMIT = 100_000;

/**
 * What was destroyed, both ways: every deed of the log has its tombstone and no sealed folder, every tombstone its deed;
 * batches are where their entries left them, and each register is the one whose digest the log has.
 */
export async function inspectDestruction(
  ports: InspectDestructionPorts,
  findings: FindingList,
): Promise<void> {
  const tell = (finding: Finding): void => findings.add(finding);
  // Before the log's size: what is destroyed meanwhile has its entry among those that are read.
  const before = await countStones(ports, tell);
  const seen = await walkDeeds(ports, tell);
  if (before.stones > seen.deeds) {
    tell({
      kind: 'tombstone-differs',
      about: 'tombstones',
      expected: `at most ${seen.deeds}`,
      found: `${before.stones}`,
    });
  }
  for (const batch of before.batches) await inspectBatch(ports, batch, seen, tell);
  await inspectRegisters(ports, before.batches, seen, tell);
  for (const { batch, item } of await ports.catalog.intended(null)) {
    const about = `${batch}: ${item.recording}`;
    tell({ kind: 'destruction-unfinished', about, expected: 'destroyed', found: 'an intent, which goes on' });
  }
}

interface SeenDeeds {
  readonly deeds: number;
  readonly destroyed: ReadonlyMap<string, number>;
  readonly lastState: ReadonlyMap<string, string>;
  readonly registers: ReadonlyMap<string, { readonly sha256: string; readonly seq: number }>;
}

type Tell = (finding: Finding) => void;

async function countStones(
  { catalog, vault }: InspectDestructionPorts,
  tell: Tell,
): Promise<{ readonly stones: number; readonly batches: readonly Batch[] }> {
  const batches = await catalog.batches(null, BATCHES_LIMIT);
  let stones = 0;
  let after: RecordingId | null = null;
  for (;;) {
    const page: readonly Tombstone[] = await catalog.tombstones(after, PAGE_STONES);
    for (const { recording } of page) {
      const row = await catalog.destroyedRecording(recording);
      if (row !== null && (await vault.has(row.folder))) {
        tell({
          kind: 'destroyed-present',
          about: row.folder,
          expected: 'nothing: it was destroyed',
          found: 'a folder',
        });
      }
    }
    stones += page.length;
    if (page.length < PAGE_STONES) return { stones, batches };
    after = page.at(-1)?.recording ?? null;
  }
}

async function walkDeeds(ports: InspectDestructionPorts, tell: Tell): Promise<SeenDeeds> {
  const { catalog } = ports;
  const destroyed = new Map<string, number>();
  const lastState = new Map<string, string>();
  const registers = new Map<string, { readonly sha256: string; readonly seq: number }>();
  let deeds = 0;
  for await (const row of rowsAsTheyAre(catalog, await catalog.auditSize())) {
    const { entry, fault } = readRow(row);
    if (entry === null || fault !== null) continue;
    if (entry.object.kind === 'batch' && entry.after !== null) lastState.set(entry.object.id, entry.after);
    if (entry.act === 'batch.executed') {
      registers.set(entry.object.id, { sha256: String(entry.detail.registerSha256), seq: entry.seq });
    }
    if (entry.act === 'recording.destroyed-again') await inspectAgain(ports, entry, tell);
    if (entry.act !== 'recording.destroyed') continue;
    deeds += 1;
    const batch = String(entry.detail.batch);
    destroyed.set(batch, (destroyed.get(batch) ?? 0) + 1);
    await inspectDeed(catalog, entry, tell);
  }
  return { deeds, destroyed, lastState, registers };
}

async function inspectDeed(
  catalog: InspectDestructionPorts['catalog'],
  { seq, object, detail }: ReadEntry,
  tell: Tell,
): Promise<void> {
  const stone = await catalog.tombstone(object.id as RecordingId);
  const row = await catalog.destroyedRecording(object.id as RecordingId);
  const expected = factsText(detail.batch, detail.register, detail.sha256, detail.edgesSha256);
  const found =
    stone === null || row === null
      ? 'none'
      : factsText(stone.batch, stone.registerNo, stone.sha256, stone.edgesSha256);
  if (found !== expected)
    tell({ kind: 'tombstone-differs', about: `entry ${seq}: ${object.id}`, expected, found });
}

/** The line beside its register is the one whose digest the log has. */
async function inspectAgain(
  ports: InspectDestructionPorts,
  { seq, detail }: ReadEntry,
  tell: Tell,
): Promise<void> {
  const [no, line, expected] = [Number(detail.register), String(detail.line), String(detail.lineSha256)];
  const about = `register ${no}: ${line}`;
  const { registers } = ports;
  const json = isAgainLine(line) ? await registers.read(no, line) : null;
  const signature = json === null ? null : await registers.read(no, signatureNameOf(line));
  if (json === null || signature === null) {
    tell({ kind: 'register-missing', about, expected: 'the line and its signature', found: 'none' });
    return;
  }
  const found = sha256Of(json);
  if (found !== expected) tell({ kind: 'register-differs', about, expected, found });
  else if (!(await isSignedRegister(ports, json, signature, seq))) {
    tell({ kind: 'register-differs', about, expected: 'its signature', found: 'another one' });
  }
}

async function inspectBatch(
  { catalog }: InspectDestructionPorts,
  { id, state, registerSha256, changedAt }: Batch,
  seen: SeenDeeds,
  tell: Tell,
): Promise<void> {
  const differs = (name: string, expected: string, found: string) =>
    tell({ kind: 'batch-differs', about: `${id}: ${name}`, expected, found });
  const counted = (await catalog.countItems(id)).destroyed;
  // A batch that went on since then is compared the next night.
  if ((await catalog.batch(id))?.changedAt !== changedAt || state === 'executing') return;
  const told = seen.lastState.get(id);
  if (told !== state) differs('state', told ?? 'an entry', state);
  const destroyed = seen.destroyed.get(id) ?? 0;
  if (counted !== destroyed) differs('destroyed', String(destroyed), String(counted));
  const sha256 = seen.registers.get(id)?.sha256 ?? null;
  if (sha256 !== registerSha256) differs('register', sha256 ?? 'none', registerSha256 ?? 'none');
}

/** Each number once, without a gap, each with the file that the log names; and no register that no batch knows of. */
async function inspectRegisters(
  ports: InspectDestructionPorts,
  batches: readonly Batch[],
  seen: SeenDeeds,
  tell: Tell,
): Promise<void> {
  const byNo = new Map(
    batches.flatMap((batch) => (batch.registerNo === null ? [] : [[batch.registerNo, batch]])),
  );
  for (let no = 1; no <= byNo.size; no += 1) {
    const batch = byNo.get(no);
    if (batch === undefined) {
      tell({ kind: 'register-missing', about: `register ${no}`, expected: 'a batch', found: 'none' });
    } else if (batch.registerSha256 !== null) {
      await inspectRegister(ports, no, batch, seen.registers.get(batch.id)?.seq ?? null, tell);
    }
  }
  for (const no of await ports.registers.numbers()) {
    if (byNo.has(no)) continue;
    const found = await batchOfRegister(ports, no);
    // Begun since the batches were read.
    if (found !== null && (await ports.catalog.batch(found))?.registerNo === no) continue;
    const expected = 'a batch in the catalogue: an older one may have been restored';
    tell({ kind: 'register-unknown', about: `register ${no}`, expected, found: found ?? 'unreadable' });
  }
}

async function inspectRegister(
  ports: InspectDestructionPorts,
  no: number,
  { registerSha256 }: Batch,
  seq: number | null,
  tell: Tell,
): Promise<void> {
  const about = `register ${no}`;
  const json = await ports.registers.read(no, REGISTER_JSON);
  const signature = await ports.registers.read(no, REGISTER_SIGNATURE);
  if (json === null || signature === null) {
    tell({ kind: 'register-missing', about, expected: `${REGISTER_JSON} and its signature`, found: 'none' });
    return;
  }
  const found = sha256Of(json);
  if (found !== registerSha256)
    tell({ kind: 'register-differs', about, expected: registerSha256 ?? '', found });
  else if (!(await isSignedRegister(ports, json, signature, seq))) {
    tell({ kind: 'register-differs', about, expected: 'its signature', found: 'another one' });
  }
}

async function batchOfRegister({ registers }: InspectDestructionPorts, no: number): Promise<BatchId | null> {
  try {
    const json = await registers.read(no, REGISTER_JSON);
    return json === null ? null : ((JSON.parse(Buffer.from(json).toString()) as Register).batch as BatchId);
  } catch {
    return null;
  }
}

function factsText(...facts: readonly unknown[]): string {
  return facts.map(String).join(' ');
}
