import { canonicalJson } from '../../evidence/canonical-json.ts';
import type { Tombstone } from '../../evidence/destruction.ts';
import { type Sha256, sha256Of } from '../../evidence/digest.ts';
import type { UtcTime } from '../../evidence/time.ts';
import type { RegisterShelf } from '../../ports/register-shelf.ts';
import type { Signer } from '../../ports/signer.ts';

/*
 * A register is for ever what it was when its batch ended. Bytes of it that came back and were ended again are told in
 * files beside it, one for each deed, signed with the same key.
 */

const NAME = /^again-\d{6,}\.json$/;

export function isAgainLine(name: string): boolean {
  return NAME.test(name);
}

export function signatureNameOf(line: string): string {
  return `${line}.sig`;
}

export interface AgainFacts {
  readonly station: string;
  readonly stone: Tombstone;
  readonly folder: string;
  readonly at: UtcTime;
  readonly by: string;
  readonly reason: string;
  /** Number of the entry of its intent: the name, so that who dies meanwhile writes the same file again. */
  readonly intentSeq: number;
}

export interface AgainLine {
  readonly name: string;
  readonly sha256: Sha256;
}

/** Durable when it returns. Errors: those of the shelf. */
export async function writeAgainLine(
  registers: Pick<RegisterShelf, 'write'>,
  signer: Pick<Signer, 'keyId' | 'sign'>,
  { station, stone, folder, at, by, reason, intentSeq }: AgainFacts,
): Promise<AgainLine> {
  const name = `again-${String(intentSeq).padStart(6, '0')}.json`;
  const { recording, sha256, sizeBytes, batch, registerNo, destroyedAt } = stone;
  const bytes = Buffer.from(
    canonicalJson({
      v: 1,
      kind: 'destroyed-again',
      register: registerNo,
      station,
      batch,
      recording,
      sha256,
      sizeBytes,
      folder,
      destroyedAt,
      destroyedAgainAt: at,
      by,
      reason,
      intent: intentSeq,
      key: signer.keyId,
    }),
  );
  await registers.write(registerNo, [
    { name, bytes },
    { name: signatureNameOf(name), bytes: await signer.sign(bytes) },
  ]);
  return { name, sha256: sha256Of(bytes) };
}
