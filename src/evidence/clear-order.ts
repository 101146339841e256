import { z } from 'zod';
import { canonicalJson, type Json } from './canonical-json.ts';
import {
  CLEAR_ENDS,
  CLEAR_OUTCOMES,
  CLEAR_PROOFS,
  type ClearId,
  type ClearOutcome,
  parseClearId,
} from './clearing.ts';
import { parseSha256, type Sha256, sha256Of } from './digest.ts';
import { parseDockId, parseRecordingId, type RecordingId } from './ids.ts';

/*
 * The two small files between the daemon, which decides and cannot write to a card, and the privileged program, which
 * can and decides nothing. Both are canonical JSON (RFC 8785), both are read by these two parsers on either side.
 */

/** Files of one order; a card with more is cleared at several docks. */
export const CLEAR_FILES_LIMIT = 5_000;
/** 5,000 files with paths of some hundred bytes, in hex; a longer order is refused unread. */
export const CLEAR_ORDER_BYTES_LIMIT = 16 * 1_048_576;
const PATH_BYTES_LIMIT = 4_096;

export const clearIdSchema = z.custom<ClearId>(
  (value) => typeof value === 'string' && parseClearId(value) !== null,
);
export const sha256Schema = z.custom<Sha256>(
  (value) => typeof value === 'string' && parseSha256(value) !== null,
);
const recordingId = z.custom<RecordingId>(
  (value) => typeof value === 'string' && parseRecordingId(value) !== null,
);
const whole = z.int().nonnegative();

/** A file as it must lie on the card. The path is bytes in hex, relative to the medium's root: names are not text. */
const onCard = {
  pathHex: z
    .string()
    .regex(/^(?:[0-9a-f]{2})+$/)
    .max(2 * PATH_BYTES_LIMIT),
  sizeBytes: whole,
  /** Milliseconds since 1970, cut off, as the mount tells them. */
  modifiedMs: z.int(),
  sha256: sha256Schema,
};

const itemSchema = z.strictObject({
  ...onCard,
  recording: recordingId,
  /** The recorder's own digest file beside it, which goes with it: alone it would say that a recording is missing. */
  digestFile: z.strictObject(onCard).nullable(),
});

const mediumSchema = z.strictObject({
  /** Where it is mounted for reading. */
  path: z.string().startsWith('/').max(PATH_BYTES_LIMIT),
  /** `sdb1`. */
  device: z.string().regex(/^[A-Za-z0-9!_.-]{1,64}$/),
  /** Null on kernels before 5.15; then only `compare` is taken. */
  diskSeq: z
    .string()
    .regex(/^\d{1,20}$/)
    .nullable(),
});

const orderSchema = z.strictObject({
  v: z.literal(1),
  id: clearIdSchema,
  /** The boot in which it was given: DISKSEQ counts anew at every start of the machine. */
  boot: z.string().min(1).max(64),
  dock: z.string().refine((text) => parseDockId(text) !== null),
  medium: mediumSchema,
  proof: z.enum(CLEAR_PROOFS),
  files: z.array(itemSchema).min(1).max(CLEAR_FILES_LIMIT),
});
const sealedOrderSchema = orderSchema.extend({ digest: sha256Schema });

export type ClearItem = z.infer<typeof itemSchema>;
export type ClearFile = Pick<ClearItem, 'pathHex' | 'sizeBytes' | 'modifiedMs' | 'sha256'>;
export type ClearMedium = z.infer<typeof mediumSchema>;
export type ClearOrder = z.infer<typeof orderSchema>;

/** SHA-256 over all that was decided; audit entry, order and result carry it. */
export function clearDigestOf(order: ClearOrder): Sha256 {
  return sha256Of(canonicalJson(order as unknown as Json));
}

/** The order's bytes, with its digest. */
export function clearOrderText(order: ClearOrder): string {
  return canonicalJson({ ...order, digest: clearDigestOf(order) } as unknown as Json);
}

/** Null for whatever is not exactly an order: another shape, another spelling, one changed after it was decided. */
export function parseClearOrder(text: string): ClearOrder | null {
  const parsed = sealedOrderSchema.safeParse(jsonOf(text));
  if (!parsed.success) return null;
  const { digest, ...order } = parsed.data;
  if (clearDigestOf(order) !== digest || clearOrderText(order) !== text) return null;
  return order.medium.diskSeq === null && order.proof !== 'compare' ? null : order;
}

const resultSchema = z.strictObject({
  v: z.literal(1),
  id: clearIdSchema,
  /** Of the order that was carried out. */
  digest: sha256Schema,
  end: z.enum(CLEAR_ENDS),
  /** One for each file of the order, in its order. */
  outcomes: z.array(z.enum(CLEAR_OUTCOMES)).max(CLEAR_FILES_LIMIT),
  /** The medium is mounted for reading again. */
  isMounted: z.boolean(),
  /** What the system said, where something failed. */
  why: z.string().max(512).nullable(),
});

export type ClearResult = z.infer<typeof resultSchema>;

/** One outcome takes at most some twenty bytes. */
export const CLEAR_RESULT_BYTES_LIMIT = 1_048_576;

export function clearResultText(result: ClearResult): string {
  return canonicalJson(result as unknown as Json);
}

/** Null for whatever is not exactly a result. Whether it answers an order is for the caller to say. */
export function parseClearResult(text: string): ClearResult | null {
  const parsed = resultSchema.safeParse(jsonOf(text));
  return parsed.success && clearResultText(parsed.data) === text ? parsed.data : null;
}

/** How many files came to each outcome. */
export function countOutcomes(outcomes: readonly ClearOutcome[]): Partial<Record<ClearOutcome, number>> {
  const counts: Partial<Record<ClearOutcome, number>> = {};
  for (const outcome of outcomes) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
