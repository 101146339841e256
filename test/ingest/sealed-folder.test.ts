import { execFileSync, spawnSync } from 'node:child_process';
import { createPublicKey } from 'node:crypto';
import * as fs from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openFfprobe } from '../../src/adapters/ffprobe.ts';
import { openByteMover } from '../../src/adapters/mover/open-byte-mover.ts';
import { manifestSchema } from '../../src/evidence/manifest.ts';
import { probeRecordings } from '../../src/ingest/probe-recordings.ts';
import type { CataloguedRecording } from '../../src/ports/catalog.ts';
import { type MadeCard, makeDcamCard } from '../cards/make-cards.ts';
import {
  checkSums,
  entries,
  findings,
  put,
  recordingOf,
  recordings,
  SetClock,
  sealedPath,
} from '../support/flow-bench.ts';
import {
  dock,
  makePlace,
  openTestStation,
  removeFolder,
  TEST_ACTOR,
  TEST_SETTINGS,
  type TestStation,
} from '../support/test-station.ts';

const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');
/** A name that every careless shell stumbles over. */
const JUNK = 'Media/Video/not a\nvideo \\ 证据.mp4';

let place: string;
let card: MadeCard;
let station: TestStation;
let rows: readonly CataloguedRecording[];

beforeAll(async () => {
  place = makePlace('sealed');
  card = await makeDcamCard(join(place, 'card'));
  put(card.folder, JUNK, 5_000);
  put(card.folder, 'Media/Video/playlist.mp4', Buffer.from('#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n'));
  station = await openTestStation({
    data: join(place, 'data'),
    clock: new SetClock(),
    mover: openByteMover({ workers: 1, filesPerWorker: 4 }),
    settings: { ...TEST_SETTINGS, sm3: true },
  });
  const report = await dock(station, card.folder);
  expect(report.counts).toMatchObject({ sealed: card.footage.length + 2, failed: 0 });
  rows = await recordings(station);
});
afterAll(async () => {
  await station.mover.close();
  await station.close();
  removeFolder(place);
});

const folders = () => rows.map((row) => dirname(sealedPath(station, row)));

describe('a sealed folder', () => {
  test('is checked by coreutils with nothing else installed', () => {
    for (const folder of folders()) {
      const said = checkSums(folder).trim().split('\n');
      expect(said.filter((line) => line.endsWith(': OK'))).toHaveLength(3);
    }
  });

  test('ZY-22.3 ZZ-55.2 WS-23.2 CL-26a SM-33.3 coreutils find an original of which one byte was altered', () => {
    const [folder = ''] = folders();
    const copy = join(place, 'copy');
    fs.cpSync(folder, copy, { recursive: true });
    fs.chmodSync(copy, 0o755);
    const name = fs.readdirSync(copy).find((each) => /\.(mp4|jpg|wav|mp3)$/.test(each)) ?? '';
    const bytes = fs.readFileSync(join(copy, name));
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
    fs.rmSync(join(copy, name));
    fs.writeFileSync(join(copy, name), bytes);
    const checked = spawnSync('sha256sum', ['--check', 'SHA256SUMS'], { cwd: copy, encoding: 'utf8' });
    expect(checked.status).toBe(1);
    expect(checked.stdout).toContain(`${name}: FAILED`);
  });

  test('carries a manifest whose signature openssl verifies, and refuses for one other byte', () => {
    const der = Buffer.concat([SPKI_PREFIX, station.sealSigner.publicKey]);
    const key = join(place, 'seal.pem');
    fs.writeFileSync(
      key,
      createPublicKey({ key: der, format: 'der', type: 'spki' }).export({ type: 'spki', format: 'pem' }),
    );
    const verify = (manifest: string, signature: string) =>
      spawnSync('openssl', [
        ...['pkeyutl', '-verify', '-pubin', '-inkey', key],
        ...['-rawin', '-in', manifest, '-sigfile', signature],
      ]).status;
    for (const folder of folders()) {
      expect(verify(join(folder, 'manifest.json'), join(folder, 'manifest.sig'))).toBe(0);
    }
    const [folder = ''] = folders();
    const altered = join(place, 'altered.json');
    fs.writeFileSync(
      altered,
      fs.readFileSync(join(folder, 'manifest.json'), 'utf8').replace('"v":1', '"v":2'),
    );
    expect(verify(altered, join(folder, 'manifest.sig'))).not.toBe(0);
  });

  test('holds four files that nobody can write to, in a folder where nobody can add one', () => {
    for (const folder of folders()) {
      expect(fs.lstatSync(folder).mode & 0o777).toBe(0o555);
      const names = fs.readdirSync(folder);
      expect(names).toHaveLength(4);
      for (const name of names)
        expect([name, fs.lstatSync(join(folder, name)).mode & 0o777]).toEqual([name, 0o444]);
    }
  });

  test('lies at YYYY/MM/DD/<recorder>/<recording>, named for what it holds', () => {
    for (const { folder, id, manifest } of rows) {
      const { local } = manifest.recorded;
      const [year, month, day] = local.slice(0, 10).split('-');
      expect(folder).toBe(`${year}/${month}/${day}/BC240001/${id}`);
      expect(id).toBe(`BC240001-${local.replaceAll(/[-:]/g, '')}-${manifest.file.sha256.slice(0, 12)}`);
    }
  });

  test('tells in its manifest what the file on the card was, down to SM3 and the three times', () => {
    for (const path of card.footage) {
      const row = rows.find((each) => each.manifest.card.path === path);
      if (row === undefined) throw new Error(path);
      const { manifest } = row;
      expect(manifestSchema.safeParse(manifest).success).toBe(true);
      const bytes = fs.readFileSync(join(card.folder, path));
      const digest = (name: string) =>
        execFileSync('openssl', ['dgst', `-${name}`, '-r', join(card.folder, path)], {
          encoding: 'utf8',
        }).slice(0, 64);
      expect(manifest.file).toMatchObject({
        sizeBytes: bytes.length,
        sha256: digest('sha256'),
        sm3: digest('sm3'),
        name: path.slice(path.lastIndexOf('/') + 1),
      });
      expect(manifest.recorder).toEqual({ no: 'BC240001', model: 'dcam-1.14', modelVerified: true });
      expect(manifest.officer).toBe('A01234');
      expect(manifest.recorded).toMatchObject({ from: 'name', zone: 'Asia/Shanghai' });
      expect(manifest.recorded.at).toBe(manifest.recorded.name);
      expect(row.marks).not.toContain('time-disagrees');
      const isVideo = path.endsWith('.mp4');
      expect(manifest.card.md5?.said ?? null).toBe(isVideo ? manifest.card.md5?.found : null);
    }
  });

  test('nothing is found by an inspection', async () => {
    expect(await findings(station)).toEqual([]);
  });
});

