import { ANCHOR_KINDS, type AnchorKind, anchorAge } from '../evidence/anchor.ts';
import { epochMsOf } from '../evidence/time.ts';
import type { AnchorLedger } from '../ports/anchor-ledger.ts';
import type { OutsideProofs } from './destruction-context.ts';

/**
 * The newest proof outside this machine among the kinds that the station asks for, or among all where it asks for
 * none: a policy may ask by itself. One that lies in the future proves nothing.
 */
export function outsideProofs(
  ledger: Pick<AnchorLedger, 'anchors'>,
  asked: readonly AnchorKind[],
): OutsideProofs {
  const kinds = asked.length > 0 ? asked : ANCHOR_KINDS;
  return {
    newestAt: async (now) => {
      const newest = await Promise.all(kinds.map((kind) => ledger.anchors(kind, NEWEST_LIMIT)));
      const verdict = anchorAge(newest.flat(), { kinds, maxAgeMs: Number.POSITIVE_INFINITY }, epochMsOf(now));
      return verdict.kind === 'fresh' ? verdict.anchor.at : null;
    },
  };
}

/** Of each kind: a few whose time has not come yet here must not hide the one before them. */
const NEWEST_LIMIT = 16;
