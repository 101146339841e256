import type { Actor } from '../evidence/audit-entry.ts';
import { DIFFERENCES_LIMIT, type Difference } from '../evidence/difference.ts';
import { sha256Of } from '../evidence/digest.ts';
import { SealdockError } from '../evidence/errors.ts';
import { parseRecorderNo, parseRecordingId, type RecordingId } from '../evidence/ids.ts';
import { localSecondsOf, type UtcTime } from '../evidence/time.ts';
import type { Catalog } from '../ports/catalog.ts';
import type { Destroyed } from '../ports/destroyed.ts';
import type { EverSealed, ReconcileLedger } from '../ports/reconcile-ledger.ts';
import type { Vault } from '../ports/vault.ts';

export interface ReconcilePorts {
  readonly catalog: Pick<Catalog, 'recording' | 'destroyedRecording' | 'intents'> & ReconcileLedger;
  readonly vault: Pick<Vault, 'has' | 'walk'>;
  readonly destroyed: Destroyed;
}

export interface ReconcileInput {
  /** In which days are told. */
  readonly zone: string;
  readonly origin: string;
  readonly actor: Actor;
  readonly signal: AbortSignal;
}

/** Of one recorder's docks on one day: what was seen, and where it is. */
export interface DayCount {
  readonly day: string;
  readonly recorder: string;
  seen: number;
  sealed: number;
  inVault: number;
  destroyed: number;
}

export interface Reconciled {
  /** The newest days, at most `DAYS_LIMIT` rows of a day and a recorder. */
  readonly days: readonly DayCount[];
  readonly totals: Omit<DayCount, 'day' | 'recorder'>;
  /** Found by this run, explained ones among them. */
  readonly differences: number;
  readonly isCut: boolean;
}

const PAGE = 256;
/** A thousand recorders' month. Older rows add up and are not listed one by one. */
const DAYS_LIMIT = 31_000;
/** `YYYY/MM/DD/<recorder no>/<recording id>` */
const RECORDING_DEPTH = 5;

/**
 * Seen on cards = sealed = in the vault = destroyed with a register, for every recorder and day (DESIGN 11: footage that was
 * received and never stored was unseen for 15 months elsewhere). Every difference becomes a row that stays open until a
 * person has explained it, or until a later run does not find it any more.
 * @throws SealdockError `interrupted`; nothing is noted then.
 */
export async function reconcile(ports: ReconcilePorts, input: ReconcileInput): Promise<Reconciled> {
  const tally = new Tally();
  await compareSeen(ports, input, tally);
  await compareSealed(ports, input, tally);
  await compareVault(ports, input, tally);
  const { differences, cut, totals } = tally;
  const isCut = cut > 0;
  await ports.catalog.noteReconciliation(differences, isCut, {
    act: 'reconciliation.finished',
    actor: input.actor,
    object: { kind: 'log', id: input.origin },
    reason: null,
    before: null,
    after: differences.length === 0 ? 'equal' : 'differences',
    detail: {
      ...totals,
      differences: differences.length + cut,
      listSha256: sha256Of(differences.map(({ kind, about }) => `${kind} ${about}\n`).join('')),
    },
  });
  return { days: tally.days(), totals, differences: differences.length + cut, isCut };
}

/** Every card's file leads to a recording, unless its dock is still under way. */
async function compareSeen(ports: ReconcilePorts, input: ReconcileInput, tally: Tally): Promise<void> {
  let after: string | null = null;
  for (;;) {
    const page = await ports.catalog.seenFiles(after, PAGE);
    for (const seen of page) {
      // What is sealed counts as seen on the day of its sealing: a card may be met again for years.
      if (seen.recording !== null || !seen.hasDockEnded) continue;
      const day = dayOf(seen.dockAt, input.zone);
      tally.count(day, seen.recorder, 'seen', 1);
      const about = `${seen.recorder} ${seen.path}`;
      tally.differ({ kind: 'seen-not-sealed', about, day, recorder: seen.recorder });
    }
    const last = page.at(-1);
    if (last === undefined) return;
    refuseAborted(input.signal);
    after = last.cursor;
  }
}

/**
 * Every recording was seen on a card, and is in the vault or in a register. Destroyed ones are listed too: the sum of a
 * day stays what it was when its recordings have gone.
 */
