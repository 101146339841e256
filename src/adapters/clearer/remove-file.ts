import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import type { ClearFile, ClearItem } from '../../evidence/clear-order.ts';
import type { ClearOutcome, ClearProof } from '../../evidence/clearing.ts';
import { errnoOf } from '../../evidence/errors.ts';

const { O_DIRECTORY, O_NOFOLLOW, O_NONBLOCK, O_RDONLY } = fs.constants;
const BLOCK_BYTES = 1_048_576;
const DEPTH_LIMIT = 32;
const SLASH = 0x2f;

/** The medium's root, held open, so that nothing outside is ever reached by name. */
export interface CardRoot {
  readonly fd: number;
  readonly dev: number;
}

/**
 * Removes one file of an order, and the recorder's digest file beside it, after both were proved to be what the order
 * says. No link is followed, no folder removed, no other file system entered. The digest file goes first: if the power
 * fails in between, the next dock meets a recording without one, and clears it; the other way round it would meet a
 * digest whose recording is missing.
 */
export function removeItem(root: CardRoot, item: ClearItem, proof: ClearProof): ClearOutcome {
  return holding(root, item, proof === 'compare', (recording) => {
    if (item.digestFile === null) return recording.remove();
    // Small, and what it says is all there is to it: its bytes are compared in any case.
    const beside = holding(root, item.digestFile, true, (file) => file.remove());
    return beside === 'removed' || beside === 'absent' ? recording.remove() : 'changed';
  });
}

interface Held {
  remove(): ClearOutcome;
}

/** Opens the file, proves it, and hands it on while its folder and itself are held open. */
function holding(
  root: CardRoot,
  file: ClearFile,
  isCompared: boolean,
  use: (held: Held) => ClearOutcome,
): ClearOutcome {
  const opened: number[] = [];
  const open = (at: Buffer, flags: number) => {
    const fd = fs.openSync(at, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | flags);
    opened.push(fd);
    return fd;
  };
  try {
    const names = namesOf(file.pathHex);
    const name = names?.pop();
    if (names === null || name === undefined) return 'no-file';
    let folder = root.fd;
    for (const each of names) {
      folder = open(below(folder, each), O_DIRECTORY);
      if (fs.fstatSync(folder).dev !== root.dev) return 'no-file';
    }
    const at = below(folder, name);
    const fd = open(at, 0);
    const wrong = disprove(fd, root, file, isCompared);
    if (wrong !== null) return wrong;
    return use({ remove: () => removeIfSame(at, fd) });
  } catch (thrown) {
    return outcomeOf(thrown);
  } finally {
    for (const fd of opened) fs.closeSync(fd);
  }
}

/** Null when the open file is what the order says. */
function disprove(fd: number, root: CardRoot, file: ClearFile, isCompared: boolean): ClearOutcome | null {
  const before = fs.fstatSync(fd);
  if (!before.isFile() || before.dev !== root.dev) return 'no-file';
  if (before.size !== file.sizeBytes || Math.trunc(before.mtimeMs) !== file.modifiedMs) return 'changed';
  if (!isCompared) return null;
  return sha256OfFile(fd, file.sizeBytes) === file.sha256 ? null : 'differs';
}

/** The medium was mounted anew for this: what is read comes from it, and not from what a dock left in memory. */
function sha256OfFile(fd: number, sizeBytes: number): string {
  const hash = createHash('sha256');
  const block = Buffer.allocUnsafe(BLOCK_BYTES);
  let at = 0;
  // One byte past the end is asked for, so that a file that has grown is another one.
  while (at <= sizeBytes) {
    const read = fs.readSync(fd, block, 0, BLOCK_BYTES, at);
    if (read === 0) break;
    hash.update(block.subarray(0, read));
    at += read;
  }
  return hash.digest('hex');
}

/** The name still stands for the file that was proved. */
function removeIfSame(at: Buffer, fd: number): ClearOutcome {
  const [named, held] = [fs.lstatSync(at), fs.fstatSync(fd)];
  if (named.dev !== held.dev || named.ino !== held.ino || !named.isFile()) return 'changed';
  try {
    fs.unlinkSync(at);
    return 'removed';
  } catch {
    return 'not-removed';
  }
}

/** The names of the path; null for one that leads anywhere else than down. */
function namesOf(pathHex: string): Buffer[] | null {
  const bytes = Buffer.from(pathHex, 'hex');
  const names: Buffer[] = [];
  for (let from = 0; from <= bytes.length; ) {
    const slash = bytes.indexOf(SLASH, from);
    const to = slash < 0 ? bytes.length : slash;
    names.push(bytes.subarray(from, to));
    from = to + 1;
  }
  const isBad = (name: Buffer) =>
    name.length === 0 || name.includes(0) || name.equals(Buffer.from('.')) || name.equals(Buffer.from('..'));
  return names.length > DEPTH_LIMIT || names.some(isBad) ? null : names;
}

/** A name in an open folder: the kernel resolves it from there, whatever became of the path (proc(5), `/proc/pid/fd`). */
function below(folder: number, name: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`/proc/self/fd/${folder}/`), name]);
}

function outcomeOf(thrown: unknown): ClearOutcome {
  switch (errnoOf(thrown)) {
    case 'ENOENT':
      return 'absent';
    case 'ELOOP':
    case 'ENOTDIR':
    case 'ENXIO': // a socket, or a pipe without a reader
      return 'no-file';
    default:
      return 'read-failed';
  }
}
