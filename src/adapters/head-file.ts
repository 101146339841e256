import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { errnoOf, SealdockError } from '../evidence/errors.ts';
import { NOTE_BYTES_LIMIT } from '../evidence/signed-note.ts';
import type { HeadMemory } from '../ports/head-memory.ts';
import { durableFiles } from './durable-files.ts';

/** One small file, replaced as a whole: state and key of a log are one object (TRUST 1.2), so it lies beside the key. */
export function openHeadFile(path: string): HeadMemory {
  return {
    read: async () => {
      try {
        const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
        try {
          const bytes = Buffer.alloc(NOTE_BYTES_LIMIT);
          const { bytesRead } = await handle.read(bytes, 0, bytes.length, 0);
          return bytes.subarray(0, bytesRead);
        } finally {
          await handle.close();
        }
      } catch (cause) {
        if (errnoOf(cause) === 'ENOENT') return null;
        throw new SealdockError('vault-read-failed', { about: path, found: errnoOf(cause) ?? '', cause });
      }
    },
    keep: (note) => durableFiles.replaceFile(path, Buffer.from(note), 0o600),
  };
}
