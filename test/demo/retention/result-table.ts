import { groundText } from '../../../src/cli/holds/hold-text.ts';
import { tableText } from '../../../src/cli/output/table.ts';
import { periodWords } from '../../../src/cli/retention/keeping-text.ts';
import {
  REGISTER_JSON,
  type Register,
  type RegisterLine,
} from '../../../src/destruction/register/register.ts';
import { parseHoldId } from '../../../src/evidence/hold.ts';
import { type KeepReason, RETENTION_CLASSES, type RuleReason } from '../../../src/evidence/retention.ts';
import { explainKeeping } from '../../../src/retention/keeping-context.ts';
import type { Docked } from './footage.ts';
import type { Life } from './life.ts';

/** What has become of each recording, and by which rule; those that have the same fate are one row. */
export async function resultTable(life: Life): Promise<string> {
  const { retention } = life.voice.words;
  const lines = await destroyedLines(life);
  const rows = new Map<
    string,
    { readonly cells: readonly [string, string, string]; readonly keys: string[] }
  >();
  for (const clip of life.docked.toSorted(byClass)) {
    const line = lines.get(clip.id);
    const [fate, why] = line === undefined ? await keptFate(life, clip) : destroyedFate(life, clip, line);
    const cells = [retention.classes[clip.class], fate, why] as const;
    const row = rows.get(cells.join('\n')) ?? { cells, keys: [] };
    row.keys.push(clip.key);
    rows.set(cells.join('\n'), row);
  }
  const titles = life.voice.pick(
    'class|recordings|number|what became of them|rule, or what keeps them',
    '保存类别|音像记录|数量|结果|依据或保留原因',
  );
  return tableText(
    titles.split('|').map((title) => ({ title })),
    [...rows.values()].map(({ cells: [name, fate, why], keys }) => [
      name,
      keys.join(' '),
      String(keys.length),
      fate,
      why,
    ]),
  );
}

function byClass(one: Docked, other: Docked): number {
  const place = ({ class: name }: Docked) => RETENTION_CLASSES.indexOf(name);
  return place(one) - place(other);
}

/** As the registers tell it: the table says what is on paper, the vault is asked elsewhere. */
async function destroyedLines({ station }: Life): Promise<ReadonlyMap<string, RegisterLine>> {
  const lines = new Map<string, RegisterLine>();
  for (const no of await station.registers.numbers()) {
    const bytes = await station.registers.read(no, REGISTER_JSON);
    const register = JSON.parse(Buffer.from(bytes ?? []).toString()) as Register;
    for (const line of register.destroyed) lines.set(line.recording, line);
  }
  return lines;
}

function destroyedFate(life: Life, clip: Docked, line: RegisterLine): readonly [string, string] {
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
    `${rule} (${clausesOf(voice, reason?.clauses ?? [])})${laterText(life, clip, line)}`,
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

async function keptFate(life: Life, { id }: Docked): Promise<readonly [string, string]> {
  const { station, voice } = life;
  const { words, pick } = voice;
  const explained = await explainKeeping(station, station.keeping, id, null);
  const { keeping, by } = explained.decided;
  const kept = pick('kept', '保留');
  const held = keeping.reasons.find((reason) => reason.kind === 'hold');
  if (held !== undefined) {
    const holdId = parseHoldId(held.hold.id);
    const hold = holdId === null ? null : await station.catalog.hold(holdId);
    const ground = groundText(words, hold ?? { ground: held.hold.ground, clause: null });
    return [kept, pick(`hold: ${ground}`, `长期保存：${ground}`)];
  }
  if (keeping.keep.kind === 'for-ever') return [kept, forEverText(life, keeping.reasons)];
  const { day } = keeping.keep;
  const reason = keeping.reasons.find(
    (each): each is RuleReason => 'period' in each && each.keep.kind === 'day' && each.keep.day === day,
  );
  const rule = words.retention.rules[reason?.name ?? 'unclassified'];
  const cited = clausesOf(voice, reason?.clauses ?? []);
  if (explained.isDue && by.policy?.retention.onExpiry.value === 'review') {
    const asks = clausesOf(voice, by.policy.retention.onExpiry.clauses);
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
  return [
    kept,
    pick(`not yet due: ${file}, until ${day} (${cited})`, `未到期：${file}，至 ${day}（${cited}）`),
  ];
}

function forEverText({ voice }: Life, reasons: readonly KeepReason[]): string {
  const { retention } = voice.words;
  const open = reasons.find((reason) => reason.kind === 'case-open');
  if (open !== undefined) return retention.caseOpenReason(open.caseNo);
  const silent = reasons.find((reason): reason is RuleReason => 'cause' in reason && reason.cause !== null);
  if (silent === undefined || silent.cause === null) return retention.forEver;
  return `${retention.ruleReason(retention.rules[silent.name], retention.causes[silent.cause])} (${clausesOf(voice, silent.clauses)})`;
}

function clausesOf({ pick }: Life['voice'], clauses: readonly string[]): string {
  return clauses.join(', ') || pick("the bureau's own rule", '本局自定');
}
