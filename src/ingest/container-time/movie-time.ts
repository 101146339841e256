import type { BoundedReader } from './bounded-reader.ts';
import { asciiOf } from './bounded-reader.ts';
import type { ContainerTime } from './container-time.ts';

/** Boxes with which files of the ISO base media family, and old QuickTime files, begin. */
export const BMFF_FIRST_TYPES: ReadonlySet<string> = new Set([
  'ftyp',
  'styp',
  'moov',
  'mdat',
  'free',
  'skip',
  'wide',
  'pnot',
  'uuid',
]);

/** A two-hour recording in one-second fragments has 14,400 boxes, but its `moov` comes first. */
const BOXES_LIMIT = 4_096;
/** Seconds from 1904-01-01, the epoch of ISO/IEC 14496-12, to 1970-01-01. */
const EPOCH_1904_S = 2_082_844_800;
/** The first second of the year 10000, which RFC 3339 cannot write. */
const END_OF_TIME_S = 253_402_300_800;

/** Creation time of the movie header (ISO/IEC 14496-12, 8.2.2), wherever `moov` lies; 0 means that nobody knew. */
export async function readMovieTime(reader: BoundedReader): Promise<ContainerTime | null> {
  const movie = await findBox(reader, 'moov', 0, reader.sizeBytes);
  if (movie === null) return null;
  const header = await findBox(reader, 'mvhd', movie.from, movie.to);
  if (header === null) return null;
  const seconds = await creationSeconds(reader, header);
  if (seconds === null || seconds === 0) return null;
  const epochS = seconds - EPOCH_1904_S;
  return epochS < END_OF_TIME_S ? { kind: 'instant', epochMs: epochS * 1000, source: 'mvhd' } : null;
}

/** Where a box's content lies, clipped to what holds it. */
interface Span {
  readonly from: number;
  readonly to: number;
}

/** Walks the boxes between two offsets. A box that runs over the end is clipped: a torn file still tells its time. */
async function findBox(reader: BoundedReader, type: string, from: number, to: number): Promise<Span | null> {
  let at = from;
  for (let count = 0; count < BOXES_LIMIT && at + 8 <= to; count++) {
    const box = await boxAt(reader, at, to);
    if (box === null) return null;
    if (box.type === type) return { from: box.from, to: Math.min(box.end, to) };
    at = box.end;
  }
  return null;
}

/** Box sizes: 32 bits, 64 bits after a 1, or up to the end after a 0 (8.2 of the standard's part 4.2). */
async function boxAt(
  reader: BoundedReader,
  at: number,
  to: number,
): Promise<{ readonly type: string; readonly from: number; readonly end: number } | null> {
  const head = await reader.view(at, 8);
  if (head === null) return null;
  const type = asciiOf(head, 4, 4);
  const size = head.getUint32(0);
  if (size === 0) return { type, from: at + 8, end: to };
  if (size !== 1) return size < 8 ? null : { type, from: at + 8, end: at + size };
  const large = (await reader.view(at + 8, 8))?.getBigUint64(0) ?? 0n;
  return large < 16n ? null : { type, from: at + 16, end: at + Number(large) };
}

/** Version 0 has 32 bits, version 1 has 64. What is larger than a safe integer is no time. */
async function creationSeconds(reader: BoundedReader, header: Span): Promise<number | null> {
  if (header.to - header.from < 12) return null;
  const view = await reader.view(header.from, 12);
  if (view === null) return null;
  const version = view.getUint8(0);
  if (version === 0) return view.getUint32(4);
  return version === 1 ? Number(view.getBigUint64(4)) : null;
}
