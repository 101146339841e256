import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { instantOfContainer } from '../../src/ingest/container-time/container-time.ts';
import { readContainerTime } from '../../src/ingest/container-time/read-container-time.ts';
import { bextChunk, chunk, exifSegment } from '../cards/stamp-media.ts';

/** Reads from memory, and keeps what was asked for. */
function reading(bytes: Uint8Array, sizeBytes = bytes.length) {
  const asked = { reads: 0, longest: 0 };
  const answer = readContainerTime(async (offset, length) => {
    asked.reads += 1;
    asked.longest = Math.max(asked.longest, length);
    return bytes.subarray(offset, offset + length);
  }, sizeBytes);
  return { answer, asked };
}
const read = (bytes: Uint8Array) => reading(bytes).answer;

const u32 = (value: number) =>
  Buffer.from([value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255]);
const u64 = (value: bigint) => {
  const out = Buffer.alloc(8);
  out.writeBigUInt64BE(value);
  return out;
};
const box = (type: string, ...content: readonly Buffer[]) => {
  const inner = Buffer.concat(content);
  return Buffer.concat([u32(8 + inner.length), Buffer.from(type), inner]);
};
const FTYP = box('ftyp', Buffer.from('isom\0\0\0\0'));
const mvhd0 = (seconds: number) => box('mvhd', u32(0), u32(seconds), u32(seconds), Buffer.alloc(88));
const mvhd1 = (seconds: bigint) => box('mvhd', u32(0x01000000), u64(seconds), u64(seconds), Buffer.alloc(92));

const AT_MS = Date.UTC(2026, 10, 18, 0, 30, 5);
const AT_1904 = AT_MS / 1000 + 2_082_844_800;
const INSTANT = { kind: 'instant', epochMs: AT_MS, source: 'mvhd' };
const SHOWN = { year: 2026, month: 11, day: 18, hour: 8, minute: 30, second: 5 };

describe('containers that ffmpeg made', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'sealdock-container-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const ffmpeg = (name: string, ...args: readonly string[]) => {
    const path = join(folder, name);
    const source = ['-f', 'lavfi', '-i', 'testsrc=size=160x120:rate=5', '-t', '1'];
    execFileSync('ffmpeg', ['-nostdin', '-v', 'error', ...source, ...args, path]);
    return readFileSync(path);
  };

  test.each([
    ['moov-last.mp4', []],
    ['moov-first.mp4', ['-movflags', '+faststart']],
    ['fragmented.mp4', ['-movflags', '+frag_keyframe+empty_moov', '-g', '1']],
    ['quicktime.mov', []],
    ['phone.3gp', ['-s', '176x144']],
    ['sound.m4a', ['-f', 'ipod']],
  ])('%s tells its instant', async (name, args) => {
    const made = ffmpeg(name, '-c:v', 'mpeg4', ...args, '-metadata', 'creation_time=2026-11-18T00:30:05Z');
    expect(await read(made)).toEqual(INSTANT);
  });

  test('an MP4 whose maker left the time at 0 tells nothing', async () => {
    expect(await read(ffmpeg('no-time.mp4', '-c:v', 'mpeg4', '-fflags', '+bitexact'))).toBeNull();
  });

  test('a broadcast WAV tells the reading of a clock', async () => {
    const path = join(folder, 'a.wav');
    const date = ['-metadata', 'origination_date=2026-11-18', '-metadata', 'origination_time=08:30:05'];
    const sine = ['-f', 'lavfi', '-i', 'sine', '-t', '1', '-write_bext', '1', ...date, path];
    execFileSync('ffmpeg', ['-nostdin', '-v', 'error', ...sine]);
    expect(await read(readFileSync(path))).toEqual({ kind: 'reading', reading: SHOWN, source: 'bext' });
  });

  test('a Matroska file, a plain WAV and a bare AVI tell nothing', async () => {
    expect(await read(ffmpeg('a.mkv', '-metadata', 'creation_time=2026-11-18T00:30:05Z'))).toBeNull();
    expect(await read(ffmpeg('a.avi', '-c:v', 'mpeg4'))).toBeNull();
  });

  test('no torn end of a real file is read as another time', async () => {
    const made = ffmpeg('torn.mp4', '-c:v', 'mpeg4', '-metadata', 'creation_time=2026-11-18T00:30:05Z');
    for (let length = 0; length < made.length; length += 7) {
      expect([null, AT_MS]).toContain(
        ((await read(made.subarray(0, length))) as typeof INSTANT | null)?.epochMs ?? null,
      );
    }
  });
});

