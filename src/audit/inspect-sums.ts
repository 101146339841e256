import { sha256Of } from '../evidence/digest.ts';
import { MANIFEST_NAME, SIGNATURE_NAME, SUMS_NAME, sumsLine } from '../evidence/vault-path.ts';
import type { Vault } from '../ports/vault.ts';
import type { Finding } from './findings.ts';
import type { ProvedFacts } from './proved-facts.ts';

/** Three lines; a file name takes at most 255 bytes, each of which may be escaped. */
const SUMS_BYTES_LIMIT = 4_096;

/**
 * `SHA256SUMS` says what coreutils must find.
 * @param signature null when it cannot be trusted: its line is then left out of the comparison.
 */
export async function inspectSums(
  vault: Pick<Vault, 'readSealed'>,
  facts: ProvedFacts,
  readable: ReadonlySet<string>,
  signature: Uint8Array | null,
  tell: (finding: Finding) => void,
): Promise<void> {
  if (!readable.has(SUMS_NAME)) return;
  const about = `${facts.folder}/${SUMS_NAME}`;
  const bytes = await vault.readSealed(about, 0, SUMS_BYTES_LIMIT);
  const found = Buffer.from(bytes ?? []).toString();
  const signed =
    sumsLine(facts.manifest.file.sha256, facts.manifest.file.sealedAs) +
    sumsLine(facts.manifestSha256, MANIFEST_NAME);
  const last =
    signature === null ? found.slice(signed.length) : sumsLine(sha256Of(signature), SIGNATURE_NAME);
  const expected = signed + last;
  if (found === expected && isSignatureLine(last)) return;
  tell({ kind: 'sums-differ', about, expected: JSON.stringify(expected), found: JSON.stringify(found) });
}

function isSignatureLine(line: string): boolean {
  return /^[0-9a-f]{64}$/.test(line.slice(0, 64)) && line === sumsLine(line.slice(0, 64), SIGNATURE_NAME);
}
