import { sha256Of } from '../evidence/digest.ts';
import type { PolicyShelf } from '../ports/policy-shelf.ts';
import {
  type BookReplay,
  compareRows,
  type DifferingFact,
  type FoundRow,
  type ToldRow,
} from './book-replay.ts';
import type { ReadEntry } from './entry-fault.ts';

/** Adopted versions as the audit tells them: whose text it was, who adopted it, and from when it counts. */
export class PolicyReplay implements BookReplay {
  readonly #shelf: Pick<PolicyShelf, 'adoptedPolicies'>;
  readonly #versions = new Map<string, ToldRow>();

  constructor(shelf: Pick<PolicyShelf, 'adoptedPolicies'>) {
    this.#shelf = shelf;
  }

  see({ seq, act, object, detail }: ReadEntry): void {
    if (act !== 'policy.adopted') return;
    const facts = { ...detail, text: detail.sha256 ?? null };
    this.#versions.set(`${object.id} ${detail.version}`, { seq, facts });
  }

  compare(): Promise<readonly DifferingFact[]> {
    return compareRows(this.#versions, this.#rows());
  }

  async *#rows(): AsyncGenerator<FoundRow> {
    for (const { policy, text, ...facts } of await this.#shelf.adoptedPolicies()) {
      yield { key: `${policy} ${facts.version}`, facts: { ...facts, text: sha256Of(text) } };
    }
  }
}

/** Which unit went by which policy since when, as the audit tells it. */
export class UnitReplay implements BookReplay {
  readonly #shelf: Pick<PolicyShelf, 'unitAssignments'>;
  readonly #assignments = new Map<string, ToldRow>();

  constructor(shelf: Pick<PolicyShelf, 'unitAssignments'>) {
    this.#shelf = shelf;
  }

  see({ seq, act, object, after, detail }: ReadEntry): void {
    if (act !== 'policy.assigned') return;
    const key = `${object.id} ${detail.assignedAt}`;
    this.#assignments.set(key, { seq, facts: { ...detail, policy: after } });
  }

  compare(): Promise<readonly DifferingFact[]> {
    return compareRows(this.#assignments, this.#rows());
  }

  async *#rows(): AsyncGenerator<FoundRow> {
    for (const { unit, ...facts } of await this.#shelf.unitAssignments()) {
      // The log names everybody whom nobody has named `*`.
      yield { key: `${unit === '' ? '*' : unit} ${facts.assignedAt}`, facts: { ...facts } };
    }
  }
}
