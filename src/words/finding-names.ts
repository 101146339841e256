/**
 * What verification and inspection can find, as `audit/findings.ts` names it. This folder comes before `audit`, so
 * the names stand here again; the CLI hands the table over as one for `FindingKind`, which does not compile when a
 * name is missing, and a test finds one too many.
 */
export const FINDING_NAMES = [
  'entry-changed',
  'entry-removed',
  'entry-reordered',
  'entry-not-canonical',
  'retention-clock-differs',
  'clock-went-back',
  'log-truncated',
  'log-forked',
  'log-restored',
  'log-unpublished',
  'checkpoint-missing',
  'checkpoint-malformed',
  'checkpoint-signature',
  'checkpoint-behind',
  'checkpoint-ahead',
  'tile-missing',
  'tile-differs',
  'bundle-missing',
  'bundle-differs',
  'unknown-log-file',
  'folder-missing',
  'folder-misplaced',
  'file-missing',
  'file-extra',
  'file-not-regular',
  'file-writable',
  'file-unreadable',
  'file-differs',
  'manifest-differs',
  'manifest-signature',
  'seal-key-differs',
  'sums-differ',
  'row-differs',
  'recording-without-entry',
  'entry-without-recording',
  'stray',
  'sealing-unfinished',
  'torn-copy',
  'findings-cut',
] as const;

export type FindingName = (typeof FINDING_NAMES)[number];
