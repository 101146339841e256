import { z } from 'zod';
import { canonicalJson, type Json } from './canonical-json.ts';
import {
  CLEAR_FILES_LIMIT,
  type ClearOrder,
  clearDigestOf,
  clearIdSchema,
  sha256Schema,
} from './clear-order.ts';

/*
 * What the privileged program tells while it is at work on an order: enough for the daemon to wait for it, and for the
 * program's own next run to answer it should this one die. Nothing on a card ever follows from it.
 */

const noticeSchema = z.strictObject({
  v: z.literal(1),
  id: clearIdSchema,
  /** Of the order. */
  digest: sha256Schema,
  files: z.int().min(1).max(CLEAR_FILES_LIMIT),
  /** The boot in which it was begun: nobody is at work on what an earlier one has left. */
  boot: z.string().min(1).max(64),
});

export type ClearBegun = z.infer<typeof noticeSchema>;

/** A notice is some 250 bytes. */
export const CLEAR_BEGUN_BYTES_LIMIT = 1_024;

export function begunOf(order: ClearOrder, boot: string): ClearBegun {
  return { v: 1, id: order.id, digest: clearDigestOf(order), files: order.files.length, boot };
}

export function clearBegunText(begun: ClearBegun): string {
  return canonicalJson(begun as unknown as Json);
}

/** Null for whatever is not exactly a notice. */
export function parseClearBegun(text: string): ClearBegun | null {
  try {
    const parsed = noticeSchema.safeParse(JSON.parse(text));
    return parsed.success && clearBegunText(parsed.data) === text ? parsed.data : null;
  } catch {
    return null;
  }
}
