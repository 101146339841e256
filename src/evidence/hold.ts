import type { Brand } from './brand.ts';
import type { CaseNo } from './case.ts';
import type { RecordingId } from './ids.ts';
import type { UtcTime } from './time.ts';

/** `hold-<UTC YYYYMMDDTHHMMSS>-<8 hex>`. */
export type HoldId = Brand<string, 'HoldId'>;

const HOLD_ID = /^hold-\d{8}T\d{6}-[0-9a-f]{8}$/;

export function parseHoldId(text: string): HoldId | null {
  return HOLD_ID.test(text) ? (text as HoldId) : null;
}

/** @param random at least 8 hex characters. */
export function holdIdOf(utc: string, random: string): HoldId {
  const compact = utc.replaceAll('-', '').replaceAll(':', '').slice(0, 15);
  return `hold-${compact}-${random.slice(0, 8)}` as HoldId;
}

/** How many recordings a list hold may fix; larger sets are several holds. */
export const HOLD_LIST_LIMIT = 10_000;

export type HoldTarget =
  | { readonly kind: 'recording'; readonly recording: RecordingId }
  /** Covers what is linked to the case later, too. */
  | { readonly kind: 'case'; readonly case: CaseNo }
  /** Covers every case of that party, now and later. */
  | { readonly kind: 'party'; readonly party: string }
  /** What a search found at that time, fixed. */
  | { readonly kind: 'list'; readonly query: string; readonly recordings: readonly RecordingId[] };

/**
 * `proposed` blocks like `placed`: a complaint that nobody has decided about yet must not come too late. `refused` and
 * `released` are the only ends; both stay in the book for ever.
 */
export const HOLD_STATES = ['proposed', 'placed', 'release-requested', 'refused', 'released'] as const;
export type HoldState = (typeof HOLD_STATES)[number];
export const HOLDING_STATES: readonly HoldState[] = ['proposed', 'placed', 'release-requested'];

/**
 * What makes somebody propose a hold at once, without looking for a ground: the policy in force is asked for one that
 * fits, and where it knows none a built-in one still blocks (ZY-12, CL-11.x, CL-20, CL-28.2, ZZ-45, WS-13, SM-7.2).
 */
export const INCIDENTS = ['obstruction', 'emergency', 'mass-incident', 'contentious', 'refusal'] as const;
export type Incident = (typeof INCIDENTS)[number];
export const COMPLAINTS = [
  'complaint', // objection, complaint or petition
  'reconsideration',
  'litigation',
  'court-execution',
  'litigation-prone', // nobody has sued yet
] as const;
export type Complaint = (typeof COMPLAINTS)[number];
export type HoldCause = Incident | Complaint;

/** Grounds that need no policy: of proposals that no policy has a ground for, and where a policy lists none at all. */
export const BUILT_IN_GROUNDS = ['complaint', 'incident', 'other'] as const;
export type BuiltInGround = (typeof BUILT_IN_GROUNDS)[number];

export interface Hold {
  readonly id: HoldId;
  readonly target: HoldTarget;
  /** Of the policy's list. */
  readonly ground: string;
  readonly clause: string | null;
  readonly text: string | null;
  readonly state: HoldState;
  /** True when its release starts the periods of what it held again. */
  readonly restarts: boolean;
  /** An offline copy is owed (ZZ-43.0, WS-12.0): open until an export has made one. */
  readonly owesOfflineCopy: boolean;
  readonly placedBy: string;
  readonly placedAt: UtcTime;
  readonly releasedAt: UtcTime | null;
  /** The request that decides about it, or about its release; null where nobody has to. */
  readonly approval: string | null;
  readonly changedAt: UtcTime;
}
