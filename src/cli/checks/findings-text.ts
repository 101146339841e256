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
    return [
      `${label}  ${names[finding.kind]} [${finding.kind}]${cli.colon}${shown(finding.about)}`,
      `  ${cli.expected}${cli.colon}${shown(finding.expected)}`,
      `  ${cli.found}${cli.colon}${shown(finding.found)}`,
    ].join('\n');
  });
  const sum =
    findings.length === 0
      ? paint('green', cli.nothingWrong)
      : cli.findingsCount(countText(wrong), countText(findings.length - wrong));
  return [checked, ...blocks, sum].join('\n');
}

/** A finding in the envelope, with its weight. */
export function findingData(finding: Finding) {
  return { ...finding, severity: FINDING_KINDS[finding.kind] };
}
