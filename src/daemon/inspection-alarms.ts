import type { Finding, FindingKind } from '../audit/findings.ts';
import type { AuditEntry } from '../evidence/audit-entry.ts';
import type { ErrorCode } from '../evidence/errors.ts';

/** What is wrong with the entries and what was published of them; everything else is about sealed recordings. */
const ABOUT_THE_LOG: ReadonlySet<FindingKind> = new Set([
  'entry-changed',
  'entry-removed',
  'entry-reordered',
  'entry-not-canonical',
  'retention-clock-differs',
  'log-truncated',
  'log-forked',
  'checkpoint-missing',
  'checkpoint-malformed',
  'checkpoint-signature',
  'checkpoint-ahead',
  'tile-missing',
  'tile-differs',
  'bundle-missing',
  'bundle-differs',
  'unknown-log-file',
  'anchor-missing',
  'anchor-differs',
]);

/** Error codes, because `sealdock status` has words for those. */
export function alarmsOf(wrong: readonly Finding[]): readonly ErrorCode[] {
  // `findings-cut` is about neither; there are always others beside it.
  const kinds = wrong.map(({ kind }) => kind).filter((kind) => kind !== 'findings-cut');
  return [
    ...(kinds.some((kind) => ABOUT_THE_LOG.has(kind)) ? (['audit-differs'] as const) : []),
    ...(kinds.some((kind) => !ABOUT_THE_LOG.has(kind)) ? (['sealed-differs'] as const) : []),
  ];
}

/** What the last inspection found stands also after a restart; an entry that names no alarm says only that it did. */
export function alarmsOfEntry({ after, detail }: AuditEntry): readonly ErrorCode[] {
  if (after !== 'findings') return [];
  const named = Array.isArray(detail.alarms) ? detail.alarms : [];
  const known = (['audit-differs', 'sealed-differs'] as const).filter((code) => named.includes(code));
  return known.length > 0 ? known : ['sealed-differs'];
}
