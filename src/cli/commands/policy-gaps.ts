import { EXIT_FINDINGS } from '../../evidence/errors.ts';
import type { Policy } from '../../retention/policy.ts';
import { gapsOf, type PolicyGap } from '../../retention/policy-gaps.ts';
import { parsePolicyText } from '../../retention/read-policies.ts';
import { shown } from '../../words/shown.ts';
import { momentOf, policyFileOf, standingOf, usedPolicies } from '../policy/known-policies.ts';
import { namedVersion, ruleName, styledTable } from '../policy/policy-text.ts';
import { type Session, withStation } from '../session.ts';

interface PolicyGaps {
  readonly policy: Policy;
  readonly isAdopted: boolean;
  readonly gaps: readonly PolicyGap[];
}

/** What is open in the policies that somebody goes by, or in those that are named; exit code 3 where it blocks. */
export async function policyGaps(
  session: Session,
  ids: readonly string[],
  { blocking = false }: { readonly blocking?: boolean },
): Promise<number> {
  return withStation(session, 'look', async (station) => {
    const { shelf, now } = await momentOf(station);
    const found: PolicyGaps[] = [];
    for (const id of ids.length === 0 ? usedPolicies(shelf) : ids) {
      const { inForce } = standingOf(shelf, id, now);
      const policy =
        inForce === null ? await policyFileOf(session, station, id) : parsePolicyText(inForce.text, id);
      const gaps = gapsOf(policy).filter(({ isBlocking }) => isBlocking || !blocking);
      found.push({ policy, isAdopted: inForce !== null, gaps });
    }
    const data = found.map(({ policy, isAdopted, gaps }) => ({
      policy: policy.policy,
      version: policy.version,
      isAdopted,
      gaps,
    }));
    session.result({ policies: data }, () => found.map((each) => gapsText(session, each)).join('\n\n'));
    const isBlocked = found.some(({ isAdopted, gaps }) => !isAdopted || gaps.some((gap) => gap.isBlocking));
    return isBlocked ? EXIT_FINDINGS : 0;
  });
}

function gapsText(session: Session, { policy, isAdopted, gaps }: PolicyGaps): string {
  const { words, paint } = session;
  const { columns, openRules, openOther, yes, no } = words.policy;
  const name = namedVersion(words, policy.policy, policy.version);
  const titles = [
    { title: columns.rule },
    { title: columns.blocks },
    { title: columns.meaning, shrink: 'wrap' },
    { title: columns.source, shrink: 'wrap' },
  ] as const;
  const meanings: Readonly<Record<string, string>> = openRules;
  const rows = gaps.map(({ rule, isBlocking, clauses, sentence, note }) => [
    ruleName(words, rule),
    isBlocking ? yes : no,
    (isBlocking ? meanings[rule] : undefined) ?? openOther,
    [clauses.map(shown).join(words.cli.listSeparator), shown(sentence ?? note ?? '')]
      .filter(Boolean)
      .join(' '),
  ]);
  return [
    ...(isAdopted
      ? []
      : [paint('yellow', words.policy.notAdoptedGap(name, `sealdock policy adopt ${policy.policy}`))]),
    ...(gaps.length === 0
      ? [words.policy.noGaps(name)]
      : [words.policy.gapsOf(name), styledTable(session, titles, rows)]),
  ].join('\n');
}
