import type { RecordingId } from '../evidence/ids.ts';
import type { DestroyedFolder, DestructionLedger } from '../ports/destruction-ledger.ts';
import type { Vault } from '../ports/vault.ts';

export interface ReappearedPorts {
  readonly catalog: Pick<DestructionLedger, 'destroyedFolders'>;
  readonly vault: Pick<Vault, 'has'>;
}

const PAGE = 500;

/**
 * What was destroyed and lies in the vault again: an old backup was restored, or somebody has put a copy back (TRUST 2.3,
 * 21). Page by page, in the order of ids; costs one look at the disk for each tombstone.
 */
export async function* reappeared({ catalog, vault }: ReappearedPorts): AsyncGenerator<DestroyedFolder> {
  let after: RecordingId | null = null;
  for (;;) {
    const page: readonly DestroyedFolder[] = await catalog.destroyedFolders(after, PAGE);
    for (const each of page) if (await vault.has(each.folder)) yield each;
    if (page.length < PAGE) return;
    after = page.at(-1)?.recording ?? null;
  }
}
