import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Shown } from './card-clock.ts';
import { shownAfter } from './card-clock.ts';
import { fakeClipBytes, writeFakeClip } from './fake-clip.ts';
import type { ClipName, Clips } from './media-clips.ts';
import { CLIP_SECONDS, mediaClips } from './media-clips.ts';
import { stampMedia } from './stamp-media.ts';

export interface CardOptions {
  readonly recorder?: string;
  readonly officer?: string;
  /** First recording, local time in Shanghai: `2026-11-18T08:30:00`. */
  readonly start?: string;
}

/** What was put on the card; paths are relative to its root. */
export interface MadeCard {
  readonly folder: string;
  readonly recorder: string;
  readonly officer: string;
  readonly footage: readonly string[];
  /** Everything that a dock should leave: checksums, logs, what was still being written. */
  readonly left: readonly string[];
}

const START = '2026-11-18T08:30:00';

interface Take {
  readonly clip: ClipName;
  readonly folder: string;
  readonly afterMinutes: number;
  readonly suffix?: string;
  /** The recorder encrypted it: no container to be seen from outside. */
  readonly encrypted?: boolean;
}

const DCAM_TAKES: readonly Take[] = [
  { clip: 'street.mp4', folder: 'Media/Video', afterMinutes: 0 },
  { clip: 'shop.mp4', folder: 'Media/Video', afterMinutes: 22 },
  { clip: 'night.mp4', folder: 'Media/Video', afterMinutes: 61 },
  { clip: 'street.mp4', folder: 'Media/Video', afterMinutes: 75, suffix: '_enc', encrypted: true },
  { clip: 'shop.mp4', folder: 'Media/IMP', afterMinutes: 94, suffix: '_IMP' },
  { clip: 'stall.jpg', folder: 'Media/Image', afterMinutes: 24 },
  { clip: 'licence.jpg', folder: 'Media/Image', afterMinutes: 25 },
  { clip: 'note.wav', folder: 'Media/Audio', afterMinutes: 110 },
  { clip: 'note.mp3', folder: 'Media/Audio', afterMinutes: 112 },
];

/** A card as the DCAM contract v1.14 describes it, with real media. */
export async function makeDcamCard(folder: string, options: CardOptions = {}): Promise<MadeCard> {
  const { recorder = 'BC240001', officer = 'A01234', start = START } = options;
  const clips = await mediaClips();
  const footage: string[] = [];
  const left: string[] = [];
  for (const take of DCAM_TAKES) {
    const shown = shownAfter(start, take.afterMinutes * 60);
    const stem = `${take.folder}/DCAM_${recorder}_${officer}_${shown.date}_${shown.time}${take.suffix ?? ''}`;
    const bytes = writeTake({ folder, stem, clips, take, shown, recorder, extension: extensionOf(take) });
    footage.push(`${stem}.${extensionOf(take)}`);
    if (extensionOf(take) !== 'mp4') continue;
    const md5 = createHash('md5').update(bytes).digest('hex');
    writeFakeClip(join(folder, `${stem}.md5`), Buffer.from(`${md5}\n`), new Date(shown.epochMs + 5_000));
    left.push(`${stem}.md5`);
  }
  const last = shownAfter(start, 7_200);
  const junk = {
    [`Temp/DCAM_${recorder}_${officer}_${last.date}_${last.time}.mp4`]: fakeClipBytes('torn', 40_000),
    'Temp/upload.tmp': Buffer.from('x'),
    'Config/dcam_config.cson': Buffer.from(`serial_number: "${recorder}"\n`),
    'Database/dcam.db': Buffer.from('SQLite format 3\0'),
    'Logs/logs.txt': Buffer.from(`${last.local} BOOT\n`),
    'DCAM_FACTORY/device_identity.json': Buffer.from(JSON.stringify({ serial_number: recorder })),
  };
  left.push(...writeAll(folder, junk, last.epochMs));
  return { folder, recorder, officer, footage, left };
}

const DSJ_TAKES: readonly Take[] = [
  { clip: 'street.mp4', folder: 'DCIM/VIDEO', afterMinutes: 0 },
  { clip: 'patrol.avi', folder: 'DCIM/VIDEO', afterMinutes: 31 },
  { clip: 'night.mp4', folder: 'DCIM/VIDEO', afterMinutes: 47, suffix: '_IMP' },
  { clip: 'stall.jpg', folder: 'DCIM/PHOTO', afterMinutes: 33 },
  { clip: 'note.wav', folder: 'DCIM/AUDIO', afterMinutes: 58 },
];

/** A card with GA/T 947 style names, upper-case extensions and no digests (`gat947-style`, which is not verified). */
export async function makeDsjCard(folder: string, options: CardOptions = {}): Promise<MadeCard> {
  const { recorder = '0001234', officer = '310115', start = START } = options;
  const clips = await mediaClips();
  const footage = DSJ_TAKES.map((take, index) => {
    const shown = shownAfter(start, take.afterMinutes * 60);
    const extension = extensionOf(take).toUpperCase();
    const number = String(index + 1).padStart(4, '0');
    const stem = `${take.folder}/DSJ_${recorder}_${officer}_${shown.date}${shown.time}_${number}${take.suffix ?? ''}`;
    writeTake({ folder, stem, clips, take, shown, recorder, extension });
    return `${stem}.${extension}`;
  });
  const last = shownAfter(start, 4_000);
  const junk = { 'LOG/20261118.log': Buffer.from('power on\n'), 'device.ini': Buffer.from('[device]\n') };
  return { folder, recorder, officer, footage, left: writeAll(folder, junk, last.epochMs) };
}

/** Many small files with DCAM names, one a second, each with bytes of its own. Needs no ffmpeg. */
export function makeManySmallFiles(
  folder: string,
  count: number,
  bytes: number,
  options: CardOptions = {},
): MadeCard {
  const { recorder = 'BC240001', officer = 'A01234', start = START } = options;
  const first = shownAfter(start, 0).epochMs;
  const footage = Array.from({ length: count }, (_, index) => {
    const { date, time } = shownAfter(start, index);
    const path = `Media/Image/DCAM_${recorder}_${officer}_${date}_${time}.jpg`;
    writeFakeClip(join(folder, path), fakeClipBytes(path, bytes), new Date(first + index * 1000));
    return path;
  });
  return { folder, recorder, officer, footage, left: [] };
}

function extensionOf(take: Take): string {
  return take.clip.slice(take.clip.lastIndexOf('.') + 1);
}

interface TakeToWrite {
  readonly folder: string;
  readonly stem: string;
  readonly extension: string;
  readonly clips: Clips;
  readonly take: Take;
  readonly shown: Shown;
  readonly recorder: string;
}

/** The file system's time is that of the last byte: the name's time plus the clip's length. */
function writeTake({ folder, stem, extension, clips, take, shown, recorder }: TakeToWrite): Buffer {
  const clip = clips[take.clip];
  const bytes = take.encrypted
    ? fakeClipBytes(stem, clip.length)
    : stampMedia(extensionOf(take), clip, { ...shown, recorder });
  const endMs = shown.epochMs + CLIP_SECONDS[take.clip] * 1000;
  writeFakeClip(join(folder, `${stem}.${extension}`), bytes, new Date(endMs));
  return bytes;
}

function writeAll(folder: string, files: Readonly<Record<string, Buffer>>, atMs: number): string[] {
  for (const [path, bytes] of Object.entries(files)) writeFakeClip(join(folder, path), bytes, new Date(atMs));
  return Object.keys(files);
}