describe('movie headers', () => {
  test.each([
    ['version 0', Buffer.concat([FTYP, box('moov', mvhd0(AT_1904))])],
    ['version 1', Buffer.concat([FTYP, box('moov', mvhd1(BigInt(AT_1904)))])],
    ['moov as the first box', box('moov', mvhd0(AT_1904))],
    [
      'other boxes before mvhd',
      Buffer.concat([FTYP, box('moov', box('udta', Buffer.alloc(99)), mvhd0(AT_1904))]),
    ],
    ['a 64-bit box before moov', Buffer.concat([FTYP, large('mdat', 5000), box('moov', mvhd0(AT_1904))])],
    ['a moov that lasts to the end', Buffer.concat([FTYP, u32(0), Buffer.from('moov'), mvhd0(AT_1904)])],
    ['a moov that was torn off', Buffer.concat([FTYP, u32(9999), Buffer.from('moov'), mvhd0(AT_1904)])],
    ['bytes after the last box', Buffer.concat([FTYP, box('moov', mvhd0(AT_1904)), Buffer.from('xyz')])],
  ])('%s: tell the instant', async (_what, bytes) => {
    expect(await read(bytes)).toEqual(INSTANT);
  });

  test.each([
    ['a time of 0', Buffer.concat([FTYP, box('moov', mvhd0(0))])],
    ['a time after the year 9999', Buffer.concat([FTYP, box('moov', mvhd1(2n ** 64n - 1n))])],
    [
      'an unknown version',
      Buffer.concat([FTYP, box('moov', box('mvhd', u32(0x02000000), Buffer.alloc(96)))]),
    ],
    ['a box of size 4', Buffer.concat([FTYP, u32(4), box('moov', mvhd0(AT_1904))])],
    [
      'a 64-bit size of 3',
      Buffer.concat([FTYP, u32(1), Buffer.from('mdat'), u64(3n), box('moov', mvhd0(AT_1904))]),
    ],
    ['a 64-bit size beyond numbers', Buffer.concat([FTYP, u32(1), Buffer.from('mdat'), u64(2n ** 64n - 1n)])],
    ['an mvhd outside moov', Buffer.concat([FTYP, mvhd0(AT_1904)])],
    ['an mvhd cut short', Buffer.concat([FTYP, box('moov', box('mvhd', u32(0)))])],
    ['no moov', Buffer.concat([FTYP, box('mdat', Buffer.alloc(100))])],
  ])('%s: tell nothing', async (_what, bytes) => {
    expect(await read(bytes)).toBeNull();
  });

  test('a clock that was never set is told as it stands', async () => {
    expect(await read(Buffer.concat([FTYP, box('moov', mvhd0(1))]))).toMatchObject({
      epochMs: -2_082_844_799_000,
    });
  });

  test('a file of nothing but headers ends the search within its limits', async () => {
    const tiny = Buffer.concat([FTYP, ...Array.from({ length: 200_000 }, () => box('free'))]);
    const { answer, asked } = reading(Buffer.concat([tiny, box('moov', mvhd0(AT_1904))]));
    expect(await answer).toBeNull();
    expect(asked.reads).toBeLessThanOrEqual(2_000);
    const sparse = Buffer.concat([
      FTYP,
      ...Array.from({ length: 5_000 }, () => box('free', Buffer.alloc(4_200))),
    ]);
    const far = reading(sparse);
    expect(await far.answer).toBeNull();
    expect(far.asked.reads).toBeLessThanOrEqual(2_000);
  });
});

