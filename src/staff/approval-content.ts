import { z } from 'zod';
import type { ApprovalRequest } from '../evidence/approval.ts';
import type { Json } from '../evidence/canonical-json.ts';

const count = z.int().min(0);
const json = z.custom<Json>((value) => value !== undefined);
// Strict: what these do not know is not left out, the whole is shown as it stands.
const DESTRUCTION = z.strictObject({
  act: z.literal('destroy'),
  batch: z.string(),
  period: z.string(),
  policy: z.string(),
  policyVersion: count,
  items: count,
  bytes: count,
  listSha256: z.string(),
  coolingOffDays: count,
});
const SHELF = z.strictObject({
  adopt: z.strictObject({ policy: z.string(), version: count, sha256: z.string() }).optional(),
  assign: z.strictObject({ unit: z.string(), policy: z.string() }).optional(),
  replaces: z.string().nullable(),
  delayDays: count.nullable(),
  rules: z.array(
    z.strictObject({
      rule: z.string(),
      before: json,
      after: json,
      effect: z.enum(['shortens', 'lengthens', 'other']),
    }),
  ),
  recordings: z.strictObject({
    asOf: z.string(),
    recordings: count,
    sooner: count,
    later: count,
    never: count,
    newlyDue: count,
    held: count,
  }),
});
const HOLD = z.strictObject({
  what: z.enum(['hold', 'hold-release']),
  hold: z.string(),
  target: z.union([
    z.strictObject({ kind: z.literal('recording'), recording: z.string() }),
    z.strictObject({ kind: z.literal('case'), case: z.string() }),
    z.strictObject({ kind: z.literal('party'), party: z.string() }),
    z.strictObject({
      kind: z.literal('list'),
      query: z.string(),
      count,
      sha256: z.string(),
      recordings: z.array(z.string()).optional(),
    }),
  ]),
  ground: z.string(),
  clause: z.string().nullable(),
  text: z.string().nullable(),
  restarts: z.boolean(),
  placedBy: z.string(),
  placedAt: z.string(),
});

export type DestructionContent = z.infer<typeof DESTRUCTION>;
export type ShelfContent = z.infer<typeof SHELF>;
export type HoldContent = z.infer<typeof HOLD>;

export type ApprovalContent =
  | { readonly kind: 'destruction'; readonly content: DestructionContent }
  | { readonly kind: 'policy'; readonly content: ShelfContent }
  | { readonly kind: 'hold'; readonly content: HoldContent };

/** Reads the very text that the digest binds, whole: null where it holds anything else than what is known here. */
export function readApprovalContent({ kind, content }: ApprovalRequest): ApprovalContent | null {
  const told = parsed(content);
  switch (kind) {
    case 'destruction':
      return named('destruction', DESTRUCTION.safeParse(told).data);
    case 'policy':
      return named('policy', SHELF.safeParse(told).data);
    case 'hold':
    case 'hold-release':
      return named('hold', HOLD.safeParse(told).data);
    default:
      return null;
  }
}

function named<Kind extends string, Content>(kind: Kind, content: Content | undefined) {
  return content === undefined ? null : { kind, content };
}

function parsed(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    // Somebody has altered it; the digest tells.
    return null;
  }
}
