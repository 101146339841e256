import { SealdockError } from '../../evidence/errors.ts';
import type { Policy, Rule } from '../../retention/policy.ts';
import { RULE_PATHS } from '../../retention/policy.ts';
import { parsePolicyText } from '../../retention/read-policies.ts';
import { shown } from '../../words/shown.ts';
import { momentOf, policyFileOf, standingOf } from '../policy/known-policies.ts';
import { namedVersion, policyData, ruleName, valueText } from '../policy/policy-text.ts';
import { type Session, withStation } from '../session.ts';

/** Every rule with its clauses and its sentence: of the file, or of the version that is in force. */
export async function policyShow(
  session: Session,
  id: string,
  { adopted = false }: { readonly adopted?: boolean },
): Promise<number> {
  return withStation(session, 'look', async (station) => {
    const { shelf, now } = await momentOf(station);
    const { inForce } = standingOf(shelf, id, now);
    if (adopted && inForce === null) throw new SealdockError('policy-unknown', { about: id });
    const policy =
      adopted && inForce !== null
        ? parsePolicyText(inForce.text, id)
        : await policyFileOf(session, station, id);
    session.result({ policy: policyData(policy) }, () => shownText(session, policy));
    return 0;
  });
}

function shownText(session: Session, policy: Policy): string {
  const { words } = session;
  const { agency, document } = policy;
  const plain = policyData(policy) as Record<string, Record<string, { value: never }>>;
  const rules = policy as unknown as Record<string, Record<string, Rule<unknown>>>;
  const lines = RULE_PATHS.flatMap(([section, name]) => {
    const path = `${section}.${name}`;
    const rule = rules[section]?.[name];
    const value = valueText(words, path, plain[section]?.[name]?.value ?? null);
    const cited = (rule?.clauses ?? []).map(shown).join(words.cli.listSeparator);
    const sentence = rule?.sentence == null ? cited : words.retention.quoted(cited, shown(rule.sentence));
    const note = rule?.note == null ? [] : [`    ${shown(rule.note)}`];
    return [
      `${ruleName(words, path)} (${path}): ${session.paint('bold', value)}`,
      ...(sentence === '' ? [] : [`    ${sentence}`]),
      ...note,
    ];
  });
  const title = [agency, document].flatMap((text) => text ?? []).map(shown);
  return [namedVersion(words, policy.policy, policy.version), ...title, '', ...lines].join('\n');
}