describe('what ffprobe finds in the sealed copies', () => {
  beforeAll(async () => {
    const prober = openFfprobe({ command: 'ffprobe', timeoutMs: 20_000 });
    expect(await probeRecordings(station, prober, TEST_ACTOR, new AbortController().signal)).toBe(
      rows.length,
    );
    rows = await recordings(station);
  });

  const probeOf = async (path: string) => (await recordingOf(station, path)).probe;

  test('is duration, codecs and size', async () => {
    const video = card.footage.find((path) => /083000\.mp4$/.test(path)) ?? '';
    expect(await probeOf(video)).toMatchObject({
      playable: true,
      videoCodec: 'h264',
      complaint: null,
      widthPx: expect.any(Number),
    });
    const { durationMs = 0 } = (await probeOf(video)) ?? {};
    expect(Math.abs((durationMs ?? 0) - 4_000)).toBeLessThan(300);
    const sound = card.footage.find((path) => path.endsWith('.wav')) ?? '';
    expect(await probeOf(sound)).toMatchObject({ playable: true, videoCodec: null, audioCodec: 'pcm_s16le' });
    const photo = card.footage.find((path) => path.endsWith('.jpg')) ?? '';
    expect(await probeOf(photo)).toMatchObject({ playable: true, audioCodec: null });
  });

  test('marks what cannot be played, which stays sealed all the same', async () => {
    const encrypted = card.footage.find((path) => path.includes('_enc')) ?? '';
    for (const path of [encrypted, JUNK, 'Media/Video/playlist.mp4']) {
      const row = await recordingOf(station, path);
      expect(row.marks).toContain('unplayable');
      expect(row.probe).toMatchObject({ playable: false, complaint: expect.stringMatching(/./) });
      expect(JSON.stringify(row.probe)).not.toMatch(/passwd|root:|\/dev\/shm/);
    }
    const unplayable = rows.filter((row) => row.marks.includes('unplayable'));
    expect(unplayable).toHaveLength(3);
  });

  test('is looked for once, and each answer has its entry', async () => {
    const never = { probe: () => Promise.reject(new Error('asked again')) };
    expect(await probeRecordings(station, never, TEST_ACTOR, new AbortController().signal)).toBe(0);
    const probed = await entries(station, 'recording.probed');
    expect(probed.map((entry) => entry.object.id).sort()).toEqual(rows.map((row) => row.id as string).sort());
  });

  test('changes nothing that an inspection looks at', async () => {
    expect(await findings(station)).toEqual([]);
  });
});
