/** What verification and inspection can find: the closed list, and whether it is wrong or only worth knowing. */
export const FINDING_KINDS = {
  // the audit entries
  'entry-changed': 'wrong',
  'entry-removed': 'wrong',
  'entry-reordered': 'wrong',
  'entry-not-canonical': 'wrong',
  'key-change-differs': 'wrong', // not signed by both keys, or no link between the first keys and those in force
  'retention-clock-differs': 'wrong', // not what the entries' own readings give
  'clock-went-back': 'notice',
  // the tree and what was published of it
  'log-truncated': 'wrong', // fewer entries than a head that was signed or remembered
  'log-forked': 'wrong', // as many entries, another root
  'log-restored': 'notice', // a head of a branch that an administrator gave up after a restore from backup
  'log-unpublished': 'notice', // entries, and no checkpoint yet
  'checkpoint-missing': 'wrong',
  'checkpoint-malformed': 'wrong',
  'checkpoint-signature': 'wrong',
  'checkpoint-behind': 'notice', // the file is older than the head in the catalogue: the next publishing shows it
  'checkpoint-ahead': 'wrong', // the file is newer than the catalogue remembers: the catalogue was set back
  'tile-missing': 'wrong',
  'tile-differs': 'wrong',
  'bundle-missing': 'wrong',
  'bundle-differs': 'wrong',
  'unknown-log-file': 'wrong',
  'anchor-missing': 'wrong', // its head or its proof is not beside the log any more
  'anchor-differs': 'wrong', // the proof is not over its head
  'anchor-unlisted': 'notice', // a proof of which the catalogue knows nothing: a crash, or an older catalogue
  // sealed recordings
  'folder-missing': 'wrong',
  'folder-misplaced': 'wrong', // not where the manifest's own facts put it
  'file-missing': 'wrong',
  'file-extra': 'wrong',
  'file-not-regular': 'wrong',
  'file-writable': 'wrong',
  'file-unreadable': 'wrong',
  'file-differs': 'wrong',
  'manifest-differs': 'wrong',
  'manifest-signature': 'wrong',
  'seal-key-differs': 'wrong',
  'sums-differ': 'wrong',
  'row-differs': 'wrong', // the catalogue does not say what the manifest or the entry says
  'recording-without-entry': 'wrong',
  'entry-without-recording': 'wrong',
  stray: 'wrong', // in the vault, and in no catalogue
  'sealing-unfinished': 'notice',
  'torn-copy': 'notice',
  // what was destroyed
  'destroyed-present': 'wrong', // its folder lies in the vault again: an old backup, or somebody's copy
  'destruction-unfinished': 'notice', // between intent and deed
  'tombstone-differs': 'wrong', // a deed without its tombstone, or the other way round
  'batch-differs': 'wrong', // not where its entries left it
  'register-missing': 'wrong',
  'register-differs': 'wrong',
  'register-unknown': 'wrong', // of no batch: the catalogue was set back
  'findings-cut': 'wrong', // more than one list holds
} as const satisfies Record<string, 'wrong' | 'notice'>;

export type FindingKind = keyof typeof FINDING_KINDS;

/** One difference: of what, what it should be, what it is. All three are external text, shown escaped. */
export interface Finding {
  readonly kind: FindingKind;
  readonly about: string;
  readonly expected: string;
  readonly found: string;
}

export function isWrong(finding: Finding): boolean {
  return FINDING_KINDS[finding.kind] === 'wrong';
}

export const FINDINGS_LIMIT = 5_000;

/** Collects findings up to a limit; the last one then says how many more there were. */
export class FindingList {
  readonly #list: Finding[] = [];
  #cut = 0;

  add(...findings: readonly Finding[]): void {
    for (const finding of findings) {
      if (this.#list.length < FINDINGS_LIMIT) this.#list.push(finding);
      else this.#cut += 1;
    }
  }

  get all(): readonly Finding[] {
    if (this.#cut === 0) return this.#list;
    const cut: Finding = {
      kind: 'findings-cut',
      about: 'this list',
      expected: `at most ${FINDINGS_LIMIT} findings`,
      found: `${this.#cut} more`,
    };
    return [...this.#list, cut];
  }
}
