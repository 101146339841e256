/** Reads at most `length` bytes at `offset`; fewer at the end of the file. */
export type ReadRange = (offset: number, length: number) => Promise<Uint8Array>;

export interface BoundedReader {
  readonly sizeBytes: number;
  /** Exactly `length` bytes, or null where the file, the window or the patience ends. */
  view(offset: number, length: number): Promise<DataView | null>;
}

/** The most that one look may ask for: an EXIF segment is the largest thing we read at once. */
export const VIEW_BYTES_LIMIT = 65_536;
/** Neighbouring boxes are read together. */
const WINDOW_BYTES = 4_096;
/** A file made of nothing but headers ends the search here, after 8 MiB. */
const READS_LIMIT = 2_000;

/** A reader that no content can make read, allocate or wait without end. Errors of `read` itself pass through. */
export function boundReads(read: ReadRange, sizeBytes: number): BoundedReader {
  let windowAt = 0;
  let window = new Uint8Array();
  let reads = 0;
  return {
    sizeBytes,
    view: async (offset, length) => {
      const sane = Number.isSafeInteger(offset) && offset >= 0 && length > 0 && length <= VIEW_BYTES_LIMIT;
      if (!sane || offset + length > sizeBytes) return null;
      if (offset < windowAt || offset + length > windowAt + window.length) {
        if (reads === READS_LIMIT) return null;
        reads += 1;
        window = new Uint8Array(
          await read(offset, Math.min(Math.max(length, WINDOW_BYTES), sizeBytes - offset)),
        );
        windowAt = offset;
      }
      if (offset + length > windowAt + window.length) return null;
      return new DataView(window.buffer, window.byteOffset + offset - windowAt, length);
    },
  };
}

/** Latin-1 text of a view: what these formats call text is ASCII, and nothing else may make us throw. */
export function asciiOf(view: DataView, at = 0, length = view.byteLength - at): string {
  return Buffer.from(view.buffer, view.byteOffset + at, length).toString('latin1');
}
