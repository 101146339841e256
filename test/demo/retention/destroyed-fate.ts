import { periodWords } from '../../../src/cli/retention/keeping-text.ts';
import type { RegisterLine } from '../../../src/destruction/register/register.ts';
import type { RuleReason } from '../../../src/evidence/retention.ts';
import type { Docked } from './footage.ts';
import type { Life } from './life.ts';
import { citedText } from './say.ts';

/** When it was destroyed; by which rule, and why not sooner. */
export function destroyedFate(life: Life, clip: Docked, line: RegisterLine): readonly [string, string] {
  const { voice } = life;
  const { words, pick } = voice;
  const month = line.destroyedAt?.slice(0, 7) ?? '';
  const reason = line.why.reasons.find(({ until }) => until === line.keepUntil);
  const name = reason?.name as RuleReason['name'];
  const period = periodWords(words, { kind: 'months', months: reason?.months ?? 0 });
  const rule =
    reason?.kind === 'case-file'
      ? words.retention.fileReason(words.retention.rules[name], line.cases[0]?.no ?? '', period)
      : words.retention.ruleReason(words.retention.rules[name], period);
  return [
    pick(`destroyed ${month}`, `${month} 销毁`),
    `${rule}${citedText(voice, reason?.clauses ?? [])}${laterText(life, clip, line)}`,
  ];
}

/** Why it did not end with its period. */
function laterText({ ledger, struck, voice }: Life, { key }: Docked, { keepUntil }: RegisterLine): string {
  const freed = ledger.freed(key);
  const [from, taken] = [ledger.proposesFrom ?? '', struck.get(key)];
  const told = [
    ...(freed === null || freed.day <= keepUntil
      ? []
      : freed.by === 'release'
        ? [voice.pick(`held until ${freed.day}`, `长期保存至 ${freed.day}`)]
        : [voice.pick(`case open until ${freed.day}`, `案件至 ${freed.day} 方结案`)]),
    ...(from > keepUntil ? [voice.pick(`proposed from ${from} on only`, `自 ${from} 起方可提请销毁`)] : []),
    ...(taken === undefined ? [] : [voice.pick(`struck out on ${taken}`, `${taken} 曾被剔除`)]),
  ];
  return told.map((each) => voice.pick(`; ${each}`, `；${each}`)).join('');
}
