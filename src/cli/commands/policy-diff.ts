import { parsePolicyText } from '../../retention/read-policies.ts';
import { compareRules } from '../../retention/rule-changes.ts';
import { momentOf, policyFileOf, standingOf } from '../policy/known-policies.ts';
import { changesTable, namedVersion } from '../policy/policy-text.ts';
import { type Session, withStation } from '../session.ts';

/** Which rules of a file are not those of the adopted version, or of another file. */
export async function policyDiff(session: Session, id: string, other: string | undefined): Promise<number> {
  const { words } = session;
  return withStation(session, 'look', async (station) => {
    const after = await policyFileOf(session, station, id);
    const { shelf, now } = await momentOf(station);
    const { inForce, waiting } = standingOf(shelf, id, now);
    const adopted = waiting.at(-1) ?? inForce;
    const before =
      other !== undefined
        ? await policyFileOf(session, station, other)
        : adopted === null
          ? null
          : parsePolicyText(adopted.text, id);
    const rules = compareRules(before, after);
    const data = { policy: id, version: after.version, other: before?.policy ?? null, rules };
    session.result({ ...data, otherVersion: before?.version ?? null }, () => {
      const one = namedVersion(words, id, after.version);
      const two = before === null ? words.policy.silent : namedVersion(words, before.policy, before.version);
      if (rules.length === 0) return words.policy.sameRules(one, two);
      return [words.policy.comparing(one, two), '', changesTable(session, rules)].join('\n');
    });
    return 0;
  });
}
