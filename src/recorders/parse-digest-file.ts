/** A digest file is one line; whatever is longer is something else. */
export const DIGEST_FILE_BYTES_LIMIT = 4096;

/** Bare hex · coreutils `hex  name`, `hex *name`, `\hex  name` · BSD `MD5 (name) = hex`. */
const LINES: readonly RegExp[] = [
  /^\\?([0-9a-f]{32})$/i,
  /^\\?([0-9a-f]{32})[ \t][ \t*]?\S/i,
  /^MD5 ?\(.{1,4096}\) ?= ?([0-9a-f]{32})$/i,
];

/**
 * The MD5 that a recorder wrote beside its recording, as 32 lower-case hex characters; null when the text is not
 * exactly one digest. Comment lines (`#`, `;`) and a byte order mark are passed over.
 */
export function parseDigestFile(bytes: Uint8Array): string | null {
  if (bytes.length > DIGEST_FILE_BYTES_LIMIT) return null;
  const lines = textOf(bytes)
    .split(/[\r\n]/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#') && !line.startsWith(';'));
  if (lines.length !== 1) return null;
  const found = LINES.map((pattern) => pattern.exec(lines[0] ?? '')?.[1]).find((hex) => hex !== undefined);
  return found?.toLowerCase() ?? null;
}

/** Windows programs write UTF-16 now and then; its byte order mark is the only sign of it. */
function textOf(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  return new TextDecoder('utf-8').decode(bytes).replace(/\0+$/, '');
}
