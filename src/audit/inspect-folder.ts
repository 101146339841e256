import { MANIFEST_NAME, SIGNATURE_NAME, SUMS_NAME } from '../evidence/vault-path.ts';
import type { Vault, VaultFile } from '../ports/vault.ts';
import type { Finding } from './findings.ts';
import type { ProvedFacts } from './proved-facts.ts';

const WRITE_BITS = 0o222;

/** Exactly four regular files that nobody can write to. Answers which of them can be read. */
export async function inspectFolder(
  vault: Pick<Vault, 'listFolder'>,
  facts: ProvedFacts,
  tell: (finding: Finding) => void,
): Promise<ReadonlySet<string>> {
  const expected = [facts.manifest.file.sealedAs, MANIFEST_NAME, SIGNATURE_NAME, SUMS_NAME];
  const found = await vault.listFolder(facts.folder);
  const readable = new Set<string>();
  for (const name of expected) {
    const file = found.find((each) => each.path === `${facts.folder}/${name}`);
    if (file === undefined) {
      tell({ kind: 'file-missing', about: `${facts.folder}/${name}`, expected: 'a file', found: 'none' });
    } else if (isRegular(file, tell)) readable.add(name);
  }
  for (const { path, kind } of found) {
    if (expected.some((name) => path === `${facts.folder}/${name}`)) continue;
    tell({ kind: 'file-extra', about: path, expected: 'no such file', found: kind });
  }
  return readable;
}

function isRegular(file: VaultFile, tell: (finding: Finding) => void): boolean {
  if (file.kind !== 'file') {
    tell({ kind: 'file-not-regular', about: file.path, expected: 'file', found: file.kind });
    return false;
  }
  if ((file.mode & WRITE_BITS) !== 0) {
    tell({
      kind: 'file-writable',
      about: file.path,
      expected: 'mode 0444',
      found: `mode 0${file.mode.toString(8)}`,
    });
  }
  return true;
}