describe('photos', () => {
  const jpeg = (...segments: readonly Buffer[]) =>
    Buffer.concat([Buffer.from([0xff, 0xd8]), ...segments, Buffer.from([0xff, 0xda, 0, 4, 1, 2, 3, 4])]);
  const JFIF = Buffer.from([0xff, 0xe0, 0, 6, 74, 70, 73, 70]);
  const local = '2026-11-18T08:30:05';

  test('tell a reading, or an instant where the offset stands beside it', async () => {
    const without = exifSegment({ local, offset: null });
    expect(await read(jpeg(without))).toEqual({ kind: 'reading', reading: SHOWN, source: 'exif' });
    const west = await read(jpeg(JFIF, exifSegment({ local, offset: '-03:30' })));
    expect(west).toEqual({ kind: 'instant', epochMs: Date.UTC(2026, 10, 18, 12, 0, 5), source: 'exif' });
    expect(await read(jpeg(JFIF, exifSegment({ local, offset: '+08:00' })))).toEqual({
      ...INSTANT,
      source: 'exif',
    });
  });

  test.each([
    ['no EXIF', jpeg(JFIF)],
    ['a date that no calendar has', jpeg(exifSegment({ local: '2026-02-30T08:30:05', offset: null }))],
    ['the empty date that cameras write', jpeg(exifSegment({ local: '0000-00-00T00:00:00', offset: null }))],
    ['a segment of length 0', jpeg(Buffer.from([0xff, 0xe1, 0, 0]))],
    ['EXIF without TIFF', jpeg(Buffer.from([0xff, 0xe1, 0, 10, ...Buffer.from('Exif\0\0XX')]))],
    ['EXIF behind the picture', jpeg(Buffer.from([0xff, 0xda, 0, 2]), exifSegment({ local, offset: null }))],
  ])('with %s tell nothing', async (_what, bytes) => {
    expect(await read(bytes)).toBeNull();
  });

  test('an EXIF segment that was cut off tells nothing else than it would whole', async () => {
    const whole = jpeg(exifSegment({ local, offset: '+08:00' }));
    for (let length = 0; length < whole.length; length++) {
      const told = await read(whole.subarray(0, length));
      if (told?.kind === 'instant') expect(told.epochMs).toBe(AT_MS);
      if (told?.kind === 'reading') expect(told.reading).toEqual(SHOWN);
    }
  });
});

describe('RIFF files', () => {
  const riff = (form: string, ...chunks: readonly Buffer[]) =>
    chunk('RIFF', Buffer.concat([Buffer.from(form), ...chunks]));
  const avi = (date: string) =>
    riff(
      'AVI ',
      chunk(
        'LIST',
        Buffer.concat([
          Buffer.from('hdrl'),
          chunk('avih', Buffer.alloc(56)),
          chunk('IDIT', Buffer.from(date)),
        ]),
      ),
    );

  test.each([
    'WED NOV 18 08:30:05 2026\n\0',
    'Wed Nov 18 08:30:05 2026',
    '2026-11-18 08:30:05',
    '2026:11:18 08:30:05',
  ])('an AVI tells %j', async (date) => {
    expect(await read(avi(date))).toEqual({ kind: 'reading', reading: SHOWN, source: 'idit' });
  });

  test.each(['Wed Foo 18 08:30:05 2026', '', '18/11/2026', '2026-13-18 08:30:05'])(
    'an AVI does not tell %j',
    async (date) => {
      expect(await read(avi(date))).toBeNull();
    },
  );

  test('bext may stand after a chunk of odd length, also in RF64', async () => {
    const odd = [chunk('JUNK', Buffer.alloc(3)), bextChunk({ local: '2026-11-18T08:30:05', recorder: 'x' })];
    expect(await read(riff('WAVE', ...odd))).toMatchObject({ reading: SHOWN });
    const wide = riff('WAVE', ...odd);
    wide.write('RF64', 0, 'ascii');
    expect(await read(wide)).toMatchObject({ reading: SHOWN });
  });

  test('a chunk that claims four gigabytes ends the search', async () => {
    const huge = riff(
      'WAVE',
      Buffer.from('data\xff\xff\xff\xff', 'latin1'),
      bextChunk({ local: '2026-11-18T08:30:05', recorder: '' }),
    );
    expect(await read(huge)).toBeNull();
  });
});

