import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { sha256Of } from '../../src/evidence/digest.ts';
import { EVERY_RECORDING } from '../../src/ports/catalog.ts';
import type { TestStation } from './test-station.ts';

/** Every regular file below a folder, with its bytes' digest. */
function filesBelow(folder: string): { path: string; sha256: string }[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((path) => ({ path, sha256: sha256Of(readFileSync(path)) }));
}

/** Names, sizes, times and bytes of a whole tree: equal only if nothing was touched. */
export function treeDigest(folder: string): string {
  const hash = createHash('sha256');
  for (const { path, sha256 } of filesBelow(folder)) {
    const { size, mtimeMs, mode, ino } = lstatSync(path);
    hash.update(`${path}\0${sha256}\0${size}\0${mtimeMs}\0${mode}\0${ino}\n`);
  }
  return hash.digest('hex');
}

const OURS = new Set(['manifest.json', 'manifest.sig', 'SHA256SUMS']);

/**
 * Each file of the card lies in the vault once, the catalogue knows just those, nothing else lies there, and nothing
 * is left in staging. (Cards in these tests hold no two equal files.)
 */
export async function expectSealedExactlyOnce(station: TestStation, card: string): Promise<void> {
  const onCard = filesBelow(card).map((file) => file.sha256);
  const inVault = filesBelow(station.vault.root).filter(
    (file) => !OURS.has(file.path.split('/').at(-1) as string),
  );
  expect(inVault.map((file) => file.sha256).sort()).toEqual(onCard.sort());
  const rows = await station.catalog.recordings({ ...EVERY_RECORDING, limit: 100_000 });
  expect(rows.map((row) => row.manifest.file.sha256).sort()).toEqual(onCard);
  for (const row of rows) {
    const path = join(station.vault.root, row.folder, row.manifest.file.sealedAs);
    expect(sha256Of(readFileSync(path))).toBe(row.manifest.file.sha256);
    expect(lstatSync(path).mode & 0o222).toBe(0);
  }
  expect(await station.vault.tornCopies()).toEqual([]);
  expect(await station.catalog.intents()).toEqual([]);
}
