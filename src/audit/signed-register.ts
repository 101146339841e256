import { type SealVerifierPorts, sealVerifier } from './seal-verifier.ts';

/**
 * Whether a register, or a line beside it, is signed by the key that it names, if that was ours when the log got its
 * digest. @param seq of that entry; without it, which is a finding of its own, no former key is believed.
 */
export async function isSignedRegister(
  ports: SealVerifierPorts,
  json: Uint8Array,
  signature: Uint8Array,
  seq: number | null,
): Promise<boolean> {
  const verify = await sealVerifier(ports, keyIn(json), seq ?? Number.MAX_SAFE_INTEGER);
  return verify?.(json, signature) ?? false;
}

/** Nothing for a text that none of ours wrote. */
function keyIn(json: Uint8Array): string {
  try {
    return String((JSON.parse(Buffer.from(json).toString()) as { readonly key?: unknown }).key);
  } catch {
    return '';
  }
}
