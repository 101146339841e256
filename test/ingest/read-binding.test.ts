import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parseModels } from '../../src/recorders/load-models.ts';
import type { RecorderModel } from '../../src/recorders/model.ts';
import { put } from '../support/flow-bench.ts';
import { dock, makePlace, openTestStation, removeFolder, type TestStation } from '../support/test-station.ts';

/** A row for recorders that a WangYawy station has bound (RECORDERS.md, W5). */
const BOUND = `
id: bound
name: { en: bound, zh: 已绑定 }
source: GitHub WangYawy/station, station_bind.ini
verified: true
zone: Asia/Shanghai
match: { folders: { FILES: 50 } }
recorder: { from: file, path: station_bind.ini, pattern: '^recorder_serial *= *(?<recorder>[A-Za-z0-9]{1,32})$' }
file: null
folders: { take: [FILES] }
media: { mp4: video }
digest: null
containerTime: none
`;
const models: readonly RecorderModel[] = parseModels([{ name: 'bound.yaml', text: BOUND }]);

let place: string;
let card: string;
let station: TestStation;
beforeEach(async () => {
  place = makePlace('binding');
  card = join(place, 'card');
  station = await openTestStation({ data: join(place, 'data'), models });
  put(card, 'FILES/a.mp4', 100);
});
afterEach(async () => {
  await station.close();
  removeFolder(place);
});

const bind = (text: string | Uint8Array) => writeFileSync(join(card, 'station_bind.ini'), text);

test('the number stands in the file that binds the card to its recorder', async () => {
  const gbk = Buffer.from([0xd5, 0xc5, 0xc8, 0xfd]);
  bind(
    Buffer.concat([
      Buffer.from('[binding]\r\nuser_name = '),
      gbk,
      Buffer.from('\r\nrecorder_serial = ZF7788\r\n'),
    ]),
  );
  expect(await dock(station, card)).toMatchObject({ result: 'done', recorder: 'ZF7788', model: 'bound' });
});

test.each([
  ['no such line', '[binding]\nuser_no = 1\n'],
  ['a number that names no folder', 'recorder_serial = ../../etc\n'],
  ['a line without an end', `recorder_serial = ${'A'.repeat(5_000)}`],
  ['the line beyond what is read', `${'#\n'.repeat(3_000)}recorder_serial = ZF7788\n`],
])('%s: the number is missing, and nothing is taken', async (_what, text) => {
  bind(text);
  expect(await dock(station, card)).toMatchObject({ result: 'refused', code: 'recorder-number-missing' });
});

test('neither a link nor a folder in its place is followed', async () => {
  writeFileSync(join(place, 'secret'), 'recorder_serial = ZF7788\n');
  symlinkSync(join(place, 'secret'), join(card, 'station_bind.ini'));
  expect((await dock(station, card)).code).toBe('recorder-number-missing');
  const other = join(place, 'other');
  put(other, 'FILES/a.mp4', 100);
  mkdirSync(join(other, 'station_bind.ini'));
  expect((await dock(station, other)).code).toBe('recorder-number-missing');
});
