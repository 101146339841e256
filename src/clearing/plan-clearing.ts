import { bytesOfCardPath, type CardPath } from '../evidence/card-path.ts';
import { CLEAR_FILES_LIMIT, type ClearFile, type ClearItem } from '../evidence/clear-order.ts';
import type { KeepReason } from '../evidence/clearing.ts';
import { sha256Of } from '../evidence/digest.ts';
import type { DockId, RecordingId } from '../evidence/ids.ts';
import type { CardFile } from '../evidence/recording.ts';
import { epochMsOf, type UtcTime } from '../evidence/time.ts';
import { reasonOf } from '../ingest/lost-calls.ts';
import type { Card } from '../ports/card.ts';
import type { CataloguedRecording } from '../ports/catalog.ts';
import type { ClearableFile } from '../ports/clear-ledger.ts';
import { DIGEST_FILE_BYTES_LIMIT, parseDigestFile } from '../recorders/parse-digest-file.ts';
import type { ClearContext } from './clear-context.ts';
import { type ClearFileFacts, type ClearVerdict, decideClearing } from './decide-clearing.ts';
import { proveVaultCopy } from './prove-vault-copy.ts';

const PAGE_FILES = 256;
/** Their drivers make up inode numbers and change them whenever the kernel forgets a file. */
const WITHOUT_INODES = new Set(['vfat', 'msdos', 'exfat']);

export interface ClearPlan {
  readonly items: readonly ClearItem[];
  readonly kept: Partial<Record<KeepReason, number>>;
  /** When the first of those that only wait for their time may go. */
  readonly keptUntil: UtcTime | null;
}

export type OnVerdict = (path: CardPath, recording: RecordingId, verdict: ClearVerdict) => void;

type PlanPorts = Pick<
  ClearContext,
  'catalog' | 'vault' | 'mover' | 'clock' | 'settings' | 'holds' | 'clearing'
>;

/**
 * Looks at every sealed file of a dock's card and says of each whether it goes, and if not, why. Changes nothing; the
 * card is only read. The vault's copy is read back last, for those that would go.
 * @throws SealdockError `card-gone`, `card-read-failed`, `interrupted`, and what the catalogue throws.
 */
export async function planClearing(
  ports: PlanPorts,
  card: Card,
  dock: DockId,
  { signal, onVerdict = () => {} }: { readonly signal: AbortSignal; readonly onVerdict?: OnVerdict },
): Promise<ClearPlan> {
  const items: ClearItem[] = [];
  const kept: Partial<Record<KeepReason, number>> = {};
  let keptUntil: UtcTime | null = null;
  for await (const page of pagesOf(ports, dock)) {
    const held = await ports.holds.heldAmong(page.map(({ recording }) => recording));
    for (const file of page) {
      if (signal.aborted) throw reasonOf(signal);
      const isFull = items.length >= CLEAR_FILES_LIMIT;
      const { verdict, item } = await judge(ports, card, file, held.has(file.recording), signal, isFull);
      onVerdict(file.found.file.path, file.recording, verdict);
      if (item !== null) items.push(item);
      if (verdict.kind === 'clear') continue;
      for (const reason of verdict.reasons) kept[reason] = (kept[reason] ?? 0) + 1;
      const { until } = verdict;
      if (until !== null && (keptUntil === null || until < keptUntil)) keptUntil = until;
    }
  }
  return { items, kept, keptUntil };
}

async function* pagesOf(
  { catalog }: Pick<ClearContext, 'catalog'>,
  dock: DockId,
): AsyncGenerator<readonly ClearableFile[]> {
  for (let after: string | null = null; ; ) {
    const page: readonly ClearableFile[] = await catalog.clearableFiles(dock, after, PAGE_FILES);
    if (page.length > 0) yield page;
    if (page.length < PAGE_FILES) return;
    after = page.at(-1)?.cursor ?? null;
  }
}

interface Judged {
  readonly verdict: ClearVerdict;
  /** Null for a file that stays. */
  readonly item: ClearItem | null;
}

async function judge(
  ports: PlanPorts,
  card: Card,
  { found, recording: id }: ClearableFile,
  isHeld: boolean,
  signal: AbortSignal,
  isFull: boolean,
): Promise<Judged> {
  const { file } = found;
  const recording = await ports.catalog.recording(id);
  const beside = await lookBeside(card, found.digestFile, recording);
  const facts: ClearFileFacts = {
    file,
    now: await card.look(file.path),
    hasInodes: !WITHOUT_INODES.has(card.facts.fileSystem ?? ''),
    recording,
    isHeld,
    vault: 'whole',
    digestFile: beside.kind,
  };
  const nowMs = ports.clock.read().wallMs;
  const supposing = decideClearing(facts, ports.clearing, nowMs);
  if (supposing.kind === 'keep' || recording === null) return { verdict: supposing, item: null };
  if (isFull) return { verdict: { kind: 'keep', reasons: ['order-full'], until: null }, item: null };
  const vault = await proveVaultCopy(ports, recording, signal);
  const verdict = decideClearing({ ...facts, vault }, ports.clearing, nowMs);
  if (verdict.kind === 'keep') return { verdict, item: null };
  const digestFile = beside.kind === 'agrees' ? beside.file : null;
  return { verdict, item: { ...onCard(file, recording.manifest.file.sha256), recording: id, digestFile } };
}

function onCard(file: CardFile, sha256: ClearFile['sha256']): ClearFile {
  return {
    pathHex: bytesOfCardPath(file.path).toString('hex'),
    sizeBytes: file.sizeBytes,
    modifiedMs: epochMsOf(file.modifiedAt),
    sha256,
  };
}

type Beside =
  | { readonly kind: 'none' }
  | { readonly kind: 'disputed' }
  | { readonly kind: 'agrees'; readonly file: ClearFile };

/** The recorder's digest file goes with its recording when it says what was sealed, and that stands in the manifest. */
async function lookBeside(
  card: Card,
  path: CardPath | null,
  recording: CataloguedRecording | null,
): Promise<Beside> {
  const now = path === null ? null : await card.look(path);
  if (path === null || now === null) return { kind: 'none' };
  const md5 = recording?.manifest.card.md5 ?? null;
  const bytes = await card.readRange(path, 0, DIGEST_FILE_BYTES_LIMIT + 1);
  const agrees = md5 !== null && md5.said === md5.found && parseDigestFile(bytes) === md5.said;
  return agrees && bytes.length === now.sizeBytes
    ? { kind: 'agrees', file: onCard(now, sha256Of(bytes)) }
    : { kind: 'disputed' };
}
