import type { KeyPurpose } from '../evidence/key-change.ts';
import type { Signer } from './signer.ts';

/**
 * The station's keys where they lie. Which of them is in force the catalogue says: a key that waits is nothing before the
 * log has its change, and is the key from then on, whatever the files are called.
 * Errors: `key-missing`, `key-differs`, `vault-write-failed`, `vault-full`.
 */
export interface KeyFiles {
  /** The key of this id; one that waited and came into force is found too. Changes nothing. */
  open(purpose: KeyPurpose, keyId: string): Promise<Signer>;
  /** The key that waits, made when there is none: one that a crash left was never used, and is as good as a new one. */
  prepareNext(purpose: KeyPurpose): Promise<Signer>;
  /** The public half of a key stays beside the others, under the beginning of its id. */
  keepPublic(purpose: KeyPurpose, publicKey: Uint8Array): Promise<void>;
  /**
   * The files are called what they are: the key of this id has its name, and its public half beside it. Done again after a
   * crash; nothing happens when it is so already.
   */
  settle(purpose: KeyPurpose, keyId: string): Promise<void>;
}
