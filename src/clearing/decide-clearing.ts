import type { ClearProof, ClearVeto, KeepReason } from '../evidence/clearing.ts';
import type { DockMark, DockResult } from '../evidence/dock.ts';
import type { Manifest } from '../evidence/manifest.ts';
import type { Mark } from '../evidence/marks.ts';
import type { CardFile } from '../evidence/recording.ts';
import { epochMsOf, type UtcTime, utcOf } from '../evidence/time.ts';
import type { ProbeFacts } from '../ports/probe.ts';

/** What the bureau's policy says about clearing. */
export interface ClearSettings {
  readonly mode: 'off' | 'after-seal';
  readonly proof: ClearProof;
  /** How long a file must have been sealed before it goes; null for no such time. */
  readonly keepOnCardMs: number | null;
}

/** What is known of a docked card as a whole. */
export interface ClearCardFacts {
  readonly result: DockResult | null;
  readonly marks: readonly DockMark[];
  /** `other`: not the one any more that was docked. */
  readonly medium: 'same' | 'other' | 'none';
}

/**
 * May anything on this card go? Only after a dock that took everything and found nothing to look into: while a person
 * has to look at a card, it stays as it is. Any mark on the card forbids it, also one that comes to this program later.
 */
export function vetoesOf(facts: ClearCardFacts, { mode }: Pick<ClearSettings, 'mode'>): readonly ClearVeto[] {
  return [
    ...(mode === 'off' ? (['off'] as const) : []),
    ...(facts.result === 'done' ? [] : (['dock-not-done'] as const)),
    ...(facts.marks.length === 0 ? [] : (['dock-marks'] as const)),
    ...(facts.medium === 'none' ? (['no-medium'] as const) : []),
    ...(facts.medium === 'other' ? (['other-medium'] as const) : []),
  ];
}

/** `unproved`: read back, but perhaps not from the medium. `differs`: missing, altered or unreadable. */
export type VaultCopy = 'whole' | 'unproved' | 'differs';

/** All that is known of one file of the card when it is decided about. */
export interface ClearFileFacts {
  /** As it was listed and sealed. */
  readonly file: CardFile;
  /** As it is on the card now; null when it is not there. */
  readonly now: CardFile | null;
  /** FAT has no inodes: the kernel makes up new numbers whenever it forgets a file. */
  readonly hasInodes: boolean;
  readonly recording: {
    readonly manifest: Pick<Manifest, 'file' | 'sealedAt'>;
    readonly marks: readonly Mark[];
    /** Null while nobody has looked whether it can be played. */
    readonly probe: ProbeFacts | null;
  } | null;
  readonly isHeld: boolean;
  readonly vault: VaultCopy;
  /** The recorder's digest file beside it: none, saying what was sealed, or something else. */
  readonly digestFile: 'none' | 'agrees' | 'disputed';
}

export type ClearVerdict =
  | { readonly kind: 'clear' }
  /** Every reason; `until` only when time alone will lift them. */
  | { readonly kind: 'keep'; readonly reasons: readonly KeepReason[]; readonly until: UtcTime | null };

/**
 * May this file of the card go? Only what is sealed, catalogued, whole in the vault at this moment and still on the
 * card as it was sealed; nothing that is held, nothing that a person has to look into, nothing before its time.
 */
export function decideClearing(
  facts: ClearFileFacts,
  { keepOnCardMs }: Pick<ClearSettings, 'keepOnCardMs'>,
  nowMs: number,
): ClearVerdict {
  const { file, now, recording, isHeld, vault, digestFile } = facts;
  // Nothing else matters of what is gone.
  if (now === null) return { kind: 'keep', reasons: ['absent'], until: null };
  const isSealed = recording !== null && recording.manifest.file.sizeBytes === file.sizeBytes;
  const until = graceEnd(recording, keepOnCardMs, nowMs);
  const reasons: KeepReason[] = [];
  if (!isSealed) reasons.push('not-sealed');
  if (!isUnchanged(file, now, facts.hasInodes)) reasons.push('changed');
  if (vault === 'differs') reasons.push('vault-differs');
  if (vault === 'unproved') reasons.push('vault-unproved');
  if (isHeld) reasons.push('held');
  if (recording !== null && recording.probe === null) reasons.push('not-probed');
  if (recording?.marks.some((mark) => KEEPS_THE_ORIGINAL[mark])) reasons.push('finding');
  if (digestFile === 'disputed') reasons.push('digest-file');
  if (until !== null) reasons.push('grace');
  if (reasons.length === 0) return { kind: 'clear' };
  return { kind: 'keep', reasons, until: reasons.length === 1 ? until : null };
}

/**
 * Marks that make the original worth more than its sealed copy: whose it is, what it was or whether it can be repaired
 * is still open, and the card may hold what no copy does. The compiler asks about every new mark.
 */
const KEEPS_THE_ORIGINAL: Readonly<Record<Mark, boolean>> = {
  important: false,
  encrypted: false,
  'name-not-recognised': false,
  'unexpected-folder': false,
  'time-disagrees': false,
  'card-digest-missing': false,
  empty: true, // the bytes may still be on the card, under no name
  unplayable: true,
  'name-of-another-recorder': true,
  'time-implausible': true,
  'card-digest-differs': true,
  'read-back-cached': true,
};

function isUnchanged(sealed: CardFile, now: CardFile, hasInodes: boolean): boolean {
  return (
    now.sizeBytes === sealed.sizeBytes &&
    now.modifiedAt === sealed.modifiedAt &&
    (!hasInodes || now.inode === sealed.inode)
  );
}

/** Counted from the seal by the station's clock; a clock that was set back only makes it longer. */
function graceEnd(
  recording: ClearFileFacts['recording'],
  keepOnCardMs: number | null,
  nowMs: number,
): UtcTime | null {
  if (recording === null || keepOnCardMs === null) return null;
  const endMs = epochMsOf(recording.manifest.sealedAt) + keepOnCardMs;
  return nowMs < endMs ? utcOf(endMs) : null;
}
