import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openTimeStamps } from '../../src/adapters/openssl-time-stamps.ts';
import { checkAnchors } from '../../src/audit/check-anchors.ts';
import { FindingList } from '../../src/audit/findings.ts';
import { publishLog } from '../../src/audit/publish-log.ts';
import { confirmExported, takeTimeStamp } from '../../src/audit/take-anchor.ts';
import { checkpointBody, openCheckpoint } from '../../src/evidence/signed-note.ts';
import { entries } from '../support/flow-bench.ts';
import { type LocalTsa, openLocalTsa } from '../support/local-tsa.ts';
import {
  makePlace,
  openTestStation,
  removeFolder,
  TEST_ACTOR,
  type TestStation,
} from '../support/test-station.ts';

const place = makePlace('anchor');
const ORIGIN = 'test.example/log';
const by = { origin: ORIGIN, actor: TEST_ACTOR };
let tsa: LocalTsa;
let station: TestStation;
let stations = 0;
beforeAll(async () => {
  tsa = await openLocalTsa(join(place, 'tsa'));
});
beforeEach(async () => {
  await station?.close();
  stations += 1;
  station = await openTestStation({ data: join(place, String(stations)) });
  tsa.answer = null;
  await publishLog(station, { origin: ORIGIN });
});
afterAll(async () => {
  await station.close();
  await tsa.close();
  removeFolder(place);
});

const stamps = (ca = tsa.ca, url = tsa.url) => openTimeStamps({ url, ca, scratch: place });
const signal = new AbortController().signal;
const take = (from = stamps()) => takeTimeStamp(station, from, { ...by, signal });
const filesOf = async () => {
  const paths: string[] = [];
  for await (const path of station.logFiles.list()) if (path.startsWith('anchors/')) paths.push(path);
  return paths.sort();
};
const findingsNow = async (from = stamps()) => {
  const list = new FindingList();
  await checkAnchors({ ...station, timeStamps: from }, by, list);
  return list.all.map(({ kind, about }) => `${kind}: ${about.replace(/[0-9a-f]{16}/, 'ROOT')}`);
};

