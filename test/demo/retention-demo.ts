import { parseArgs } from 'node:util';
import { chooseLanguage, wordsIn } from '../../src/words/choose-language.ts';
import { makePlace, removeFolder } from '../support/test-station.ts';
import { BUREAUS } from './retention/bureaus.ts';
import { runBureau } from './retention/run-bureau.ts';
import { openVoice } from './retention/say.ts';

/*
 * `npm run demo:retention [-- --keep] [-- --months <n>] [-- --bureau <id>]`: three years in a minute. One station for
 * each bureau, with its shipped policy; recordings of every class age, are held, released, proposed, approved and
 * destroyed, on a clock that the demo sets; then everything is checked, with openssl and by what the demo itself did.
 */
const MONTHS = 38;
/** Ten years. */
const MONTHS_LIMIT = 120;

const { values } = parseArgs({
  options: {
    keep: { type: 'boolean', default: false },
    months: { type: 'string', default: String(MONTHS) },
    bureau: { type: 'string', multiple: true, default: BUREAUS.map(({ id }) => id) },
  },
});
const months = Number(values.months);
const bureaus = BUREAUS.filter(({ id }) => values.bureau.includes(id));
if (!(months >= 1 && months <= MONTHS_LIMIT) || bureaus.length === 0)
  throw new Error(`--months 1 to ${MONTHS_LIMIT}, --bureau ${BUREAUS.map(({ id }) => id).join(' | ')}`);

/** In memory where the machine lets it: three years of single decisions are flushed to the disk one by one. */
const place = makePlace('retention');
const voice = openVoice(wordsIn(chooseLanguage({ env: process.env })), (line) =>
  process.stdout.write(`${line}\n`),
);

voice.say(
  [
    'The demo sets the clock, its cards are folders, and nobody signs in; all else is the program itself.',
    'P: patrol, E: evidence, C: case, L: licence, U: unclassified.',
    'Batches are proposed and executed by li, before wang and zhao; those who decide are named with each.',
  ].join('\n'),
  [
    '时钟由演示设定，存储卡以文件夹代替，人员不登录；其余均由系统实际执行。',
    'P：日常巡查，E：证据，C：案件相关，L：行政许可，U：未分类。',
    '销毁批次由李管理提出并执行，王执法、赵执法监销；审批人员逐批列明。',
  ].join('\n'),
);

try {
  const results: boolean[] = [];
  for (const bureau of bureaus) results.push(await runBureau(bureau, place, months, voice));
  const isSound = results.every(Boolean);
  if (isSound) voice.say('\nEverything holds.', '\n全部核对无误。');
  else voice.say('\nNOT everything holds.', '\n核对发现问题。');
  process.exitCode = isSound ? 0 : 1;
} finally {
  const look = `bin/sealdock inspect --config ${place}/${bureaus[0]?.id}/sealdock.yaml`;
  if (values.keep) voice.say(`kept: ${place}\n$ ${look}`, `已保留：${place}\n$ ${look}`);
  else removeFolder(place);
}
