import { sha256Of } from '../evidence/digest.ts';
import { MANIFEST_BYTES_LIMIT } from '../evidence/manifest.ts';
import { MANIFEST_NAME } from '../evidence/vault-path.ts';
import type { Vault } from '../ports/vault.ts';
import type { Finding } from './findings.ts';
import type { ProvedFacts } from './proved-facts.ts';

interface Ports {
  readonly vault: Pick<Vault, 'readSealed'>;
  readonly sealSigner: { readonly keyId: string };
}

/** The manifest in the vault is the very text that was signed, with a key that this station sealed with at that time. */
export async function inspectManifest(
  ports: Ports,
  facts: ProvedFacts,
  isOurKey: boolean,
  readable: ReadonlySet<string>,
  tell: (finding: Finding) => void,
): Promise<void> {
  if (!isOurKey) {
    tell({
      kind: 'seal-key-differs',
      about: facts.manifest.recording,
      expected: ports.sealSigner.keyId,
      found: facts.manifest.key,
    });
  }
  if (!readable.has(MANIFEST_NAME)) return;
  const about = `${facts.folder}/${MANIFEST_NAME}`;
  const bytes = await ports.vault.readSealed(about, 0, MANIFEST_BYTES_LIMIT + 1);
  const found = sha256Of(bytes ?? new Uint8Array());
  if (found !== facts.manifestSha256) {
    tell({ kind: 'manifest-differs', about, expected: facts.manifestSha256, found });
  }
}
