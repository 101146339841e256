import * as fs from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openFfprobe } from '../../src/adapters/ffprobe.ts';
import { fakeClipBytes } from '../cards/fake-clip.ts';
import { type Clips, mediaClips } from '../cards/media-clips.ts';
import { makePlace, removeFolder } from '../support/test-station.ts';

const place = makePlace('probe');
const secret = join(place, 'secret.txt');
const prober = openFfprobe({ command: 'ffprobe', timeoutMs: 20_000 });
let clips: Clips;

beforeAll(async () => {
  clips = await mediaClips();
  fs.writeFileSync(secret, 'TOP-SECRET-LINE\n'.repeat(50));
});
afterAll(() => removeFolder(place));

function put(name: string, bytes: Uint8Array | string): string {
  const path = join(place, name);
  fs.writeFileSync(path, bytes);
  return path;
}

describe('what is playable is told with its duration, codecs and size', () => {
  test.each([
    ['street.mp4', { videoCodec: 'h264', durationMs: 4_000 }],
    ['patrol.avi', { durationMs: 3_000 }],
    ['note.wav', { videoCodec: null, audioCodec: 'pcm_s16le', durationMs: 3_000, widthPx: null }],
    ['note.mp3', { audioCodec: 'mp3', durationMs: 3_000 }],
    ['licence.jpg', { videoCodec: 'mjpeg', widthPx: 1_280, heightPx: 720 }],
  ] as const)('%s', async (name, expected) => {
    const { durationMs, ...rest } = { durationMs: undefined, ...expected };
    const facts = await prober.probe(put(name, clips[name]));
    expect(facts).toMatchObject({ playable: true, complaint: null, ...rest });
    if (durationMs !== undefined) expect(Math.abs((facts.durationMs ?? 0) - durationMs)).toBeLessThan(400);
  });

  test('whatever the file is called', async () => {
    const name = `警号 001'A; rm -rf %d \n"$(x)".mp4`;
    expect(await prober.probe(put(name, clips['street.mp4']))).toMatchObject({ playable: true });
  });
});

describe('what is not playable is an answer with a reason, and never names our own folders', () => {
  test.each<[string, () => Uint8Array | string]>([
    ['junk.mp4', () => fakeClipBytes('junk', 50_000)],
    ['truncated.mp4', () => clips['street.mp4'].subarray(0, 300)],
    ['text.mp4', () => 'not a film at all'],
    ['empty.mp4', () => ''],
    ['zeros.mp4', () => Buffer.alloc(100_000)],
  ])('%s', async (name, bytes) => {
    const facts = await prober.probe(put(name, bytes()));
    expect(facts).toMatchObject({ playable: false, videoCodec: null, durationMs: null });
    expect(facts.complaint).toMatch(/\S/);
    expect(facts.complaint).not.toContain(place);
    expect(facts.complaint?.length).toBeLessThanOrEqual(500);
  });
});

describe('a recording cannot make ffprobe look at other files', () => {
  test.each<[string, () => string]>([
    [
      'an HLS playlist',
      () => `#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:0\n#EXTINF:10.0,\nfile://${secret}\n#EXT-X-ENDLIST\n`,
    ],
    [
      'an HLS playlist with a concat',
      () => `#EXTM3U\n#EXTINF:1,\nconcat:${secret}|${secret}\n#EXT-X-ENDLIST\n`,
    ],
    ['a concat script', () => `ffconcat version 1.0\nfile '${secret}'\n`],
    ['an HLS playlist of real media', () => `#EXTM3U\n#EXTINF:4,\nreal.mp4\n#EXT-X-ENDLIST\n`],
    ['a concat script of real media', () => `ffconcat version 1.0\nfile 'real.mp4'\n`],
    ['a session description', () => `v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nm=video 9999 RTP/AVP 96\n`],
    [
      'a DASH manifest',
      () => `<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011"><Period/></MPD>`,
    ],
  ])('%s is not opened', async (_, text) => {
    put('real.mp4', clips['street.mp4']);
    for (const name of ['hostile.mp4', 'hostile.m3u8', 'hostile.txt']) {
      const facts = await prober.probe(put(name, text()));
      expect(facts.playable).toBe(false);
      expect(JSON.stringify(facts)).not.toMatch(/SECRET|secret\.txt/);
    }
  });
});

describe('ffprobe itself', () => {
  const script = (name: string, text: string) => {
    const path = put(name, `#!/bin/sh\n${text}\n`);
    fs.chmodSync(path, 0o755);
    return path;
  };

  test('that takes too long is ended, with all it started', async () => {
    const command = script('slow', `echo $$ > ${place}/pid; exec sleep 60`);
    const started = performance.now();
    const facts = await openFfprobe({ command, timeoutMs: 3_000 }).probe(put('a.mp4', 'x'));
    expect(facts).toMatchObject({ playable: false, complaint: 'ffprobe took too long and was ended' });
    // Long before it would have ended by itself.
    expect(performance.now() - started).toBeLessThan(30_000);
    const pid = fs.readFileSync(join(place, 'pid'), 'utf8').trim();
    expect(fs.existsSync(`/proc/${pid}`)).toBe(false);
  });

  test('that is not there is a failure, so that nothing is marked unplayable for it', async () => {
    const missing = openFfprobe({ command: join(place, 'no-such-ffprobe'), timeoutMs: 1_000 });
    await expect(missing.probe(put('a.mp4', 'x'))).rejects.toMatchObject({ code: 'ffprobe-missing' });
  });

  test('that prints nonsense is an answer', async () => {
    const command = script('nonsense', 'echo nonsense; echo "streams=" ; exit 0');
    const facts = await openFfprobe({ command, timeoutMs: 1_000 }).probe(put('a.mp4', 'x'));
    expect(facts).toMatchObject({ playable: false, durationMs: null });
  });

  test('that prints without end cannot hurt: its complaint is cut', async () => {
    const command = script('loud', `head -c 300000 /dev/zero | tr '\\0' x >&2; exit 1`);
    const facts = await openFfprobe({ command, timeoutMs: 5_000 }).probe(put('a.mp4', 'x'));
    expect(facts.complaint?.length).toBeLessThanOrEqual(500);
  });
});

describe('what is no regular file in the vault is an answer too, and is never opened', () => {
  test.each<[string, (path: string) => void]>([
    ['a missing one', () => {}],
    ['a link', (path) => fs.symlinkSync(secret, path)],
    ['a folder', (path) => fs.mkdirSync(path)],
  ])('%s', async (name, make) => {
    const path = join(place, `odd ${name}.mp4`);
    make(path);
    expect(await prober.probe(path)).toMatchObject({
      playable: false,
      complaint: expect.stringMatching(/\S/),
    });
  });
});
