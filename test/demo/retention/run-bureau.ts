import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RecordingId } from '../../../src/evidence/ids.ts';
import { StationClock } from '../../fakes/station-clock.ts';
import { adopt, policyOf, tellGaps } from './adopt.ts';
import { approveBatch, draftsOf, execute, sweepNow } from './batches.ts';
import { type Bureau, policyIdOf } from './bureaus.ts';
import { checkOutside } from './check-outside.ts';
import { openDemoStation } from './demo-station.ts';
import { liveMonth } from './events.ts';
import { classAll, dockCard, FIRST_CARD, openCases, registerTheRecorder } from './footage.ts';
import { type Life, note, today } from './life.ts';
import { OwnLedger } from './own-ledger.ts';
import { resultTable } from './result-table.ts';
import type { Voice } from './say.ts';
import { addPeople, called } from './staff.ts';

/** The bureau adopts its policy, which takes a month to take effect; then its recorders come in. */
const ADOPTED = '2026-07-30T01:00:00.000Z';
const DOCKED = '2026-08-31T12:00:00.000Z';
/** The night of the second day of a month, in Beijing: September 2026 is the first. */
const sweepMs = (month: number) => Date.UTC(2026, 8 + month, 1, 18, 30);
/** Longer than any shipped policy lets a batch cool off. */
const COOLED_DAYS = 8;
const MONTHS_A_QUARTER = 3;
/** The first month of the demo, of its year. */
const FIRST_MONTH = 9;

/** One bureau through so many months. @returns true when everything holds. */
export async function runBureau(
  bureau: Bureau,
  place: string,
  months: number,
  voice: Voice,
): Promise<boolean> {
  const clock = new StationClock(ADOPTED);
  const data = join(place, bureau.id, 'station');
  const station = await openDemoStation(data, bureau.id, policyIdOf(bureau), clock);
  // Who keeps the folder looks into it with the program's own commands.
  writeFileSync(join(place, bureau.id, 'sealdock.yaml'), `data: ${data}\nstation:\n  name: ${bureau.id}\n`);
  try {
    const policy = await policyOf(bureau);
    voice.say(`\n── ${bureau.id}: ${policy.agency}`, `\n── ${policy.agency}（${bureau.id}）`);
    await tellGaps(bureau, voice);
    await addPeople(station);
    await registerTheRecorder(station);
    await adopt(station, policy);
    clock.passMs(Date.parse(DOCKED) - clock.read().wallMs);
    const docked = [...(await dockCard(station, FIRST_CARD)).docked];
    await openCases(station);
    await classAll(station, docked);
    const ledger = new OwnLedger(bureau);
    ledger.docked(docked);
    if (bureau.proposesFrom === 0) ledger.proposesFrom = DOCKED.slice(0, 10);
    const [placed, struck] = [new Map(), new Map()];
    const life: Life = { bureau, station, voice, ledger, docked, placed, struck, over: 0, notes: [] };
    for (let month = 0; month < months; month += 1) {
      clock.passMs(sweepMs(month) - clock.read().wallMs);
      await liveMonth(life, month);
      await endMonth(life);
      if ((FIRST_MONTH + month) % MONTHS_A_QUARTER === 0 || month === months - 1) await tellQuarter(life);
    }
    ledger.settle(today(life));
    const table = await resultTable(life);
    voice.say(`\n${table}\n`, `\n${table}\n`);
    return await checkOutside(life);
  } finally {
    await station.close();
  }
}

/** The sweep, and what people do with its draft until it is executed. */
async function endMonth(life: Life): Promise<void> {
  const { station } = life;
  life.over = (await sweepNow(station)).due.review;
  for (const batch of await draftsOf(station)) {
    const items = await station.catalog.items(batch.id, null, 100);
    const listed = items.filter(({ state }) => state === 'listed');
    if (listed.length === 0) continue;
    // Once in all these years, of a list that is not empty without it.
    const struck = life.struck.size === 0 && listed.length > 1 ? (listed[0]?.recording ?? null) : null;
    const deciders = await approveBatch(station, batch, struck);
    if (struck !== null) tellStruck(life, struck);
    station.clock.passDays(COOLED_DAYS);
    const { registerNo } = await execute(station, batch);
    const gone = noteGone(life);
    const names = deciders.map((name) => called(life.voice, name));
    note(
      life,
      `${gone.join(' ')} destroyed (register ${registerNo}; approval: ${names.join(', ')})`,
      `销毁 ${gone.join('、')}（第 ${registerNo} 号清册；经${names.join('、')}审批）`,
    );
  }
}

/** Looked for in the vault itself, whatever anybody says. */
function noteGone(life: Life): readonly string[] {
  const { station, docked, ledger } = life;
  const gone = docked
    .filter(
      ({ key, folder }) => ledger.destroyedOn(key) === null && !existsSync(station.vault.resolve(folder)),
    )
    .map(({ key }) => key);
  for (const key of gone) ledger.gone(key, today(life));
  return gone;
}

function tellStruck(life: Life, recording: RecordingId): void {
  const key = life.docked.find(({ id }) => id === recording)?.key ?? recording;
  const who = called(life.voice, 'fa');
  life.struck.set(key, today(life));
  note(life, `${key} struck out by ${who}`, `${who}将 ${key} 自清单中剔除`);
}

async function tellQuarter(life: Life): Promise<void> {
  await life.station.publish();
  // What nobody executed would be noticed here.
  noteGone(life);
  const { over, voice } = life;
  if (over > 0) life.notes.push(voice.pick(`${over} over, to be reviewed`, `${over} 个届满待复核`));
  const nothing = voice.pick('swept every month; nothing to do', '每月清查，无待办事项');
  const [year, calendarMonth] = today(life).split('-');
  const quarter = `${year} Q${Math.ceil(Number(calendarMonth) / MONTHS_A_QUARTER)}`;
  voice.say(
    `  ${quarter}  ${life.notes.join('; ') || nothing}`,
    `  ${quarter}  ${life.notes.join('；') || nothing}`,
  );
  life.notes.length = 0;
}
