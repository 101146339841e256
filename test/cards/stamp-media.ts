/** When a clip was recorded, in the spellings that containers use, and by which recorder. */
export interface Stamp {
  readonly epochMs: number;
  /** `YYYY-MM-DDTHH:MM:SS` on the recorder's display. */
  readonly local: string;
  /** `+08:00` */
  readonly offset: string;
  readonly recorder: string;
}

/** Writes time and recorder into a copy of a clip, the way a recorder does: so every copy has bytes of its own. */
export function stampMedia(extension: string, clip: Buffer, stamp: Stamp): Buffer {
  switch (extension) {
    case 'mp4':
      return Buffer.concat([stampMovie(clip, stamp.epochMs), freeBox(stamp.recorder)]);
    case 'jpg':
      return insert(clip, 2, Buffer.concat([exifSegment(stamp), comment(stamp.recorder)]));
    case 'wav':
      return riffInsert(clip, 12, bextChunk(stamp));
    case 'avi':
      return stampAvi(clip, stamp);
    case 'mp3':
      return Buffer.concat([clip, id3(stamp)]);
    default:
      throw new Error(`no stamp for ${extension}`);
  }
}

/** `mvhd`, `tkhd` and `mdhd` of version 0: creation and modification, in seconds since 1904. */
function stampMovie(clip: Buffer, epochMs: number): Buffer {
  const out = Buffer.from(clip);
  const seconds = Math.floor(epochMs / 1000) + 2_082_844_800;
  for (const box of ['mvhd', 'tkhd', 'mdhd']) {
    for (let at = out.indexOf(box, out.indexOf('moov')); at > 0; at = out.indexOf(box, at + 4)) {
      if (out.readUInt8(at + 4) !== 0) throw new Error(`${box} is not of version 0`);
      out.writeUInt32BE(seconds, at + 8);
      out.writeUInt32BE(seconds, at + 12);
    }
  }
  return out;
}

/** ISO/IEC 14496-12, 8.1.2: content that players pass over. */
function freeBox(text: string): Buffer {
  return Buffer.concat([words32(8 + text.length), Buffer.from(`free${text}`)]);
}

/** An APP1 segment with `DateTimeOriginal` and `OffsetTimeOriginal` (Exif 2.31), big-endian. */
export function exifSegment(stamp: Pick<Stamp, 'local'> & { readonly offset: string | null }): Buffer {
  const date = `${stamp.local.replaceAll('-', ':').replace('T', ' ')}\0`;
  const zone = `${stamp.offset ?? ''}\0`;
  const entries = stamp.offset === null ? 1 : 2;
  const dateAt = 26 + 2 + entries * 12 + 4;
  const tiff = Buffer.concat([
    Buffer.from('MM\0*'),
    words32(8),
    words16(1, 0x8769, 4),
    words32(1, 26, 0),
    words16(entries, 0x9003, 2),
    words32(20, dateAt),
    ...(entries === 2 ? [words16(0x9011, 2), words32(zone.length, dateAt + 20)] : []),
    words32(0),
    Buffer.from(date + zone),
  ]);
  const content = Buffer.concat([Buffer.from('Exif\0\0'), tiff]);
  return Buffer.concat([words16(0xffe1, content.length + 2), content]);
}

/** A JPEG comment, COM. */
function comment(text: string): Buffer {
  return Buffer.concat([words16(0xfffe, text.length + 2), Buffer.from(text)]);
}

/** EBU Tech 3285, version 0: 602 bytes. */
export function bextChunk(stamp: Pick<Stamp, 'local' | 'recorder'>): Buffer {
  const content = Buffer.alloc(602);
  content.write(stamp.recorder, 256, 32, 'ascii');
  content.write(stamp.local.slice(0, 10), 320, 'ascii');
  content.write(stamp.local.slice(11, 19), 330, 'ascii');
  return chunk('bext', content);
}

function stampAvi(clip: Buffer, stamp: Stamp): Buffer {
  const headersEnd = 20 + clip.readUInt32LE(16);
  const date = chunk('IDIT', Buffer.from(`${ctimeOf(stamp.local)}\n\0`));
  const out = riffInsert(clip, headersEnd, date);
  out.writeUInt32LE(clip.readUInt32LE(16) + date.length, 16);
  return riffInsert(out, out.length, chunk('JUNK', Buffer.from(stamp.recorder)));
}

/** `Wed Nov 18 08:30:00 2026` */
function ctimeOf(local: string): string {
  const [week = '', day = '', month = '', year = '', time = ''] = new Date(`${local}Z`)
    .toUTCString()
    .split(/,? /);
  return `${week} ${month} ${day} ${time} ${year}`;
}

/** ID3v1: 128 bytes at the end. */
function id3(stamp: Stamp): Buffer {
  const tag = Buffer.alloc(128);
  tag.write('TAG', 0, 'ascii');
  tag.write(stamp.local, 3, 'ascii');
  tag.write(stamp.recorder, 33, 30, 'ascii');
  tag.write(stamp.local.slice(0, 4), 93, 'ascii');
  return tag;
}

export function chunk(id: string, content: Buffer): Buffer {
  const size = Buffer.alloc(4);
  size.writeUInt32LE(content.length);
  return Buffer.concat([Buffer.from(id), size, content, Buffer.alloc(content.length % 2)]);
}

function riffInsert(clip: Buffer, at: number, piece: Buffer): Buffer {
  const out = insert(clip, at, piece);
  out.writeUInt32LE(clip.readUInt32LE(4) + piece.length, 4);
  return out;
}

function insert(clip: Buffer, at: number, piece: Buffer): Buffer {
  return Buffer.concat([clip.subarray(0, at), piece, clip.subarray(at)]);
}

function words16(...values: readonly number[]): Buffer {
  const out = Buffer.alloc(values.length * 2);
  for (const [index, value] of values.entries()) out.writeUInt16BE(value, index * 2);
  return out;
}

function words32(...values: readonly number[]): Buffer {
  const out = Buffer.alloc(values.length * 4);
  for (const [index, value] of values.entries()) out.writeUInt32BE(value, index * 4);
  return out;
}
