import { z } from 'zod';
import type { Json } from './canonical-json.ts';
import { canonicalJson } from './canonical-json.ts';
import type { Sha256 } from './digest.ts';
import { parseSha256 } from './digest.ts';
import { SealdockError } from './errors.ts';
import type { OfficerNo, RecorderNo, RecordingId } from './ids.ts';
import { parseOfficerNo, parseRecorderNo, parseRecordingId } from './ids.ts';
import { MARKS } from './marks.ts';
import type { UtcTime } from './time.ts';
import { MANIFEST_NAME, SIGNATURE_NAME, SUMS_NAME } from './vault-path.ts';

/** A manifest is small: a reader never takes in more than this. */
export const MANIFEST_BYTES_LIMIT = 65_536;

const recorderNo = z.custom<RecorderNo>(
  (value) => typeof value === 'string' && parseRecorderNo(value) !== null,
);
const officerNo = z.custom<OfficerNo>((value) => typeof value === 'string' && parseOfficerNo(value) !== null);
const recordingId = z.custom<RecordingId>(
  (value) => typeof value === 'string' && parseRecordingId(value) !== null,
);
const sha256 = z.custom<Sha256>((value) => typeof value === 'string' && parseSha256(value) !== null);
const utc = z.custom<UtcTime>(
  (value) => typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value),
);
const whole = z.int().nonnegative();

/**
 * The signed description that lies beside the sealed file as `manifest.json` (canonical JSON, RFC 8785). It holds
 * all that the catalogue knows at sealing, so that the catalogue can be rebuilt from the vault.
 */
export const manifestSchema = z.strictObject({
  v: z.literal(1),
  recording: recordingId,
  recorder: z.strictObject({ no: recorderNo, model: z.string(), modelVerified: z.boolean() }),
  officer: officerNo.nullable(),
  /** From the file's name, or who had the recorder at that time by the register; null: unattributed. */
  officerFrom: z.enum(['name', 'assignment']).nullable(),
  file: z.strictObject({
    name: z.string(),
    nameHex: z.string().nullable(),
    sealedAs: z.string(),
    sizeBytes: whole,
    sha256,
    sm3: z.string().nullable(),
    mediaType: z.enum(['video', 'audio', 'photo', 'other']),
  }),
  /** When it was recorded: what was decided, from which source, and what each source said. */
  recorded: z.strictObject({
    at: utc,
    local: z.string(),
    zone: z.string(),
    from: z.enum(['name', 'container', 'file-system']),
    name: utc.nullable(),
    container: utc.nullable(),
    fileSystem: utc,
  }),
  card: z.strictObject({
    path: z.string(),
    label: z.string().nullable(),
    /** The MD5 that the recorder wrote beside its file, and whether the bytes agree. */
    md5: z.strictObject({ said: z.string(), found: z.string() }).nullable(),
  }),
  marks: z.array(z.enum(MARKS)),
  dock: z.string(),
  readBackFrom: z.enum(['medium', 'cache']),
  sealedAt: utc,
  station: z.string(),
  software: z.string(),
  /** SHA-256 of the public key (DER, SubjectPublicKeyInfo) whose signature is in `manifest.sig`. */
  key: sha256,
});

export type Manifest = z.infer<typeof manifestSchema>;

export function manifestText(manifest: Manifest): string {
  return canonicalJson(manifest as unknown as Json);
}

/**
 * @throws SealdockError `sealed-differs` when the text is no manifest, or not the canonical spelling of one.
 */
export function parseManifest(text: string, about: string): Manifest {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new SealdockError('sealed-differs', { about, expected: 'JSON', found: 'something else', cause });
  }
  const parsed = manifestSchema.safeParse(value);
  if (!parsed.success) {
    throw new SealdockError('sealed-differs', {
      about,
      expected: 'a manifest of version 1',
      found: z.prettifyError(parsed.error),
    });
  }
  if (manifestText(parsed.data) !== text) {
    throw new SealdockError('sealed-differs', {
      about,
      expected: 'canonical JSON',
      found: 'another spelling',
    });
  }
  return parsed.data;
}

/** All that lies in the folder of a sealed recording, its own bytes first. */
export function sealedFilesOf({ file }: Pick<Manifest, 'file'>): readonly string[] {
  return [file.sealedAs, SUMS_NAME, SIGNATURE_NAME, MANIFEST_NAME];
}