describe('a time stamp (RFC 3161)', () => {
  test('over the newest head is kept with its head, its entry and its time, and is found sound', async () => {
    const anchor = await take();
    expect(anchor).toMatchObject({ kind: 'tsa', size: 1, by: tsa.url });
    expect(Math.abs(Date.parse(anchor.at) - Date.now())).toBeLessThan(600_000);
    expect(await station.catalog.anchors('tsa', 9)).toEqual([anchor]);
    const [entry] = await entries(station, 'audit.anchored');
    expect(entry).toMatchObject({
      after: 'tsa',
      detail: { size: 1, root: anchor.root, at: anchor.at, by: tsa.url },
    });
    expect((await filesOf()).map((path) => path.replace(/\.[0-9a-f]{16}/, ''))).toEqual([
      'anchors/000000000001.note',
      'anchors/000000000001.tsr',
    ]);
    expect(await findingsNow()).toEqual([]);
  });

  test('is what OpenSSL itself says of the text of the checkpoint', async () => {
    const { file } = await take();
    const note = readFileSync(join(station.data, 'audit/anchors', `${file}.note`));
    const opened = openCheckpoint(note, { name: ORIGIN, publicKey: station.logSigner.publicKey });
    if (opened.kind !== 'opened') throw new Error(opened.why);
    const digest = createHash('sha256').update(checkpointBody(opened.checkpoint)).digest('hex');
    const token = readFileSync(join(station.data, 'audit/anchors', `${file}.tsr`));
    await expect(stamps().check(digest as never, token)).resolves.toMatch(/^20/);
    const other = createHash('sha256').update('something else').digest('hex');
    await expect(stamps().check(other as never, token)).rejects.toMatchObject({ code: 'anchor-differs' });
  });

  test.each([
    [
      'an authority that is not there',
      () => stamps(tsa.ca, 'http://127.0.0.1:9/'),
      null,
      'anchor-unreachable',
    ],
    ['an error', () => stamps(), { status: 503, body: Buffer.from('later') }, 'anchor-unreachable'],
    [
      'something else than a stamp',
      () => stamps(),
      { status: 200, body: Buffer.from('<html>') },
      'anchor-differs',
    ],
    ['no certificate to check it with', () => stamps(join(place, 'none.pem')), null, 'anchor-differs'],
  ] as const)('%s is no anchor, and leaves nothing behind', async (_, from, answer, code) => {
    tsa.answer = answer;
    await expect(take(from())).rejects.toMatchObject({ code });
    expect(await station.catalog.anchors(null, 9)).toEqual([]);
    expect(await filesOf()).toEqual([]);
  });

  test('of another authority, or of an earlier question, does not count', async () => {
    const other = await openLocalTsa(join(place, `other-${stations}`));
    await expect(take(stamps(other.ca))).rejects.toMatchObject({ code: 'anchor-differs' });
    await other.close();
    const { file } = await take();
    const replayed = readFileSync(join(station.data, 'audit/anchors', `${file}.tsr`));
    tsa.answer = { status: 200, body: replayed };
    await publishLog(station, { origin: ORIGIN });
    await expect(take()).rejects.toMatchObject({ code: 'anchor-differs' });
    expect(await station.catalog.anchors('tsa', 9)).toHaveLength(1);
  });

  test('that is lost, altered, or put in the place of another is found, and named', async () => {
    const { file } = await take();
    const path = join(station.data, 'audit/anchors', `${file}.tsr`);
    const token = readFileSync(path);
    const altered = Buffer.from(token);
    altered[altered.length - 10] = (altered[altered.length - 10] as number) ^ 1;
    writeFileSync(path, altered);
    expect(await findingsNow()).toEqual(['anchor-differs: anchors/000000000001.ROOT.tsr']);
    removeFolder(path);
    expect(await findingsNow()).toEqual(['anchor-missing: anchors/000000000001.ROOT.tsr']);
    writeFileSync(path, token);
    writeFileSync(path.replace('.tsr', '.note'), 'x\n');
    expect(await findingsNow()).toEqual(['anchor-differs: anchors/000000000001.ROOT.note']);
  });

  test('of which the catalogue knows nothing is told, and is no damage', async () => {
    await station.logFiles.write('anchors/000000000009.0123456789abcdef.note', Buffer.from('x'));
    expect(await findingsNow()).toEqual(['anchor-unlisted: anchors/000000000009.ROOT.note']);
  });
});

describe('a head that a person keeps elsewhere', () => {
  const head = async () => {
    const note = Buffer.from((await station.catalog.published())?.note ?? '');
    const opened = openCheckpoint(note, { name: ORIGIN, publicKey: station.logSigner.publicKey });
    if (opened.kind !== 'opened') throw new Error(opened.why);
    return opened.checkpoint;
  };

  test('counts from when it is confirmed, with who did it and where it is', async () => {
    const { size, root } = await head();
    await confirmExported(station, { size, root }, { ...by, reason: '市局档案室，光盘 12' });
    expect(await station.catalog.anchors('exported', 9)).toMatchObject([
      { size: 1, by: TEST_ACTOR.id, file: null },
    ]);
    expect((await entries(station, 'audit.anchored'))[0]).toMatchObject({ reason: '市局档案室，光盘 12' });
    expect(await findingsNow()).toEqual([]);
  });

  test('that this log does not lead through is told: it is no anchor but an alarm', async () => {
    const { size, root } = await head();
    await expect(
      confirmExported(station, { size: size + 40, root }, { ...by, reason: null }),
    ).rejects.toMatchObject({ code: 'log-set-back' });
    await expect(
      confirmExported(station, { size, root: Buffer.alloc(32, 7) }, { ...by, reason: null }),
    ).rejects.toMatchObject({ code: 'log-forked' });
    expect(await station.catalog.anchors(null, 9)).toEqual([]);
  });
});
