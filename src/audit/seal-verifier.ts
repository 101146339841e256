import { verify } from 'node:crypto';
import { publicKeyObject } from '../evidence/public-key.ts';
import type { Catalog } from '../ports/catalog.ts';
import type { Signer } from '../ports/signer.ts';
import { keyHistory } from './key-history.ts';

export interface SealVerifierPorts {
  readonly catalog: Pick<Catalog, 'auditRowsOf'>;
  readonly sealSigner: Pick<Signer, 'keyId' | 'publicKey' | 'verify'>;
}

/**
 * Who checks what was sealed with the key of this id, where the log has it as entry `seq`: the key in force, or a former
 * one for what came before its change. Null for every other key.
 */
export async function sealVerifier(
  { catalog, sealSigner }: SealVerifierPorts,
  keyId: string,
  seq: number,
): Promise<Signer['verify'] | null> {
  if (keyId === sealSigner.keyId) return (bytes, signature) => sealSigner.verify(bytes, signature);
  const { former } = await keyHistory(catalog, 'seal', sealSigner.publicKey);
  const key = former.find((each) => each.keyId === keyId && seq < each.changedSeq);
  if (key === undefined) return null;
  const publicKey = publicKeyObject(key.publicKey);
  return (bytes, signature) => verify(null, bytes, publicKey, signature);
}
