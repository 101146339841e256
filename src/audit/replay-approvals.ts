import type { ApprovalId, ApprovalRequest } from '../evidence/approval.ts';
import type { Json } from '../evidence/canonical-json.ts';
import { sha256Of } from '../evidence/digest.ts';
import type { ApprovalBook } from '../ports/approval-book.ts';
import {
  type BookReplay,
  compareRows,
  type DifferingFact,
  type FoundRow,
  type ToldRow,
} from './book-replay.ts';
import type { ReadEntry } from './entry-fault.ts';

/** What is decided on may be long. */
const PAGE_ROWS = 32;

/** Requests and what was decided on them, as the audit tells them; what is decided on by its digest. */
export class ApprovalReplay implements BookReplay {
  readonly #catalog: Pick<ApprovalBook, 'approvals'>;
  readonly #requests = new Map<string, ToldRow>();

  constructor(catalog: Pick<ApprovalBook, 'approvals'>) {
    this.#catalog = catalog;
  }

  see({ seq, act, object, reason, after, detail }: ReadEntry): void {
    if (object.kind !== 'approval') return;
    const before = this.#requests.get(object.id)?.facts;
    if (act === 'approval.requested') {
      const facts = { ...detail, content: detail.contentSha256 ?? null, reason, state: after, decisions: [] };
      this.#requests.set(object.id, { seq, facts });
    } else if (before !== undefined) {
      const decisions = (before.decisions ?? []) as readonly Json[];
      const { step = null, by = null, role = null, decision = null, at = null } = detail;
      const taken = act === 'approval.decided' ? [{ step, by, role, decision, reason, at }] : [];
      const facts = { ...before, state: after, decisions: [...decisions, ...taken] };
      this.#requests.set(object.id, { seq, facts });
    }
  }

  compare(): Promise<readonly DifferingFact[]> {
    return compareRows(this.#requests, this.#rows());
  }

  async *#rows(): AsyncGenerator<FoundRow> {
    for (let after: ApprovalId | null = null; ; ) {
      const page: readonly ApprovalRequest[] = await this.#catalog.approvals({
        state: null,
        kind: null,
        subject: null,
        after,
        limit: PAGE_ROWS,
      });
      for (const { id, changedAt: _, content, ...facts } of page) {
        yield {
          key: id,
          facts: {
            ...(facts as unknown as { readonly [name: string]: Json }),
            content: sha256Of(content),
          },
        };
      }
      after = page.at(-1)?.id ?? null;
      if (page.length < PAGE_ROWS) return;
    }
  }
}
