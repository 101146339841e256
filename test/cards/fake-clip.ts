import { createHash } from 'node:crypto';
import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** A file with these bytes and this time; folders above it are made. Needs no ffmpeg. */
export function writeFakeClip(path: string, bytes: Uint8Array, mtime: Date): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes);
  utimesSync(path, mtime, mtime);
}

/** Bytes that look random, and are the same for the same seed on every run. */
export function fakeClipBytes(seed: string, sizeBytes: number): Buffer {
  return createHash('shake256', { outputLength: Math.max(1, sizeBytes) })
    .update(seed)
    .digest()
    .subarray(0, sizeBytes);
}
