import * as fs from 'node:fs';
import { promisify } from 'node:util';

/*
 * The calls made once or twice for a file, as promises; those made for every block stay callbacks (FINDINGS 6).
 * Plain descriptors and not `FileHandle`: a job owns them, and closes them in sight of where it opened them.
 */
export const openFile = promisify(fs.open);
export const closeFile = promisify(fs.close);
export const cutFile = promisify(fs.ftruncate);
export const syncFile = promisify(fs.fsync);
export const statPath = promisify(fs.stat);
export const statFileSystem = promisify(fs.statfs);

const changeMode = promisify(fs.fchmod);

/** From here on nobody opens it for writing; who may read it is as the umask has it. */
export async function makeReadOnly(descriptor: number): Promise<void> {
  await changeMode(descriptor, Number((await statOpen(descriptor)).mode) & 0o444);
}

export function statOpen(descriptor: number): Promise<fs.BigIntStats> {
  return new Promise((resolve, reject) => {
    fs.fstat(descriptor, { bigint: true }, (error, stats) => (error ? reject(error) : resolve(stats)));
  });
}

/** Where an open descriptor really leads, whatever links were on the way. The kernel knows: no disk is asked. */
export function realPathOf(descriptor: number): Buffer {
  return fs.readlinkSync(descriptorPath(descriptor), { encoding: 'buffer' });
}

/** Closes a file of ours at once: it waits for no disk, and nothing is lost when it fails. */
export function closeQuietly(descriptor: number): void {
  try {
    fs.closeSync(descriptor);
  } catch {
    // what was written was flushed before, and what was read is read
  }
}

/** A name for the open file itself: opening it again meets the same file, even if its path was replaced. */
export function descriptorPath(descriptor: number): string {
  return `/proc/self/fd/${descriptor}`;
}
