import type { BoundedReader } from './bounded-reader.ts';
import { asciiOf } from './bounded-reader.ts';
import type { ContainerTime } from './container-time.ts';
import { readingOf } from './container-time.ts';

const CHUNKS_LIMIT = 256;
/** EBU Tech 3285: description 256, originator 32, reference 32, then date and time of origination. */
const BEXT_DATE_AT = 320;
const IDIT_BYTES_LIMIT = 64;
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** The clock of the recorder in `bext` of a WAV, or in `IDIT` of an AVI. Neither knows a zone. */
export async function readRiffTime(reader: BoundedReader, form: string): Promise<ContainerTime | null> {
  if (form === 'WAVE') return bextTime(reader, await findChunk(reader, 'bext', 12, reader.sizeBytes));
  if (form !== 'AVI ') return null;
  const headers = await findChunk(reader, 'hdrl', 12, reader.sizeBytes);
  return headers && iditTime(reader, await findChunk(reader, 'IDIT', headers.from, headers.to));
}

interface Span {
  readonly from: number;
  readonly to: number;
}

/** Finds a chunk, or a list by the name of its kind; content starts after that name. */
async function findChunk(reader: BoundedReader, id: string, from: number, to: number): Promise<Span | null> {
  let at = from;
  for (let count = 0; count < CHUNKS_LIMIT && at + 8 <= to; count++) {
    const head = await reader.view(at, 8);
    if (head === null) return null;
    const size = head.getUint32(4, true);
    const end = Math.min(at + 8 + size, to);
    const name = asciiOf(head, 0, 4);
    const kind = name === 'LIST' ? await reader.view(at + 8, 4) : null;
    if (name === id) return { from: at + 8, to: end };
    if (kind !== null && asciiOf(kind) === id) return { from: at + 12, to: end };
    // Chunks begin at even offsets.
    at += 8 + size + (size % 2);
  }
  return null;
}

async function bextTime(reader: BoundedReader, chunk: Span | null): Promise<ContainerTime | null> {
  if (chunk === null || chunk.to - chunk.from < BEXT_DATE_AT + 18) return null;
  const view = await reader.view(chunk.from + BEXT_DATE_AT, 18);
  const reading = view && readingOf(`${asciiOf(view, 0, 10)} ${asciiOf(view, 10, 8)}`);
  return reading && { kind: 'reading', reading, source: 'bext' };
}

async function iditTime(reader: BoundedReader, chunk: Span | null): Promise<ContainerTime | null> {
  if (chunk === null || chunk.to <= chunk.from) return null;
  const view = await reader.view(chunk.from, Math.min(chunk.to - chunk.from, IDIT_BYTES_LIMIT));
  const text = view && asciiOf(view);
  const reading = text && (readingOf(text) ?? readingOf(fromCtime(text)));
  return reading ? { kind: 'reading', reading, source: 'idit' } : null;
}

/** `Wed Nov 18 10:11:12 2026`, as C prints it, in the order of `readingOf`. */
function fromCtime(text: string): string {
  const found = /^[A-Za-z]{3} ([A-Za-z]{3}) ([ \d]\d) (\d\d:\d\d:\d\d) (\d{4})/.exec(text);
  if (found === null) return '';
  const month = String(MONTHS.indexOf((found[1] ?? '').toLowerCase()) + 1).padStart(2, '0');
  return `${found[4]}-${month}-${(found[2] ?? '').replace(' ', '0')} ${found[3]}`;
}
