import type { CardPath } from './card-path.ts';
import { baseNameOf } from './card-path.ts';
import type { RecorderNo, RecordingId } from './ids.ts';

export const MANIFEST_NAME = 'manifest.json';
export const SIGNATURE_NAME = 'manifest.sig';
export const SUMS_NAME = 'SHA256SUMS';

const RESERVED = new Set([MANIFEST_NAME, SIGNATURE_NAME, SUMS_NAME].map((name) => name.toLowerCase()));
/** ext4, XFS and exFAT all take at most 255 bytes (exFAT: UTF-16 units) in a name. */
const NAME_BYTES_LIMIT = 255;

/** The recording's folder below the vault's root: `YYYY/MM/DD/<recorder no>/<recording id>`. */
export function vaultFolderOf(localDate: string, recorder: RecorderNo, id: RecordingId): string {
  return `${localDate.slice(0, 4)}/${localDate.slice(5, 7)}/${localDate.slice(8, 10)}/${recorder}/${id}`;
}

/**
 * The name under which the file lies in the vault: its own base name. Only a name that is not text, that one of our
 * three files needs, or that means standard input to coreutils (`-`), is replaced by `original` with its extension;
 * the manifest keeps the true one.
 */
export function sealedNameOf(path: CardPath): string {
  const name = baseNameOf(path);
  const usable =
    path.hex === null &&
    name.isWellFormed() &&
    !RESERVED.has(name.toLowerCase()) &&
    name !== '.' &&
    name !== '..' &&
    name !== '-' &&
    !name.includes('\0') &&
    Buffer.byteLength(name) <= NAME_BYTES_LIMIT;
  if (usable) return name;
  const extension = /\.([A-Za-z0-9]{1,8})$/.exec(name);
  return extension ? `original.${extension[1]}` : 'original';
}

/**
 * One line of coreutils' SHA256SUMS. A name with a backslash, newline or carriage return is written escaped, with
 * a backslash before the digest (coreutils 9, `sha256sum` manual).
 */
export function sumsLine(digest: string, name: string): string {
  const escaped = name.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\r', '\\r');
  return `${escaped === name ? '' : '\\'}${digest}  ${escaped}\n`;
}
