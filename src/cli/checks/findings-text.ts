import { FINDING_KINDS, type Finding, type FindingKind, isWrong } from '../../audit/findings.ts';
import { shown } from '../../words/shown.ts';
import { countText } from '../output/quantities.ts';
import type { Session } from '../session.ts';

/** Every finding with what was expected and found, below what was checked. */
export function findingsText(
  { words, paint }: Pick<Session, 'words' | 'paint'>,
  checked: string,
  findings: readonly Finding[],
): string {
  const { cli } = words;
  // Does not compile when `words` lacks a kind.
  const names: Readonly<Record<FindingKind, string>> = words.findings;
  const wrong = findings.filter(isWrong).length;
  const blocks = findings.map((finding) => {
    const label = isWrong(finding) ? paint('red', cli.wrong) : paint('yellow', cli.notice);
    const fact = (text: string) => shown(ALL_DATA.has(finding.kind) ? text : words.findingFact(text));
    const about = shown(NO_PATH.test(finding.kind) ? words.findingAbout(finding.about) : finding.about);
    return [
      `${label}  ${names[finding.kind]} [${finding.kind}]${cli.colon}${about}`,
      `  ${cli.expected}${cli.colon}${fact(finding.expected)}`,
      `  ${cli.found}${cli.colon}${fact(finding.found)}`,
    ].join('\n');
  });
  const sum =
    findings.length === 0
      ? paint('green', cli.nothingWrong)
      : cli.findingsCount(countText(wrong), countText(findings.length - wrong));
  return [checked, ...blocks, sum].join('\n');
}

/** Findings about the log, or about a fact of a recording; the others name a path, which is never translated. */
const NO_PATH = /^(?:entry|retention|clock|log|checkpoint|findings)-|^folder-misplaced$/;
/** What is compared here comes from a card, and may read like a phrase of ours. */
const ALL_DATA: ReadonlySet<FindingKind> = new Set(['folder-misplaced', 'sums-differ']);

/** A finding in the envelope, with its weight. */
export function findingData(finding: Finding) {
  return { ...finding, severity: FINDING_KINDS[finding.kind] };
}