describe('whatever lies on the card', () => {
  const heads = [
    '',
    '\xff\xd8\xff\xe1',
    '\0\0\0\x10ftypisom\0\0\0\0',
    'RIFF\0\0\0\0AVI LIST',
    'RIFF\0\0\0\0WAVEbext',
    '\0\0\0\0moov',
  ];
  const hostile = fc
    .tuple(fc.constantFrom(...heads), fc.uint8Array({ maxLength: 600 }))
    .map(([head, tail]) => Buffer.concat([Buffer.from(head, 'latin1'), tail]));
  /** A good file with some bytes replaced gets further into the readers than noise does. */
  const GOOD = [
    Buffer.concat([FTYP, box('free', Buffer.alloc(9)), box('moov', mvhd0(AT_1904))]),
    Buffer.concat([
      Buffer.from([0xff, 0xd8]),
      exifSegment({ local: '2026-11-18T08:30:05', offset: '+08:00' }),
    ]),
    chunk(
      'RIFF',
      Buffer.concat([
        Buffer.from('AVI '),
        chunk(
          'LIST',
          Buffer.concat([Buffer.from('hdrl'), chunk('IDIT', Buffer.from('2026-11-18 08:30:05'))]),
        ),
      ]),
    ),
  ];
  const bent = fc
    .tuple(fc.constantFrom(...GOOD), fc.array(fc.tuple(fc.nat(200), fc.nat(255)), { maxLength: 6 }))
    .map(([good, changes]) => {
      const out = Buffer.from(good);
      for (const [at, value] of changes) if (at < out.length) out[at] = value;
      return out;
    });

  test('reading it never throws, asks for little, and answers with a time that a calendar has', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(hostile, bent), fc.nat(2 ** 40), async (bytes, more) => {
        const { answer, asked } = reading(bytes, bytes.length + more);
        const told = await answer;
        expect(asked.longest).toBeLessThanOrEqual(65_536);
        expect(asked.reads).toBeLessThanOrEqual(2_000);
        for (const meaning of ['utc', 'local'] as const) {
          if (told !== null)
            expect(instantOfContainer(told, meaning, 'Asia/Shanghai')).toMatch(/^\d{4}-.*Z$/);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  test('an error of the medium passes through', async () => {
    const failing = readContainerTime(async () => {
      throw new Error('EIO');
    }, 1000);
    await expect(failing).rejects.toThrow('EIO');
  });

  test('nothing is read of an empty file', async () => {
    const { answer, asked } = reading(new Uint8Array());
    expect(await answer).toBeNull();
    expect(asked.reads).toBe(0);
  });
});

describe('what a container means', () => {
  const mvhd = { kind: 'instant', epochMs: AT_MS, source: 'mvhd' } as const;
  const reading = { kind: 'reading', reading: SHOWN, source: 'exif' } as const;

  test.each([
    ['UTC in the movie header', mvhd, 'utc', '2026-11-18T00:30:05.000Z'],
    ['local time in the movie header', mvhd, 'local', '2026-11-17T16:30:05.000Z'],
    ['a reading', reading, 'utc', '2026-11-18T00:30:05.000Z'],
    ['an EXIF time with its offset', { ...mvhd, source: 'exif' }, 'local', '2026-11-18T00:30:05.000Z'],
    ['a clock that nobody trusts', mvhd, 'none', null],
    ['nothing', null, 'utc', null],
  ] as const)('%s', (_what, time, meaning, expected) => {
    expect(instantOfContainer(time, meaning, 'Asia/Shanghai')).toBe(expected);
  });
});

function large(type: string, contentBytes: number): Buffer {
  return Buffer.concat([
    u32(1),
    Buffer.from(type),
    u64(BigInt(16 + contentBytes)),
    Buffer.alloc(contentBytes),
  ]);
}