async function compareSealed(ports: ReconcilePorts, input: ReconcileInput, tally: Tally): Promise<void> {
  let after: RecordingId | null = null;
  for (;;) {
    const page: readonly EverSealed[] = await ports.catalog.everSealed(after, PAGE);
    const ids = page.map(({ recording }) => recording);
    const seen = await ports.catalog.seenAmong(ids);
    const destroyed = await ports.destroyed.destroyedAmong(ids);
    for (const row of page) {
      const { recording, recorder, folder } = row;
      const day = dayOf(row.sealedAt, input.zone);
      const of = { about: recording, day, recorder };
      const isThere = await ports.vault.has(folder);
      const isDestroyed = destroyed.has(recording) || (!isThere && (await isDestroyedNow(ports, recording)));
      tally.count(day, recorder, 'seen', seen.has(recording) ? 1 : 0);
      tally.count(day, recorder, 'sealed', 1);
      tally.count(day, recorder, 'inVault', isThere ? 1 : 0);
      tally.count(day, recorder, 'destroyed', isDestroyed ? 1 : 0);
      if (!seen.has(recording)) tally.differ({ kind: 'sealed-not-seen', ...of });
      if (!isThere && !isDestroyed) tally.differ({ kind: 'sealed-not-in-vault', ...of });
      if (isThere && isDestroyed) tally.differ({ kind: 'destroyed-still-there', ...of });
    }
    const last = page.at(-1);
    if (last === undefined) return;
    refuseAborted(input.signal);
    after = last.recording;
  }
}

/** Since the page was read. */
async function isDestroyedNow({ destroyed }: ReconcilePorts, recording: RecordingId): Promise<boolean> {
  return (await destroyed.destroyedAmong([recording])).has(recording);
}

/** Every folder of the vault is a recording of the catalogue, or is just becoming one. */
async function compareVault(ports: ReconcilePorts, input: ReconcileInput, tally: Tally): Promise<void> {
  for await (const { path, kind } of ports.vault.walk()) {
    const names = path.split('/');
    if (names.length !== RECORDING_DEPTH || kind !== 'folder') continue;
    refuseAborted(input.signal);
    const id = parseRecordingId(names[RECORDING_DEPTH - 1] as string);
    const rowOf = async (of: RecordingId) =>
      (await ports.catalog.recording(of)) ?? (await ports.catalog.destroyedRecording(of));
    const isKnown = async () => id !== null && (await rowOf(id))?.folder === path;
    if (await isKnown()) continue;
    const isIntended = (await ports.catalog.intents()).some((intent) => intent.folder === path);
    // A station that goes on sealing may have finished between the two questions.
    if (isIntended || (await isKnown())) continue;
    const [year, month, day, recorder = ''] = names;
    tally.differ({
      kind: 'in-vault-not-sealed',
      about: path,
      day: `${year}-${month}-${day}`,
      recorder: parseRecorderNo(recorder),
    });
  }
}

class Tally {
  readonly differences: Difference[] = [];
  cut = 0;
  readonly totals = { seen: 0, sealed: 0, inVault: 0, destroyed: 0 };
  readonly #days = new Map<string, DayCount>();

  count(day: string, recorder: string, what: keyof Tally['totals'], by: number): void {
    this.totals[what] += by;
    const key = `${day} ${recorder}`;
    const row = this.#days.get(key) ?? { day, recorder, seen: 0, sealed: 0, inVault: 0, destroyed: 0 };
    row[what] += by;
    this.#days.set(key, row);
    if (this.#days.size > 2 * DAYS_LIMIT) this.#forgetOldest();
  }

  differ(difference: Difference): void {
    if (this.differences.length < DIFFERENCES_LIMIT) this.differences.push(difference);
    else this.cut += 1;
  }

  /** The newest first. */
  days(): readonly DayCount[] {
    return [...this.#days.values()]
      .toSorted((a, b) => b.day.localeCompare(a.day) || a.recorder.localeCompare(b.recorder))
      .slice(0, DAYS_LIMIT);
  }

  #forgetOldest(): void {
    const kept = new Set(this.days());
    for (const [key, row] of this.#days) if (!kept.has(row)) this.#days.delete(key);
  }
}

function dayOf(at: UtcTime, zone: string): string {
  return localSecondsOf(at, zone).slice(0, 10);
}

function refuseAborted(signal: AbortSignal): void {
  if (signal.aborted) throw new SealdockError('interrupted');
}
