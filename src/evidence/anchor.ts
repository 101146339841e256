import { epochMsOf, type UtcTime } from './time.ts';

/**
 * How a head of the log came to be known outside this machine. Whoever holds the machine and its keys can rewrite and
 * re-sign everything on it; only what lies elsewhere can tell (TRUST 0, 2).
 */
export const ANCHOR_KINDS = [
  'exported', // a person confirmed that an exported head is kept elsewhere
  'tsa', // an RFC 3161 time stamp over the checkpoint's text
  'witness', // a C2SP cosignature by the witness of another administrator
] as const;
export type AnchorKind = (typeof ANCHOR_KINDS)[number];

/** Proof that this head existed outside this machine at that time. */
export interface Anchor {
  readonly kind: AnchorKind;
  readonly size: number;
  /** 32 bytes in base64, as in a checkpoint. */
  readonly root: string;
  /** When it was outside: as the authority or the witness says; for an exported one, when the person confirmed it. */
  readonly at: UtcTime;
  /** The authority's address, the witness's name, or who confirmed it. */
  readonly by: string;
  /** The file's name below `audit/anchors/` without its ending; null where nothing came back from outside. */
  readonly file: string | null;
}

/** What a bureau asks of its anchors before anything may be destroyed. */
export interface AnchorPolicy {
  /** Kinds that count, any of them; none asked for when empty. */
  readonly kinds: readonly AnchorKind[];
  readonly maxAgeMs: number;
}

export type AnchorVerdict =
  | { readonly kind: 'not-asked' }
  | { readonly kind: 'fresh'; readonly anchor: Anchor; readonly ageMs: number }
  | { readonly kind: 'too-old'; readonly anchor: Anchor; readonly ageMs: number; readonly maxAgeMs: number }
  /** `none`: there is none of these kinds; `ahead-of-clock`: the newest says a time that has not come yet here. */
  | {
      readonly kind: 'missing';
      readonly why: 'none' | 'ahead-of-clock';
      readonly asked: readonly AnchorKind[];
    };

/** Clocks of two machines differ; an anchor of the time after next says that one of them is wrong. */
export const ANCHOR_AHEAD_MS = 5 * 60_000;

/**
 * The newest anchor that counts, or why there is none. Pure: destruction asks it with the retention clock, `status` with
 * the wall clock. An anchor of the future never counts: it would stay fresh for as long as the clock is behind.
 */
export function anchorAge(anchors: readonly Anchor[], policy: AnchorPolicy, nowMs: number): AnchorVerdict {
  if (policy.kinds.length === 0) return { kind: 'not-asked' };
  const asked = anchors.filter(({ kind }) => policy.kinds.includes(kind));
  const past = asked.filter(({ at }) => epochMsOf(at) <= nowMs + ANCHOR_AHEAD_MS);
  const [anchor] = past.toSorted((a, b) => epochMsOf(b.at) - epochMsOf(a.at));
  if (anchor === undefined) {
    return { kind: 'missing', why: asked.length > 0 ? 'ahead-of-clock' : 'none', asked: policy.kinds };
  }
  const ageMs = Math.max(0, nowMs - epochMsOf(anchor.at));
  const { maxAgeMs } = policy;
  return ageMs > maxAgeMs ? { kind: 'too-old', anchor, ageMs, maxAgeMs } : { kind: 'fresh', anchor, ageMs };
}

/** True when destruction may go on as far as anchors are concerned. */
export function anchorsSuffice(verdict: AnchorVerdict): boolean {
  return verdict.kind === 'fresh' || verdict.kind === 'not-asked';
}

/** The name of an anchor's files: size in twelve digits, so that names sort like sizes, and the root's first 8 bytes. */
export function anchorFileOf(size: number, root: Uint8Array): string {
  return `${String(size).padStart(12, '0')}.${Buffer.from(root).toString('hex').slice(0, 16)}`;
}
