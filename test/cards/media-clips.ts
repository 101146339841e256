import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

const video = (picture: string, tone: number, seconds: number, codecs: string) =>
  `-f lavfi -i ${picture} -f lavfi -i sine=frequency=${tone}:sample_rate=16000 -t ${seconds} ${codecs}`;
const H264 = '-c:v libx264 -preset ultrafast -pix_fmt yuv420p -c:a aac -b:a 32k';

/** Arguments for ffmpeg, by the name of the clip. All of it together is about 1 MB. */
const RECIPES = {
  'street.mp4': video('testsrc2=size=640x360:rate=15', 440, 4, H264),
  'shop.mp4': video('smptebars=size=640x360:rate=15', 660, 3, `${H264} -movflags +faststart`),
  'night.mp4': video('mandelbrot=size=320x180:rate=10', 220, 2, H264),
  'patrol.avi': video('testsrc=size=320x240:rate=10', 330, 3, '-c:v mpeg4 -c:a pcm_s16le'),
  'stall.jpg': '-f lavfi -i testsrc2=size=1280x720 -frames:v 1 -q:v 5',
  'licence.jpg': '-f lavfi -i smptehdbars=size=1280x720 -frames:v 1 -q:v 5',
  'note.wav': '-f lavfi -i sine=frequency=500:sample_rate=16000 -t 3 -c:a pcm_s16le',
  'note.mp3': '-f lavfi -i sine=frequency=700:sample_rate=16000 -t 3 -c:a libmp3lame -b:a 32k',
} as const;

export type ClipName = keyof typeof RECIPES;
export type Clips = Readonly<Record<ClipName, Buffer>>;

/** Seconds that each clip lasts; photos none. */
export const CLIP_SECONDS: Readonly<Record<ClipName, number>> = {
  'street.mp4': 4,
  'shop.mp4': 3,
  'night.mp4': 2,
  'patrol.avi': 3,
  'stall.jpg': 0,
  'licence.jpg': 0,
  'note.wav': 3,
  'note.mp3': 3,
};

let made: Promise<Clips> | null = null;

/** Real media, made by ffmpeg once per machine and recipe, and read once per process. */
export function mediaClips(): Promise<Clips> {
  made ??= loadClips();
  return made;
}

async function loadClips(): Promise<Clips> {
  const recipe = createHash('sha256').update(JSON.stringify(RECIPES)).digest('hex').slice(0, 12);
  const cache = join(tmpdir(), `sealdock-clips-${userInfo().uid}-${recipe}`);
  if (!existsSync(cache)) await makeClips(cache);
  const names = Object.keys(RECIPES) as ClipName[];
  const read = names.map(async (name) => [name, await readFile(join(cache, name))] as const);
  return Object.fromEntries(await Promise.all(read)) as Record<ClipName, Buffer>;
}

/** Renamed into place as a whole: another test process may be making the same clips. */
async function makeClips(cache: string): Promise<void> {
  const draft = await mkdtemp(`${cache}-`);
  const ffmpeg = Object.entries(RECIPES).map(([name, recipe]) =>
    run('ffmpeg', ['-nostdin', '-v', 'error', ...recipe.split(' '), join(draft, name)]),
  );
  await Promise.all(ffmpeg);
  await rename(draft, cache).catch(() => rm(draft, { recursive: true, force: true }));
}
