import type { Actor, AuditDraft } from '../evidence/audit-entry.ts';
import { canonicalJson } from '../evidence/canonical-json.ts';
import { type ClearMedium, type ClearResult, countOutcomes } from '../evidence/clear-order.ts';
import { sha256Of } from '../evidence/digest.ts';
import type { ClearDecision, ClearRow } from '../ports/clear-ledger.ts';

/** The entry about a decision: what is to go, by digest, and how many stay for which reason. */
export function decidedDraft(decision: ClearDecision, medium: ClearMedium, actor: Actor): AuditDraft {
  const { id, dock, recorder, proof, digest, items, kept, keptUntil } = decision;
  return {
    act: digest === null ? 'card.clear-kept' : 'card.clear-ordered',
    actor,
    object: { kind: 'dock', id: dock },
    reason: null,
    before: 'sealed',
    after: digest === null ? 'kept' : 'ordered',
    detail: {
      order: id,
      recorder,
      proof,
      digest,
      files: items.length,
      filesSha256: sha256Of(canonicalJson(items.map(({ pathHex, recording }) => [pathHex, recording]))),
      bytes: items.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
      kept,
      keptUntil,
      device: medium.device,
      diskSeq: medium.diskSeq,
    },
  };
}

/** The entry about what became of it. The outcomes stand file by file in the catalogue, and here by digest. */
export function endedDraft(
  { id, dock, recorder, digest }: ClearRow,
  answer: Pick<ClearResult, 'end' | 'outcomes' | 'isMounted' | 'why'>,
  actor: Actor,
): AuditDraft {
  return {
    act: 'card.cleared',
    actor,
    object: { kind: 'dock', id: dock },
    reason: answer.end === 'done' ? null : answer.end,
    before: 'ordered',
    after: answer.end,
    detail: {
      order: id,
      recorder,
      digest,
      outcomes: countOutcomes(answer.outcomes),
      outcomesSha256: sha256Of(canonicalJson(answer.outcomes)),
      isMounted: answer.isMounted,
      why: answer.why,
    },
  };
}
