import type { BoundedReader } from './bounded-reader.ts';
import { asciiOf, VIEW_BYTES_LIMIT } from './bounded-reader.ts';
import type { ContainerTime } from './container-time.ts';
import { readingOf } from './container-time.ts';

const SEGMENTS_LIMIT = 256;
/** EXIF directories have a few dozen entries; the count in the file is 16 bits wide. */
const ENTRIES_LIMIT = 512;
const EXIF_SIGNATURE = 'Exif\0\0';

/** Tags of Exif 2.31. */
const EXIF_DIRECTORY = 0x8769;
const DATE_TIME_ORIGINAL = 0x9003;
const OFFSET_TIME_ORIGINAL = 0x9011;

/** `DateTimeOriginal` of a JPEG: an instant where `OffsetTimeOriginal` stands beside it, else a clock's reading. */
export async function readExifTime(reader: BoundedReader): Promise<ContainerTime | null> {
  const tiff = await findTiff(reader);
  if (tiff === null || tiff.byteLength < 8) return null;
  const order = asciiOf(tiff, 0, 2);
  if (order !== 'II' && order !== 'MM') return null;
  const little = order === 'II';
  const pointer = entryOf(tiff, tiff.getUint32(4, little), EXIF_DIRECTORY, little);
  if (pointer === null) return null;
  const directory = tiff.getUint32(pointer + 8, little);
  const reading = readingOf(textOf(tiff, entryOf(tiff, directory, DATE_TIME_ORIGINAL, little), little));
  if (reading === null) return null;
  const offsetMs = offsetMsOf(textOf(tiff, entryOf(tiff, directory, OFFSET_TIME_ORIGINAL, little), little));
  if (offsetMs === null) return { kind: 'reading', reading, source: 'exif' };
  const { year, month, day, hour, minute, second } = reading;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second);
  return { kind: 'instant', epochMs: date.getTime() - offsetMs, source: 'exif' };
}

/** The TIFF structure inside the first Exif segment, which has 64 KiB at most. */
async function findTiff(reader: BoundedReader): Promise<DataView | null> {
  let at = 2;
  for (let count = 0; count < SEGMENTS_LIMIT; count++) {
    const head = await reader.view(at, 4);
    if (head === null || head.getUint8(0) !== 0xff) return null;
    const marker = head.getUint8(1);
    const length = head.getUint16(2);
    // Picture data begins at SOS (DA), and every marker before it is followed by its length.
    if (marker === 0xda || length < 2) return null;
    if (marker === 0xe1 && length > 2 + EXIF_SIGNATURE.length) {
      const room = Math.min(length - 2, VIEW_BYTES_LIMIT, reader.sizeBytes - at - 4);
      const content = await reader.view(at + 4, room);
      if (content !== null && content.byteLength > 6 && asciiOf(content, 0, 6) === EXIF_SIGNATURE) {
        return new DataView(content.buffer, content.byteOffset + 6, content.byteLength - 6);
      }
    }
    at += 2 + length;
  }
  return null;
}

/** Offset of the twelve bytes of an entry, all of them inside; null when the directory has no such tag. */
function entryOf(tiff: DataView, directory: number, tag: number, little: boolean): number | null {
  if (directory + 2 > tiff.byteLength) return null;
  const count = Math.min(tiff.getUint16(directory, little), ENTRIES_LIMIT);
  for (let index = 0; index < count; index++) {
    const at = directory + 2 + index * 12;
    if (at + 12 > tiff.byteLength) return null;
    if (tiff.getUint16(at, little) === tag) return at;
  }
  return null;
}

/** Text of at most 32 bytes; up to four of them lie in the entry itself. */
function textOf(tiff: DataView, entry: number | null, little: boolean): string {
  if (entry === null) return '';
  const length = Math.min(tiff.getUint32(entry + 4, little), 32);
  const at = length <= 4 ? entry + 8 : tiff.getUint32(entry + 8, little);
  return at + length <= tiff.byteLength ? asciiOf(tiff, at, length) : '';
}

/** `+08:00`; zones go from -12:00 to +14:00. */
function offsetMsOf(text: string): number | null {
  const found = /^([+-])(\d\d):(\d\d)/.exec(text);
  if (found === null) return null;
  const minutes = Number(found[2]) * 60 + Number(found[3]);
  if (minutes > 14 * 60) return null;
  return (found[1] === '-' ? -minutes : minutes) * 60_000;
}
