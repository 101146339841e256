import { assert } from '../evidence/assert.ts';
import { ENTRY_BYTES_LIMIT } from '../evidence/audit-entry.ts';

/** C2SP tlog-tiles, "Log entries": each entry behind its length as a big-endian uint16. */
export function bundleOf(texts: readonly string[]): Buffer {
  return Buffer.concat(
    texts.flatMap((text) => {
      const entry = Buffer.from(text);
      assert(entry.length <= ENTRY_BYTES_LIMIT, 'an entry fits into a uint16 length');
      const length = Buffer.alloc(2);
      length.writeUInt16BE(entry.length);
      return [length, entry];
    }),
  );
}

/** The entries of a bundle; null when the lengths do not add up to its bytes. */
export function parseBundle(bytes: Uint8Array): Buffer[] | null {
  const bundle = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries: Buffer[] = [];
  for (let at = 0; at < bundle.length; ) {
    if (at + 2 > bundle.length) return null;
    const end = at + 2 + bundle.readUInt16BE(at);
    if (end > bundle.length) return null;
    entries.push(bundle.subarray(at + 2, end));
    at = end;
  }
  return entries;
}
