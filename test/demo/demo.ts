import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeDcamCard, makeDsjCard } from '../cards/make-cards.ts';
import { checkWithPlainTools } from './plain-check.ts';

/*
 * `npm run demo [-- --quick] [-- --keep]`: two recorders' cards with real clips, a real daemon on a throw-away folder,
 * both cards docked at once; then the vault and the log are checked with nothing but coreutils and openssl.
 */
const SEALDOCK = new URL('../../bin/sealdock', import.meta.url).pathname;
const isQuick = process.argv.includes('--quick');
const isKept = process.argv.includes('--keep');
const isChinese = /^zh/i.test(process.env.LC_ALL || process.env.LC_MESSAGES || process.env.LANG || '');
/** Slow enough to watch two cards of a few megabytes. */
const RATE = '1MB';

const place = mkdtempSync(join(tmpdir(), 'sealdock-demo-'));
const config = join(place, 'sealdock.yaml');
const daemons: ChildProcess[] = [];

try {
  process.exitCode = await demo();
} finally {
  for (const daemon of daemons) daemon.kill('SIGKILL');
  if (isKept) say(`kept: ${place}`, `已保留：${place}`);
  else rmSync(place, { recursive: true, force: true });
}

async function demo(): Promise<number> {
  heading('Two cards, as two different recorders write them', '准备两张存储卡（两种不同型号的执法记录仪）');
  const cards = [await makeDcamCard(join(place, 'card-1')), await makeDsjCard(join(place, 'card-2'))];
  for (const card of cards)
    say(
      `${card.folder}: ${card.footage.length} files of footage`,
      `${card.folder}：${card.footage.length} 个音像文件`,
    );

  heading('A new station, and its daemon', '新建采集工作站并启动服务');
  const models = new URL('../../config/recorders', import.meta.url).pathname;
  const limit = isQuick ? '' : `ingest:\n  rateLimit: ${RATE}\n`;
  writeFileSync(config, `data: ${join(place, 'data')}\nrecorders:\n  models: ${models}\n${limit}`);
  if (!run(['init'])) return 1;
  const daemon = await startDaemon();
  daemons.push(daemon);

  heading('The bureau registers its two recorders', '导入执法记录仪台账');
  const register = join(place, '台账.csv');
  writeFileSync(
    register,
    `\ufeff编号,型号,所属单位,配用人员,配发时间,状态\r\n${cards
      .map(({ recorder, officer }) => `${recorder},,一中队,${officer},2026-01-01,在用\r\n`)
      .join('')}`,
  );
  if (!run(['recorder', 'import', register]) || !run(['recorder', 'list'])) return 1;
  if (!isQuick)
    say(
      `(Copying is slowed down to ${RATE}/s a card, so that you can watch.)`,
      `（为便于观看，每卡限速 ${RATE}/s。）`,
    );

  heading('Both cards are docked at once', '两张卡同时接入');
  if (!run(['dock', ...cards.map((card) => card.folder)])) return 1;

  heading('What was sealed', '已固化的音像记录');
  await probed();
  if (!run(['recording', 'list'])) return 1;

  heading('The same cards again: nothing is taken twice', '同样的卡再次接入：不会重复采集');
  if (!run(['dock', ...cards.map((card) => card.folder)])) return 1;

  await stopDaemon(daemon);
  heading('sealdock checks itself', '系统自检');
  if (!run(['audit', 'verify']) || !run(['inspect'])) return 1;

  heading(
    'And now without sealdock: sha256sum and openssl',
    '不用本系统，仅用 sha256sum 与 openssl 独立核验',
  );
  const expected = cards.reduce((sum, card) => sum + card.footage.length, 0);
  const { lines, isSound } = checkWithPlainTools(join(place, 'data'), expected, isChinese ? 'zh' : 'en');
  for (const line of lines) process.stdout.write(`${line}\n`);
  if (!isSound) return 8;
  say('Everything is sealed, and anyone can check it.', '全部音像记录已固化，任何人均可独立核验。');
  return 0;
}

function run(args: readonly string[]): boolean {
  process.stdout.write(`$ sealdock ${args.join(' ')}\n`);
  const ended = spawnSync('sh', [SEALDOCK, ...args, '--config', config], { stdio: 'inherit' });
  if (ended.status === 0) return true;
  say(`ended with ${ended.status}`, `退出码 ${ended.status}`);
  process.stderr.write(
    readFileSync(join(place, 'daemon.log'), { encoding: 'utf8', flag: 'a+' }).slice(-4_000),
  );
  return false;
}

async function startDaemon(): Promise<ChildProcess> {
  const log = openSync(join(place, 'daemon.log'), 'a');
  const started = spawn('sh', [SEALDOCK, 'run', '--config', config], { stdio: ['ignore', log, log] });
  for (let tries = 0; tries < 200; tries += 1) {
    if (readFileSync(join(place, 'daemon.log'), 'utf8').includes('station.ready')) return started;
    await sleep(50);
  }
  throw new Error(`the daemon does not start: ${readFileSync(join(place, 'daemon.log'), 'utf8')}`);
}

async function stopDaemon(running: ChildProcess): Promise<void> {
  if (running.exitCode !== null) return;
  const ended = new Promise((resolve) => running.once('exit', resolve));
  running.kill('SIGTERM');
  await ended;
}

/** ffprobe follows the docks; the list is nicer with lengths in it. */
async function probed(): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    const { stdout } = spawnSync('sh', [SEALDOCK, 'status', '--json', '--config', config], {
      encoding: 'utf8',
    });
    const status = JSON.parse(stdout) as { data: { totals: { pendingProbes: number } } };
    if (status.data.totals.pendingProbes === 0) return;
    await sleep(200);
  }
}

function heading(en: string, zh: string): void {
  process.stdout.write(`\n── ${isChinese ? zh : en}\n`);
}

function say(en: string, zh: string): void {
  process.stdout.write(`${isChinese ? zh : en}\n`);
}
