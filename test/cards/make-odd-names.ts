import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fakeClipBytes } from './fake-clip.ts';

export interface OddCard {
  /** Regular files, as bytes below the card's root: every one of them is evidence. */
  readonly footage: readonly Buffer[];
  readonly symbolicLinks: readonly string[];
  readonly fifos: readonly string[];
}

const HOME = 'Media/Video';

/** 255 bytes, the most that Linux takes: 83 Chinese characters are 249. */
const LONGEST = `${'证'.repeat(83)}ab.mp4`;

const NAMES: readonly string[] = [
  '执法记录 现场检查（一）.mp4',
  '🚨💡 night👮‍♀️.mp4',
  `it's "quoted" \`tick\` $HOME; rm -rf.mp4`,
  'two\nlines\r\nand a tab\t.mp4',
  'rtl \u202Egpj.exe\u202C.mp4',
  'escape \u001b[31mred\u001b[0m.mp4',
  '-rf.mp4',
  ' leading and trailing .mp4 ',
  'back\\slash.mp4',
  'e\u0301 composed.mp4',
  '\u00e9 composed.mp4',
  'TWIN.MP4',
  'twin.mp4',
  'manifest.json',
  'SHA256SUMS',
  '.hidden',
  'no-extension',
  '%2e%2e%2f.mp4',
  LONGEST,
];

/** 0xFF and 0xC3 0x28 are no UTF-8; GBK is what older recorders write. */
const RAW_NAMES: readonly Buffer[] = [
  Buffer.concat([Buffer.from('raw-'), Buffer.from([0xff, 0xfe, 0xc3, 0x28]), Buffer.from('.mp4')]),
  Buffer.concat([Buffer.from([0xd6, 0xb4, 0xb7, 0xa8]), Buffer.from('.mp4')]),
];

/** A DCAM-like card whose names try everything; regular files, links that lead out, a pipe, an empty file. */
export function makeOddNames(folder: string): OddCard {
  const home = join(folder, HOME);
  mkdirSync(home, { recursive: true });
  const at = new Date('2026-11-18T02:00:00Z');
  const names = [...NAMES.map((name) => Buffer.from(name)), ...RAW_NAMES, Buffer.from('empty.mp4')];
  const footage = names.map((name) => {
    const path = Buffer.concat([Buffer.from(`${home}/`), name]);
    const sizeBytes = name.toString() === 'empty.mp4' ? 0 : 3_000;
    writeFileSync(path, fakeClipBytes(name.toString('hex'), sizeBytes));
    utimesSync(path, at, at);
    return Buffer.concat([Buffer.from(`${HOME}/`), name]);
  });
  symlinkSync('/etc/passwd', join(home, 'link-out.mp4'));
  symlinkSync('../..', join(home, 'link-round'));
  symlinkSync('nowhere', join(home, 'link-broken.mp4'));
  execFileSync('mkfifo', [join(home, 'pipe.mp4')]);
  return {
    footage,
    symbolicLinks: ['link-out.mp4', 'link-round', 'link-broken.mp4'].map((name) => `${HOME}/${name}`),
    fifos: [`${HOME}/pipe.mp4`],
  };
}
