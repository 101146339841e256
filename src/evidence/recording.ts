import { assert } from './assert.ts';
import type { Brand } from './brand.ts';
import type { CardPath } from './card-path.ts';
import type { DigestAlgorithm, Digests } from './digest.ts';
import { SealdockError } from './errors.ts';
import type { OfficerNo, RecorderNo, RecordingId } from './ids.ts';
import type { Manifest } from './manifest.ts';
import type { Mark } from './marks.ts';
import type { LocalReading, UtcTime } from './time.ts';

/*
 * The ladder. Each rung holds the one before it, and the upper rungs can only be made by the functions that check
 * what the rung promises: a file that was not read back cannot be handed to the step that seals.
 */

/** ZY-8.2, SM-3: photo, audio and video are all recordings; `other` is what lies among them unnamed. */
export type MediaType = 'video' | 'audio' | 'photo' | 'other';

/** What the file's name says, as far as the model's pattern could read it. */
export interface NameFacts {
  readonly recorder: RecorderNo | null;
  readonly officer: OfficerNo | null;
  readonly reading: LocalReading | null;
  readonly important: boolean;
  readonly encrypted: boolean;
}

/** The file on the card, told apart from another that takes its name meanwhile. */
export interface CardFile {
  readonly path: CardPath;
  readonly sizeBytes: number;
  readonly modifiedAt: UtcTime;
  /** `device:inode`, as listed. */
  readonly inode: string;
}

/** Rung 1: footage, listed on an identified card. */
export interface FoundFile {
  readonly kind: 'found';
  /** Place in the dock's order: device-marked important files first, then by path. */
  readonly file: CardFile;
  readonly mediaType: MediaType;
  readonly name: NameFacts;
  /** The file beside it in which the recorder wrote its MD5, if there is one. */
  readonly digestFile: CardPath | null;
  readonly digestExpected: boolean;
  readonly marks: readonly Mark[];
}

/** A place in staging, named after the card file: the same file meets its own leftovers again. */
export type StagingKey = Brand<string, 'StagingKey'>;

/** Rung 2: copied and flushed, not trusted yet. */
export interface StagedFile {
  readonly kind: 'staged';
  readonly found: FoundFile;
  readonly key: StagingKey;
  readonly sizeBytes: number;
  readonly digests: Digests;
}

/** How the staged bytes were read back: from the medium itself, or from what the kernel may have kept. */
export type ReadBackFrom = 'medium' | 'cache';

export interface ReadBack {
  readonly sizeBytes: number;
  readonly digests: Digests;
  readonly from: ReadBackFrom;
}

/** Rung 3: read back equal. Made by `proveReadBack` only. */
export type VerifiedFile = Brand<
  { readonly kind: 'verified'; readonly staged: StagedFile; readonly readBackFrom: ReadBackFrom },
  'VerifiedFile'
>;

/**
 * The gate between staged and verified.
 * @throws SealdockError `read-back-differs` when one byte or the length is not what was hashed on the way in.
 */
export function proveReadBack(staged: StagedFile, readBack: ReadBack): VerifiedFile {
  const same = readBack.sizeBytes === staged.sizeBytes && readBack.digests.sha256 === staged.digests.sha256;
  if (!same) {
    throw new SealdockError('read-back-differs', {
      about: staged.found.file.path.text,
      expected: `${staged.sizeBytes} B, ${staged.digests.sha256}`,
      found: `${readBack.sizeBytes} B, ${readBack.digests.sha256}`,
    });
  }
  return { kind: 'verified', staged, readBackFrom: readBack.from } as VerifiedFile;
}

/** Rung 4: named, described and signed; nothing is at its place in the vault yet. */
export interface DescribedRecording {
  readonly kind: 'described';
  readonly verified: VerifiedFile;
  readonly id: RecordingId;
  readonly folder: string;
  readonly sealedName: string;
  readonly manifest: Manifest;
  /** The exact bytes of `manifest.json`, as signed. */
  readonly manifestText: string;
  readonly signature: Uint8Array;
  readonly sums: string;
}

/** Rung 5: durable at its place, read-only. Made by `asSealed` only. */
export type SealedRecording = Brand<
  { readonly kind: 'sealed'; readonly described: DescribedRecording },
  'SealedRecording'
>;

/** Called where the vault has returned from its durable rename, and nowhere else. */
export function asSealed(described: DescribedRecording): SealedRecording {
  assert(
    described.manifest.file.sha256 === described.verified.staged.digests.sha256,
    'sealed what was staged',
  );
  return { kind: 'sealed', described } as SealedRecording;
}

/** What the digests of a copy are made with: MD5 only where the recorder wrote one. */
export function algorithmsFor(found: FoundFile, sm3: boolean): readonly DigestAlgorithm[] {
  return ['sha256', ...(sm3 ? ['sm3' as const] : []), ...(found.digestFile === null ? [] : ['md5' as const])];
}
