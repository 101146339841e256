import type { Json } from '../evidence/canonical-json.ts';
import type { Batch } from '../evidence/destruction.ts';
import type { Sha256 } from '../evidence/digest.ts';

export interface ListFacts {
  readonly sha256: Sha256;
  readonly items: number;
  readonly bytes: number;
}

/** What is approved, and what is executed: the same bytes, or it is refused (TRUST 2.3, 14). */
export function batchContent(
  { id, period, policy, policyVersion }: Pick<Batch, 'id' | 'period' | 'policy' | 'policyVersion'>,
  { sha256, items, bytes }: ListFacts,
  coolingOffDays: number,
): Json {
  return {
    coolingOffDays,
    act: 'destroy',
    batch: id,
    period,
    policy,
    policyVersion,
    items,
    bytes,
    listSha256: sha256,
  };
}

/** As it was approved: our own canonical JSON, bound by its digest. */
export function coolingOffDaysOf(content: string): number {
  const { coolingOffDays } = JSON.parse(content) as { readonly coolingOffDays: number };
  return coolingOffDays;
}
