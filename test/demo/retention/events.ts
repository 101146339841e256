import { closeCase, reopenCase } from '../../../src/cases/change-case.ts';
import { dateAt } from '../../../src/evidence/calendar-date.ts';
import { SealdockError } from '../../../src/evidence/errors.ts';
import { epochMsOf, utcOf } from '../../../src/evidence/time.ts';
import { confirmClock } from '../../../src/retention/confirm-clock.ts';
import { caseNo } from '../../support/hold-facts.ts';
import { adopt, policyOf } from './adopt.ts';
import { sweepNow } from './batches.ts';
import { ZONE } from './demo-station.ts';
import {
  CASES,
  type CaseLetter,
  classAll,
  type Docked,
  dockCard,
  MET_AGAIN,
  SECOND_CARD,
} from './footage.ts';
import { hold, release, type Why } from './holds.ts';
import { type Life, note, today } from './life.ts';
import { by, called } from './staff.ts';

const SET_BACK_MS = 3 * 86_400_000;

/** By months from the first one on, before that month's sweep. */
const EVENTS: Readonly<Record<number, (life: Life) => Promise<void>>> = {
  0: (life) => holdOn(life, 'P3', { by: 'wang', for: { cause: 'obstruction' }, text: '当事人阻碍执法' }),
  1: (life) => close(life, 'L'),
  2: (life) => close(life, 'D'),
  3: (life) => close(life, 'B'),
  4: (life) => close(life, 'A'),
  5: (life) => holdOn(life, 'P2', { by: 'wang', for: { cause: 'complaint' }, text: '当事人投诉执法态度' }),
  6: (life) => {
    const { ground } = life.bureau;
    return holdOn(life, 'U1', { by: 'li', for: { ground }, text: '涉及突发事件处置' });
  },
  10: setClockBack,
  15: (life) => releaseFrom(life, 'P2', '投诉已办结'),
  18: dockAgain,
  20: (life) => reopen(life, 'A'),
  28: (life) => close(life, 'A'),
  30: (life) => releaseFrom(life, 'P3', '事件已处理完毕'),
};

export async function liveMonth(life: Life, month: number): Promise<void> {
  if (month > 0 && month === life.bureau.proposesFrom) await letBeDestroyed(life);
  await EVENTS[month]?.(life);
}

async function holdOn(life: Life, key: string, why: Why): Promise<void> {
  const placed = await hold(life.station, clipOf(life, key), why);
  life.placed.set(key, placed);
  life.ledger.held(key);
  const clause = placed.clause ?? life.voice.pick('no clause', '制度无对应条款');
  if ('ground' in why.for) note(life, `${key} is held (${clause})`, `${key} 长期保存（${clause}）`);
  else if (why.for.cause === 'complaint')
    note(life, `a complaint holds ${key} (${clause})`, `投诉触发 ${key} 长期保存（${clause}）`);
  else note(life, `an incident holds ${key} (${clause})`, `突发情况触发 ${key} 长期保存（${clause}）`);
}

async function releaseFrom(life: Life, key: string, reason: string): Promise<void> {
  const placed = life.placed.get(key);
  if (placed === undefined) throw new Error(`${key} is not held`);
  const deciders = await release(life.station, placed, reason);
  life.ledger.released(key, today(life));
  const [asked, ...decided] = (['li', ...deciders] as const).map((name) => called(life.voice, name));
  note(
    life,
    `${key} is released (asked for by ${asked}, decided by ${decided.join(', ')})`,
    `${key} 解除长期保存（${asked}申请，${decided.join('、')}批准）`,
  );
}

async function close(life: Life, letter: CaseLetter): Promise<void> {
  const { catalog } = life.station;
  const acting = await by(life.station, 'li');
  const before = await catalog.caseOf(caseNo(CASES[letter].no));
  const change = before === null ? null : closeCase(before, acting.today, '结案归档', acting);
  if (change === null) throw new Error(`case ${letter} is closed already`);
  await catalog.keepCase(change);
  life.ledger.closed(letter, acting.today);
  note(life, `case ${letter} is closed`, `案件 ${letter} 结案归档`);
}

async function reopen(life: Life, letter: CaseLetter): Promise<void> {
  const { catalog } = life.station;
  const acting = await by(life.station, 'li');
  const before = await catalog.caseOf(caseNo(CASES[letter].no));
  if (before === null) throw new Error(`case ${letter} is not there`);
  await catalog.keepCase(reopenCase(before, '当事人申请再审查', acting));
  life.ledger.reopened(letter);
  note(life, `case ${letter} is reopened`, `案件 ${letter} 重新开启`);
}

async function dockAgain(life: Life): Promise<void> {
  const { docked: more, counts } = await dockCard(life.station, SECOND_CARD, [MET_AGAIN]);
  const isGone = life.ledger.destroyedOn(MET_AGAIN.key) !== null;
  if (counts.metAgain !== (isGone ? 0 : 1) || counts.left !== (isGone ? 1 : 0))
    throw new Error(`${MET_AGAIN.key} met again: ${JSON.stringify(counts)}`);
  await classAll(life.station, more);
  life.docked.push(...more);
  life.ledger.docked(more);
  const again = MET_AGAIN.key;
  const [en, zh] = isGone ? ['destroyed, and not taken again', '已销毁，不再采集'] : ['known', '已采集'];
  note(
    life,
    `a second card: ${more.map(({ key }) => key).join(' ')}, and ${again} again (${en})`,
    `再次接入存储卡：新增 ${more.map(({ key }) => key).join('、')}，卡上另有 ${again}（${zh}）`,
  );
}

/** Nothing is swept until a person has looked at the clock and confirmed it. */
async function setClockBack(life: Life): Promise<void> {
  const { station } = life;
  station.clock.leapMs(-SET_BACK_MS);
  const refused = await sweepNow(station).then(
    () => 'swept',
    (thrown: unknown) => (thrown instanceof SealdockError ? thrown.code : String(thrown)),
  );
  if (refused !== 'clock-doubtful') throw new Error(`the clock was set back: ${refused}`);
  station.clock.leapMs(SET_BACK_MS);
  await confirmClock(
    { catalog: station.catalog, watch: station.destruction.watch },
    '已与标准时间核对',
    await by(station, 'xu'),
  );
  note(
    life,
    `the clock was set back three days: no sweep until ${called(life.voice, 'xu')} had confirmed it`,
    `时钟被拨回三天：经${called(life.voice, 'xu')}核对确认后方恢复清查`,
  );
}

/** A new version of the bureau's own file; it shortens, so that another person decides and it waits. */
async function letBeDestroyed(life: Life): Promise<void> {
  const { bureau, station, ledger } = life;
  const more = [{ rule: 'retention.onExpiry', value: 'propose-destruction' }] as const;
  const done = await adopt(station, await policyOf(bureau, 2, more));
  if (done.kind !== 'done' || !done.isWaiting) throw new Error('what shortens has to wait');
  const from = dateAt(utcOf(epochMsOf(done.effectiveFrom)), ZONE);
  ledger.proposesFrom = from;
  note(
    life,
    `version 2 adopted: what is over is proposed for destruction, from ${from} on`,
    `启用制度第 2 版：到期后提请销毁，自 ${from} 起生效`,
  );
}

function clipOf({ docked }: Life, key: string): Docked {
  const found = docked.find((each) => each.key === key);
  if (found === undefined) throw new Error(`${key} was not docked`);
  return found;
}
