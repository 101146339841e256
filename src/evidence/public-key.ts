import { createPublicKey, type KeyObject } from 'node:crypto';
import { assert } from './assert.ts';
import { type Sha256, sha256Of } from './digest.ts';

/** DER of a SubjectPublicKeyInfo for Ed25519, up to the 32 bytes of the key (RFC 8410, 10.1). */
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');

/** The 32 bytes of an Ed25519 public key as a key. */
export function publicKeyObject(publicKey: Uint8Array): KeyObject {
  return createPublicKey({ key: spkiOf(publicKey), format: 'der', type: 'spki' });
}

/** As `openssl pkeyutl -inkey` takes it. */
export function publicKeyPem(publicKey: Uint8Array): string {
  return publicKeyObject(publicKey).export({ format: 'pem', type: 'spki' }).toString();
}

/** SHA-256 over the SubjectPublicKeyInfo: how a key is named in manifests and in the log. */
export function keyIdOf(publicKey: Uint8Array): Sha256 {
  return sha256Of(spkiOf(publicKey));
}

function spkiOf(publicKey: Uint8Array): Buffer {
  assert(publicKey.length === 32, 'an Ed25519 public key has 32 bytes');
  return Buffer.concat([SPKI_PREFIX, publicKey]);
}
