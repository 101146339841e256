import type { Finding, FindingKind, FindingList } from './findings.ts';

interface Run {
  readonly kind: FindingKind;
  readonly first: number;
  last: number;
  readonly expected: string;
  readonly found: string;
}

/** Tells neighbouring entries with the same fault as one finding: `entries 17-69999`, with the facts of the first. */
export class EntryRuns {
  readonly #findings: FindingList;
  #run: Run | null = null;

  constructor(findings: FindingList) {
    this.#findings = findings;
  }

  add(kind: FindingKind, seq: number, facts: { readonly expected: string; readonly found: string }): void {
    if (this.#run?.kind === kind && this.#run.last === seq - 1) {
      this.#run.last = seq;
      return;
    }
    this.end();
    this.#run = { kind, first: seq, last: seq, ...facts };
  }

  end(): void {
    if (this.#run === null) return;
    this.#findings.add(asFinding(this.#run));
    this.#run = null;
  }
}

function asFinding(run: Run): Finding {
  const about = run.first === run.last ? `entry ${run.first}` : `entries ${run.first}-${run.last}`;
  return { kind: run.kind, about, expected: run.expected, found: run.found };
}
