import type { Sha256 } from '../evidence/digest.ts';

/** An Ed25519 key for one purpose. The log and the seals have different ones (DESIGN 9). */
export interface Signer {
  /** SHA-256 of the public key as DER SubjectPublicKeyInfo. */
  readonly keyId: Sha256;
  /** The 32 bytes of the public key. */
  readonly publicKey: Uint8Array;
  /** 64 bytes. @throws SealdockError `key-missing`. */
  sign(bytes: Uint8Array): Promise<Uint8Array>;
  /** False for a signature that is not by this key over exactly these bytes. */
  verify(bytes: Uint8Array, signature: Uint8Array): boolean;
}
