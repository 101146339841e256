import { assert } from '../../src/evidence/assert.ts';
import type { LogFiles } from '../../src/ports/log-files.ts';

/** The published log in memory; `files` lies open so that a test can tamper with it. */
export interface MemoryLogFiles extends LogFiles {
  readonly files: Map<string, Uint8Array>;
}

export function memoryLogFiles(): MemoryLogFiles {
  const files = new Map<string, Uint8Array>();
  return {
    files,
    read: async (path) => files.get(path) ?? null,
    write: async (path, bytes) => {
      files.set(path, Uint8Array.from(bytes));
    },
    removePartial: async (path) => {
      const full = path.replace(/\.p\/\d{1,3}$/, '');
      assert(full !== path && files.has(full), `${path} has no full tile yet`);
      files.delete(path);
    },
    setAside: async () => {
      for (const path of [...files.keys()]) if (/^(tile\/|checkpoint$)/.test(path)) files.delete(path);
    },
    list: async function* () {
      yield* [...files.keys()];
    },
  };
}
