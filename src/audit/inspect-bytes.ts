import type { SealdockError } from '../evidence/errors.ts';
import { asSealdockError } from '../evidence/errors.ts';
import type { ByteMover, ReadBackReceipt } from '../ports/mover.ts';
import type { Vault } from '../ports/vault.ts';
import type { Finding } from './findings.ts';
import type { InspectInput } from './inspect-input.ts';
import type { ProvedFacts } from './proved-facts.ts';

interface Ports {
  readonly vault: Pick<Vault, 'resolve'>;
  readonly mover: Pick<ByteMover, 'readBack'>;
}

/** The sealed bytes, as the medium holds them, against the manifest. Answers how many were read. */
export async function inspectBytes(
  ports: Ports,
  facts: ProvedFacts,
  readable: ReadonlySet<string>,
  input: Pick<InspectInput, 'stallMs' | 'signal'>,
  tell: (finding: Finding) => void,
): Promise<number> {
  const { sealedAs, sizeBytes, sha256, sm3 } = facts.manifest.file;
  if (!readable.has(sealedAs)) return 0;
  const about = `${facts.folder}/${sealedAs}`;
  const receipt = await readBack(ports, about, sm3 !== null, input);
  if ('code' in receipt) {
    if (receipt.code !== 'vault-read-failed') throw receipt;
    const found = receipt.found ?? receipt.message;
    tell({ kind: 'file-unreadable', about, expected: `${sizeBytes} B`, found });
    return 0;
  }
  const expected = textOf(sizeBytes, sha256, sm3);
  const found = textOf(receipt.sizeBytes, receipt.digests.sha256, sm3 && (receipt.digests.sm3 ?? 'none'));
  if (found !== expected) tell({ kind: 'file-differs', about, expected, found });
  return receipt.sizeBytes;
}

/** A file that cannot be read is an answer here: the inspection goes on with the next one. */
async function readBack(
  ports: Ports,
  path: string,
  sm3: boolean,
  input: Pick<InspectInput, 'stallMs' | 'signal'>,
): Promise<ReadBackReceipt | SealdockError> {
  try {
    return await ports.mover.readBack({
      path: ports.vault.resolve(path),
      algorithms: sm3 ? ['sha256', 'sm3'] : ['sha256'],
      stallMs: input.stallMs,
      signal: input.signal,
    });
  } catch (thrown) {
    return asSealdockError(thrown);
  }
}

function textOf(sizeBytes: number, sha256: string, sm3: string | null): string {
  return `${sizeBytes} B, sha256 ${sha256}${sm3 === null ? '' : `, sm3 ${sm3}`}`;
}
