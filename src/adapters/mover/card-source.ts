import type { BigIntStats } from 'node:fs';
import * as fs from 'node:fs';
import { promisify } from 'node:util';
import { SealdockError } from '../../evidence/errors.ts';
import { epochMsOf, utcOf } from '../../evidence/time.ts';
import { descriptorPath, openFile, realPathOf, statFileSystem, statOpen } from './file-calls.ts';
import type { ListedFacts } from './protocol.ts';

const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = fs.constants;
/** Listing and worker may round the same time to milliseconds in different directions. */
const ROUNDING_MS = 1;
/**
 * Linux makes up inode numbers for FAT, exFAT and FUSE whenever it meets a file anew (`iunique` in fs/fat and
 * fs/exfat): after memory was short, the same file has another number. There, device, path, size and time decide.
 */
const INODES_DO_NOT_LAST = new Set([0x4d44, 0x2011bab0, 0x65735546]);
const readFile = promisify(fs.read);

export interface CardSource {
  readonly descriptor: number;
  readonly opened: BigIntStats;
}

/** Opens without waiting (a pipe may lie there now) and without following a link in the last name. */
export function openCardFile(cardRoot: string, path: Uint8Array): Promise<number> {
  const below = Buffer.concat([Buffer.from(cardRoot), Buffer.from('/'), path]);
  return openFile(below, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
}

/**
 * Gate: the open file lies on the card and is the one that was listed.
 * @throws SealdockError `card-path-escapes`, `card-file-changed`.
 */
export async function checkListed(
  descriptor: number,
  cardRoot: string,
  listed: ListedFacts,
): Promise<CardSource> {
  checkInside(descriptor, cardRoot);
  const opened = await statOpen(descriptor);
  if (!opened.isFile()) throw changed('a regular file', 'something else');
  const same = sameContent(opened, listed) && (await isSameFile(descriptor, opened, listed.inode));
  if (!same) {
    throw changed(
      contentWords(listed.inode, listed.sizeBytes, listed.modifiedMs),
      contentWords(inodeOf(opened), Number(opened.size), Number(opened.mtimeMs)),
    );
  }
  return { descriptor, opened };
}

/**
 * Gate: after the copy, the file still has the same times and length, and ends where the copy did. The time of its last
 * status change too, because the other one can be set back.
 * @throws SealdockError `card-file-changed`.
 */
export async function checkUnchanged({ descriptor, opened }: CardSource): Promise<void> {
  const size = Number(opened.size);
  const { bytesRead } = await readFile(descriptor, Buffer.alloc(1), 0, 1, size);
  const now = await statOpen(descriptor);
  const isSame = now.mtimeNs === opened.mtimeNs && now.ctimeNs === opened.ctimeNs;
  if (bytesRead === 0 && now.size === opened.size && isSame) return;
  throw changed(
    contentWords(inodeOf(opened), size, Number(opened.mtimeMs)),
    contentWords(inodeOf(now), Number(now.size), Number(now.mtimeMs)),
  );
}

function checkInside(descriptor: number, cardRoot: string): void {
  const real = realPathOf(descriptor);
  const root = Buffer.from(cardRoot.endsWith('/') ? cardRoot : `${cardRoot}/`);
  if (real.subarray(0, root.length).equals(root)) return;
  throw new SealdockError('card-path-escapes', { expected: `below ${cardRoot}`, found: real.toString() });
}

function sameContent(opened: BigIntStats, listed: ListedFacts): boolean {
  return (
    Number(opened.size) === listed.sizeBytes &&
    Math.abs(epochMsOf(utcOf(Number(opened.mtimeMs))) - listed.modifiedMs) <= ROUNDING_MS
  );
}

async function isSameFile(descriptor: number, opened: BigIntStats, inode: string): Promise<boolean> {
  if (inodeOf(opened) === inode) return true;
  if (!inode.startsWith(`${Number(opened.dev)}:`)) return false;
  const { type } = await statFileSystem(descriptorPath(descriptor));
  return INODES_DO_NOT_LAST.has(type);
}

/** As a listing without big integers writes it: both round a number beyond 2^53 in the same way. */
function inodeOf(stats: BigIntStats): string {
  return `${Number(stats.dev)}:${Number(stats.ino)}`;
}

function changed(expected: string, found: string): SealdockError {
  return new SealdockError('card-file-changed', { expected, found });
}

function contentWords(inode: string, sizeBytes: number, modifiedMs: number): string {
  return `${sizeBytes} B, modified ${modifiedMs} ms, inode ${inode}`;
}
