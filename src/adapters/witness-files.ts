import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256Of } from '../evidence/digest.ts';
import { errnoOf, SealdockError } from '../evidence/errors.ts';
import type { WitnessState } from '../ports/witness-state.ts';
import { durableFiles } from './durable-files.ts';

/** One small file for each log, replaced as a whole: origin, size and root, like the text of a checkpoint. */
export function openWitnessFiles(folder: string): WitnessState {
  const pathOf = (origin: string) => join(folder, `${sha256Of(origin).slice(0, 32)}.tree`);
  return {
    read: async (origin) => {
      const path = pathOf(origin);
      const text = await readFile(path, 'utf8').catch((cause: unknown) => {
        if (errnoOf(cause) === 'ENOENT') return null;
        throw new SealdockError('vault-read-failed', { about: path, found: errnoOf(cause) ?? '', cause });
      });
      if (text === null) return null;
      const parts = /^([^\n]+)\n(0|[1-9]\d{0,15})\n([A-Za-z0-9+/]{43}=)\n$/.exec(text);
      // A state that cannot be read must not become a fresh one: whatever was cosigned before would be forgotten.
      if (parts === null || parts[1] !== origin) {
        throw new SealdockError('key-differs', {
          about: path,
          expected: `the newest tree of ${origin}`,
          found: 'other text',
        });
      }
      return { size: Number(parts[2]), root: Buffer.from(parts[3] as string, 'base64') };
    },
    write: (origin, { size, root }) => {
      const text = `${origin}\n${size}\n${Buffer.from(root).toString('base64')}\n`;
      return durableFiles.replaceFile(pathOf(origin), Buffer.from(text), 0o600);
    },
  };
}
