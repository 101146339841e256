import type { KeyObject } from 'node:crypto';
import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { sha256Of } from '../evidence/digest.ts';
import { errnoOf, SealdockError } from '../evidence/errors.ts';
import { publicKeyPem } from '../evidence/public-key.ts';
import type { Signer } from '../ports/signer.ts';
import { durableFiles } from './durable-files.ts';

const KEY_BYTES_LIMIT = 4_096;
/** Any bit for group or others: a key that they can read proves nothing. */
const FOREIGN_BITS = 0o077;

/** Where the public half lies, for strangers to take: `<path>.pub.pem`. */
export function publicKeyPathOf(path: string): string {
  return `${path}.pub.pem`;
}

/**
 * Makes an Ed25519 key pair: the private half as PKCS#8 PEM, readable by its owner only, the public half beside it
 * as SubjectPublicKeyInfo PEM. Both are durable when it returns. An existing key is never replaced.
 * @throws SealdockError `key-differs` when a key is there already, `vault-write-failed`, `vault-full`.
 */
export async function createKey(path: string): Promise<Signer> {
  const { pem, signer } = newKey();
  await durableFiles.makeFolders(dirname(path));
  await createOnce(path, pem);
  const publicPem = publicKeyPem(signer.publicKey);
  await durableFiles.replaceFile(publicKeyPathOf(path), Buffer.from(publicPem), 0o444);
  return signer;
}

/** A key that lies nowhere yet: the private half as PKCS#8 PEM. */
export function newKey(): { readonly pem: Buffer; readonly signer: Signer } {
  const { privateKey } = generateKeyPairSync('ed25519');
  const pem = privateKey.export({ format: 'pem', type: 'pkcs8' });
  return { pem: Buffer.from(pem), signer: signerOf(privateKey) };
}

/**
 * @throws SealdockError `key-missing` when there is no file; `key-differs` when others can read it, or when it holds
 * no Ed25519 key.
 */
export async function openSigner(path: string): Promise<Signer> {
  const pem = await readPrivate(path);
  let key: KeyObject;
  try {
    key = createPrivateKey(pem);
  } catch (cause) {
    throw new SealdockError('key-differs', {
      about: path,
      expected: 'a PKCS#8 PEM',
      found: 'something else',
      cause,
    });
  }
  if (key.asymmetricKeyType !== 'ed25519') {
    throw new SealdockError('key-differs', {
      about: path,
      expected: 'ed25519',
      found: String(key.asymmetricKeyType),
    });
  }
  return signerOf(key);
}

function signerOf(privateKey: KeyObject): Signer {
  const publicKey = createPublicKey(privateKey);
  const der = publicKey.export({ format: 'der', type: 'spki' });
  return {
    keyId: sha256Of(der),
    publicKey: der.subarray(-32),
    sign: async (bytes) => sign(null, bytes, privateKey),
    verify: (bytes, signature) => verify(null, bytes, publicKey, signature),
  };
}

async function createOnce(path: string, pem: Buffer): Promise<void> {
  try {
    await durableFiles.createFile(path, pem, 0o400);
  } catch (thrown) {
    if (!(thrown instanceof SealdockError) || errnoOf(thrown.cause) !== 'EEXIST') throw thrown;
    throw new SealdockError('key-differs', {
      about: path,
      expected: 'no key yet',
      found: 'a file',
      cause: thrown,
    });
  }
  await durableFiles.syncFolder(dirname(path));
}

async function readPrivate(path: string): Promise<Buffer> {
  try {
    const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
    try {
      const { mode, size } = await handle.stat();
      if ((mode & FOREIGN_BITS) !== 0) {
        throw new SealdockError('key-differs', {
          about: path,
          expected: 'mode 0400: readable by its owner only',
          found: `mode 0${(mode & 0o777).toString(8)}`,
        });
      }
      const bytes = Buffer.alloc(Math.min(size, KEY_BYTES_LIMIT));
      const { bytesRead } = await handle.read(bytes, 0, bytes.length, 0);
      return bytes.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch (thrown) {
    if (thrown instanceof SealdockError) throw thrown;
    throw new SealdockError('key-missing', { about: path, found: errnoOf(thrown) ?? '', cause: thrown });
  }
}
