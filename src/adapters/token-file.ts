import { constants, existsSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errnoOf } from '../evidence/errors.ts';
import type { TokenFile } from '../ports/token-file.ts';
import { durableFiles } from './durable-files.ts';

/** A token has 43 characters. */
const TOKEN_BYTES_LIMIT = 128;
const OTHERS = 0o077;

/** @param path of the file; its folder is made, for this user alone, when something is written. */
export function openTokenFile(path: string): TokenFile {
  return {
    read: () => readToken(path),
    write: async (token) => {
      await durableFiles.makeFolders(dirname(path));
      await durableFiles.replaceFile(path, Buffer.from(`${token}\n`), 0o600);
    },
    remove: async () => {
      if (existsSync(path)) await durableFiles.removeFile(path);
    },
  };
}

async function readToken(path: string): Promise<string | null> {
  const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch(
    (thrown: unknown) => {
      // What cannot be opened opens no session.
      if (errnoOf(thrown) === null) throw thrown;
      return null;
    },
  );
  if (handle === null) return null;
  try {
    const { mode, uid, size } = await handle.stat();
    const isOwn = (mode & OTHERS) === 0 && uid === process.getuid?.();
    if (!isOwn || (mode & constants.S_IFMT) !== constants.S_IFREG || size > TOKEN_BYTES_LIMIT) return null;
    return (await handle.readFile('utf8')).trim();
  } finally {
    await handle.close();
  }
}
