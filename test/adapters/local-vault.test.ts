import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openLocalVault } from '../../src/adapters/local-vault.ts';
import type { Vault } from '../../src/ports/vault.ts';
import { vaultContract } from '../contracts/vault.contract.ts';
import { makePlace, removeFolder } from '../support/test-station.ts';

vaultContract('a local folder', (root) => openLocalVault(root));

const place = makePlace('local-vault');
afterAll(() => removeFolder(place));

// Who calls the two that end bytes, and that they ask the hold gate, is held by test/tidy.
test('no method of a vault can open sealed bytes for writing, and one alone ends a sealed recording', async () => {
  const vault = await openLocalVault(join(place, 'vault'));
  const writing = Object.keys(vault).filter((name) =>
    /write|delete|destroy|remove|clear|append|truncate/i.test(name),
  );
  expect(writing.toSorted()).toEqual(['destroySealed', 'removeTorn'] satisfies (keyof Vault)[]);
});

test('its folders are nobody else’s business', async () => {
  await openLocalVault(join(place, 'private/vault'));
  const modes = execFileSync('find', [join(place, 'private'), '-type', 'd', '-printf', '%m\n'], {
    encoding: 'utf8',
  });
  expect(new Set(modes.trim().split('\n'))).toEqual(new Set(['700']));
  expect(existsSync(join(place, 'private/vault/.staging/torn'))).toBe(true);
});
