import { groundText } from '../../../src/cli/holds/hold-text.ts';
import { parseHoldId } from '../../../src/evidence/hold.ts';
import type { KeepReason, RuleReason } from '../../../src/evidence/retention.ts';
import { explainKeeping } from '../../../src/retention/keeping-context.ts';
import type { Policy } from '../../../src/retention/policy.ts';
import type { Docked } from './footage.ts';
import type { Life } from './life.ts';
import { citedText } from './say.ts';

/** That it stays, and what keeps it. */
export async function keptFate(life: Life, { id }: Docked): Promise<readonly [string, string]> {
  const { station, voice } = life;
  const { words, pick } = voice;
  const explained = await explainKeeping(station, station.keeping, id, null);
  const { keeping, by } = explained.decided;
  const kept = pick('kept', '保留');
  const held = keeping.reasons.find((reason) => reason.kind === 'hold');
  if (held !== undefined) return [kept, await heldText(life, held.hold.id, by.policy)];
  if (keeping.keep.kind === 'for-ever') return [kept, forEverText(life, keeping.reasons)];
  const { day } = keeping.keep;
  const reason = keeping.reasons.find(
    (each): each is RuleReason => 'period' in each && each.keep.kind === 'day' && each.keep.day === day,
  );
  const rule = words.retention.rules[reason?.name ?? 'unclassified'];
  const cited = citedText(voice, reason?.clauses ?? []);
  if (explained.isDue && by.policy?.retention.onExpiry.value === 'review') {
    const asks = by.policy.retention.onExpiry.clauses.join(', ');
    return [
      kept,
      pick(
        `over since ${day}; to be reviewed, as ${asks} says no more`,
        `${day} 届满，待复核（${asks} 未规定销毁）`,
      ),
    ];
  }
  if (explained.isDue) return [kept, pick(`due since ${day}, next batch`, `${day} 届满，列入下一批次`)];
  const file = reason?.kind === 'case-file' ? pick('with its case file', '与案卷同期') : rule;
  return [kept, pick(`not yet due: ${file}, until ${day}${cited}`, `未到期：${file}，至 ${day}${cited}`)];
}

function forEverText({ voice }: Life, reasons: readonly KeepReason[]): string {
  const { retention } = voice.words;
  const open = reasons.find((reason) => reason.kind === 'case-open');
  if (open !== undefined) return retention.caseOpenReason(open.caseNo);
  const silent = reasons.find((reason): reason is RuleReason => 'cause' in reason && reason.cause !== null);
  if (silent === undefined || silent.cause === null) return retention.forEver;
  return `${retention.ruleReason(retention.rules[silent.name], retention.causes[silent.cause])}${citedText(voice, silent.clauses)}`;
}

/** The ground by its clause; in Chinese by the sentence of the regulation too. */
async function heldText({ station, voice }: Life, id: string, policy: Policy | null): Promise<string> {
  const holdId = parseHoldId(id);
  const hold = holdId === null ? null : await station.catalog.hold(holdId);
  if (hold === null) throw new Error(`${id} is not in the catalogue`);
  const ground = policy?.hold.grounds.value?.find((each) => each.id === hold.ground);
  const named = groundText(voice.words, hold);
  const sentence = ground?.sentence ?? null;
  const told =
    sentence === null
      ? named
      : `${sentence}${citedText(voice, ground?.clause == null ? [] : [ground.clause])}`;
  return voice.pick(`hold: ${named}`, `长期保存：${told}`);
}
