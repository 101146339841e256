import { SIGNATURE_NAME } from '../evidence/vault-path.ts';
import type { CataloguedRecording } from '../ports/catalog.ts';
import type { Signer } from '../ports/signer.ts';
import type { Finding } from './findings.ts';
import { inspectBytes } from './inspect-bytes.ts';
import { inspectFolder } from './inspect-folder.ts';
import type { InspectInput } from './inspect-input.ts';
import { inspectManifest } from './inspect-manifest.ts';
import { inspectRow } from './inspect-row.ts';
import { inspectSums } from './inspect-sums.ts';
import type { InspectRecordingPorts, ProvedFacts } from './proved-facts.ts';
import { sealVerifier } from './seal-verifier.ts';

/**
 * One recording: its row against its audit entry, then what lies in the vault against both. Where one of them was
 * altered, the facts come from those that still agree, so that one alteration makes one finding.
 */
export async function inspectRecording(
  ports: InspectRecordingPorts,
  row: CataloguedRecording,
  input: Pick<InspectInput, 'stallMs' | 'signal'>,
): Promise<{ readonly findings: readonly Finding[]; readonly bytes: number }> {
  const findings: Finding[] = [];
  const tell = (finding: Finding): void => void findings.push(finding);
  const facts = await inspectRow(ports, row, tell);
  if (facts === null) return { findings, bytes: 0 };
  const { folder } = facts;
  if (!(await ports.vault.has(folder))) {
    tell({
      kind: 'folder-missing',
      about: folder,
      expected: 'the folder of a sealed recording',
      found: 'none',
    });
    return { findings, bytes: 0 };
  }
  const readable = await inspectFolder(ports.vault, facts, tell);
  const verify = await sealVerifier(ports, facts.manifest.key, row.auditSeq);
  await inspectManifest(ports, facts, verify !== null, readable, tell);
  const signature = readable.has(SIGNATURE_NAME) ? await inspectSignature(ports, facts, verify, tell) : null;
  await inspectSums(ports.vault, facts, readable, signature, tell);
  const bytes = await inspectBytes(ports, facts, readable, input, tell);
  return { findings, bytes };
}

/** The signature's bytes when it is by its seal key over the signed text; null when nothing can be said of them. */
async function inspectSignature(
  ports: Pick<InspectRecordingPorts, 'vault'>,
  facts: ProvedFacts,
  verify: Signer['verify'] | null,
  tell: (finding: Finding) => void,
): Promise<Uint8Array | null> {
  const about = `${facts.folder}/${SIGNATURE_NAME}`;
  const signature = await ports.vault.readSealed(about, 0, 65);
  if (signature === null || verify === null) return null;
  if (signature.length === 64 && verify(Buffer.from(facts.text), signature)) return signature;
  tell({
    kind: 'manifest-signature',
    about,
    expected: `64 B by key ${facts.manifest.key}`,
    found: `${signature.length > 64 ? 'more than 64' : signature.length} B that are not its signature`,
  });
  return null;
}
