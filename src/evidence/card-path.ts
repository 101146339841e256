/**
 * A path on a card, relative to its root, with `/` between names. Names are bytes on Linux: a name that is not
 * UTF-8 keeps its bytes in `hex`, and `text` is only for reading.
 */
export interface CardPath {
  readonly text: string;
  readonly hex: string | null;
}

const fatalUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export function cardPathOf(bytes: Uint8Array): CardPath {
  try {
    return { text: fatalUtf8.decode(bytes), hex: null };
  } catch {
    return { text: new TextDecoder('utf-8').decode(bytes), hex: Buffer.from(bytes).toString('hex') };
  }
}

export function bytesOfCardPath(path: CardPath): Buffer {
  return path.hex === null ? Buffer.from(path.text, 'utf8') : Buffer.from(path.hex, 'hex');
}

/** One text per path, usable as a key: two different byte strings never share it. */
export function keyOfCardPath(path: CardPath): string {
  return path.hex === null ? `t:${path.text}` : `x:${path.hex}`;
}

/** The last name of the path, as text for reading and parsing. */
export function baseNameOf(path: CardPath): string {
  return path.text.slice(path.text.lastIndexOf('/') + 1);
}

/** The folder that holds it, `''` for the root. */
export function folderOf(path: CardPath): string {
  const slash = path.text.lastIndexOf('/');
  return slash < 0 ? '' : path.text.slice(0, slash);
}
