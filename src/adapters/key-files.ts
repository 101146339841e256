import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { SealdockError } from '../evidence/errors.ts';
import type { KeyPurpose } from '../evidence/key-change.ts';
import { keyIdOf, publicKeyPem } from '../evidence/public-key.ts';
import type { KeyFiles } from '../ports/key-files.ts';
import type { Signer } from '../ports/signer.ts';
import { type DurableFiles, durableFiles } from './durable-files.ts';
import { newKey, openSigner, publicKeyPathOf } from './ed25519-signer.ts';

/** As many digits as nobody finds two keys for by accident. */
const ID_DIGITS = 16;

/** @param folder absolute; `<purpose>.key`, the public halves, and `<purpose>.key.next` while a change is under way. */
export function openKeyFiles(folder: string, files: DurableFiles = durableFiles): KeyFiles {
  const pathOf = (purpose: KeyPurpose) => join(folder, `${purpose}.key`);
  const open = async (purpose: KeyPurpose, keyId: string): Promise<Signer> => {
    const path = pathOf(purpose);
    const signer = await openSigner(path);
    if (signer.keyId === keyId) return signer;
    // The last time once more under its own name: it may have got it since we looked.
    for (const other of [nextOf(path), path]) {
      const found = existsSync(other) ? await openSigner(other).catch(nullIfMoved) : null;
      if (found?.keyId === keyId) return found;
    }
    throw new SealdockError('key-differs', { about: purpose, expected: keyId, found: signer.keyId });
  };
  return {
    open,
    prepareNext: async (purpose) => {
      const path = nextOf(pathOf(purpose));
      if (existsSync(path)) return openSigner(path);
      const { pem, signer } = newKey();
      // Whole or not there: half a key that waits could never be told from one that somebody damaged.
      await files.replaceFile(path, pem, 0o400);
      return signer;
    },
    keepPublic: async (purpose, publicKey) => {
      const path = publicKeyPathOf(`${pathOf(purpose)}.${keyIdOf(publicKey).slice(0, ID_DIGITS)}`);
      await writePublic(files, path, publicKey);
    },
    settle: async (purpose, keyId) => {
      const path = pathOf(purpose);
      const signer = await open(purpose, keyId);
      if ((await openSigner(path)).keyId !== keyId) {
        await files.renameFile(nextOf(path), path);
        await files.syncFolder(dirname(path));
      }
      await writePublic(files, publicKeyPathOf(path), signer.publicKey);
    },
  };
}

function nextOf(path: string): string {
  return `${path}.next`;
}

async function writePublic(files: DurableFiles, path: string, publicKey: Uint8Array): Promise<void> {
  const pem = publicKeyPem(publicKey);
  const there = await readFile(path, 'utf8').catch(() => null);
  if (there !== pem) await files.replaceFile(path, Buffer.from(pem), 0o444);
}

function nullIfMoved(thrown: unknown): null {
  if (thrown instanceof SealdockError && thrown.code === 'key-missing') return null;
  throw thrown;
}
