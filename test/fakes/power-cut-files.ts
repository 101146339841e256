import { chmodSync, cpSync, existsSync, mkdirSync, renameSync, rmSync, truncateSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type DurableFiles, durableFiles } from '../../src/adapters/durable-files.ts';

/** No folder's flush makes this last. */
const FILE_SYSTEM = '';

interface Pending {
  /** The folder whose flush makes it last. */
  folder: string;
  /** Paths it speaks of; they follow when a folder above them is moved. */
  paths: string[];
  undo(paths: readonly string[]): void;
}

/**
 * The real verbs, with a memory of what was not flushed yet. `cutPower` takes back a random part of that, as POSIX
 * allows: names that no folder flush covered vanish, renames are undone, removed folders come back. A test that
 * passes with it needs every flush it makes; SIGKILL alone would leave all of this in the page cache.
 */
export class PowerCutFiles implements DurableFiles {
  readonly #attic: string;
  #pending: Pending[] = [];
  #removed = 0;

  constructor(attic: string) {
    this.#attic = attic;
    mkdirSync(attic, { recursive: true });
  }

  makeFolders = durableFiles.makeFolders;
  replaceFile = durableFiles.replaceFile;
  removeFile = durableFiles.removeFile;

  createFile = async (path: string, bytes: Uint8Array, mode: number): Promise<void> => {
    await durableFiles.createFile(path, bytes, mode);
    this.#remember(dirname(path), [path], ([at]) => rmSync(at as string, { force: true }));
  };

  writeFile = async (path: string, bytes: Uint8Array, mode: number): Promise<void> => {
    await durableFiles.writeFile(path, bytes, mode);
    this.#remember(dirname(path), [path], ([at]) => rmSync(at as string, { force: true }));
    // Its name may last without its bytes: those have the whole file system's flush only.
    this.#remember(FILE_SYSTEM, [path], ([at]) => existsSync(at as string) && truncateSync(at as string));
  };

  flushFileSystem = async (path: string): Promise<void> => {
    await durableFiles.flushFileSystem(path);
    this.#pending = [];
  };

  syncFolder = async (path: string): Promise<void> => {
    await durableFiles.syncFolder(path);
    this.#pending = this.#pending.filter((pending) => pending.folder !== path);
  };

  moveFolder = async (from: string, to: string): Promise<void> => {
    await durableFiles.moveFolder(from, to);
    for (const pending of this.#pending) {
      pending.folder = moved(pending.folder, from, to);
      pending.paths = pending.paths.map((path) => moved(path, from, to));
    }
    this.#remember(dirname(to), [to], ([at]) => existsSync(at as string) && renameSync(at as string, from));
  };

  renameFile = async (from: string, to: string): Promise<void> => {
    // What it takes the name of is there again when the medium never had the rename.
    const replaced = existsSync(to) ? join(this.#attic, `replaced-${++this.#removed}`) : null;
    if (replaced !== null) cpSync(to, replaced);
    await durableFiles.renameFile(from, to);
    this.#remember(dirname(to), [from, to], ([old, now]) => {
      if (existsSync(now as string)) renameSync(now as string, old as string);
      if (replaced !== null) cpSync(replaced, now as string);
    });
  };

  setFolderMode = async (path: string, mode: number): Promise<void> => {
    await durableFiles.setFolderMode(path, mode);
    this.#remember(path, [path], ([at]) => existsSync(at as string) && chmodSync(at as string, 0o700));
  };

  removeFolder = async (path: string): Promise<void> => {
    this.#removed += 1;
    const kept = join(this.#attic, String(this.#removed));
    renameSync(path, kept);
    this.#remember(dirname(path), [path], ([at]) => {
      if (existsSync(kept) && !existsSync(at as string)) renameSync(kept, at as string);
    });
  };

  unlinkFile = async (path: string): Promise<void> => {
    if (!existsSync(path)) return;
    this.#removed += 1;
    const kept = join(this.#attic, String(this.#removed));
    renameSync(path, kept);
    this.#remember(dirname(path), [path], ([at]) => {
      if (existsSync(kept) && existsSync(dirname(at as string))) renameSync(kept, at as string);
    });
  };

  removeEmptyFolder = async (path: string): Promise<void> => {
    await durableFiles.removeEmptyFolder(path);
    this.#remember(dirname(path), [path], ([at]) => mkdirSync(at as string, { recursive: true }));
  };

  /** @param keep decides for each unflushed change, newest first, whether the medium had it after all. */
  cutPower(keep: () => boolean): void {
    for (const pending of this.#pending.toReversed()) {
      if (!keep()) pending.undo(pending.paths);
    }
    this.#pending = [];
  }

  #remember(folder: string, paths: string[], undo: (paths: readonly string[]) => void): void {
    this.#pending.push({ folder, paths, undo });
  }
}

function moved(path: string, from: string, to: string): string {
  return path === from || path.startsWith(`${from}/`) ? to + path.slice(from.length) : path;
}
