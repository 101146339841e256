import * as fs from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sha256Of } from '../../src/evidence/digest.ts';
import { manifestText } from '../../src/evidence/manifest.ts';
import type { DescribedRecording, StagingKey } from '../../src/evidence/recording.ts';
import { RANGE_BYTES_LIMIT } from '../../src/ports/card.ts';
import type { Vault, VaultFile } from '../../src/ports/vault.ts';
import { fakeClipBytes } from '../cards/fake-clip.ts';
import { makePlace, removeFolder } from '../support/test-station.ts';
import { sealing } from './catalog.contract.ts';

const KEY = 'a'.repeat(32) as StagingKey;
const OTHER = 'b'.repeat(32) as StagingKey;

/** What every vault keeps to; `open` opens the one in this folder, again and again. */
export function vaultContract(name: string, open: (root: string) => Promise<Vault>): void {
  describe(`vault: ${name}`, () => {
    let root: string;
    let vault: Vault;

    beforeEach(async () => {
      root = join(makePlace('vault'), 'vault');
      vault = await open(root);
    });
    afterEach(() => removeFolder(dirname(root)));

    /** Copies as a mover does: a new file at the path that was given. */
    const stage = async (key: StagingKey, bytes: Uint8Array) =>
      fs.writeFileSync(await vault.openStaging(key), bytes, { flag: 'wx', mode: 0o444 });
    const sealOne = async (key: StagingKey, described: DescribedRecording, bytes: Uint8Array) => {
      await stage(key, bytes);
      await vault.describe(key, described);
      return vault.seal([{ key, described }]);
    };
    const read = async (path: string) => vault.readSealed(path, 0, RANGE_BYTES_LIMIT);
    const text = async (path: string) => Buffer.from((await read(path)) ?? []).toString();
    const walk = async () => {
      const files: VaultFile[] = [];
      for await (const file of vault.walk()) files.push(file);
      return files;
    };

    test('seals the staged bytes with manifest, signature and sums, read-only, at the folder that was named', async () => {
      const described = describedOf('a.jpg');
      const [sealed] = await sealOne(KEY, described, Buffer.from('the bytes'));
      expect(sealed?.described).toBe(described);
      const { folder } = described;
      expect(await text(`${folder}/a.jpg`)).toBe('the bytes');
      expect(await text(`${folder}/manifest.json`)).toBe(described.manifestText);
      expect(await text(`${folder}/SHA256SUMS`)).toBe(described.sums);
      expect(Buffer.from((await read(`${folder}/manifest.sig`)) ?? [])).toEqual(
        Buffer.from(described.signature),
      );
      const files = await vault.listFolder(folder);
      expect(files.map((file) => [file.kind, file.mode & 0o777])).toEqual(Array(4).fill(['file', 0o444]));
      expect((await walk()).find((file) => file.path === folder)).toMatchObject({
        kind: 'folder',
        mode: 0o555,
      });
      expect(await vault.has(folder)).toBe(true);
    });

    test('seals a group as each of its recordings', async () => {
      const group = [
        { key: KEY, described: describedOf('a.jpg') },
        { key: OTHER, described: describedOf('b.jpg') },
      ];
      for (const { key, described } of group) {
        await stage(key, Buffer.from(described.sealedName));
        await vault.describe(key, described);
      }
      expect(await vault.seal(group)).toHaveLength(2);
      for (const { described } of group) {
        expect(await text(`${described.folder}/${described.sealedName}`)).toBe(described.sealedName);
      }
      await vault.setAsideStaging();
      expect(await vault.tornCopies()).toEqual([]);
    });

    test('never replaces a folder that is there, and keeps the bytes that would have', async () => {
      const described = describedOf('a.jpg');
      await sealOne(KEY, described, Buffer.from('first'));
      await expect(sealOne(KEY, described, Buffer.from('second'))).rejects.toMatchObject({
        code: 'recording-id-taken',
      });
      expect(await text(`${described.folder}/a.jpg`)).toBe('first');
      await vault.setAsideStaging();
      expect((await vault.tornCopies()).map((copy) => fs.readFileSync(copy.path, 'utf8'))).toEqual([
        'second',
      ]);
    });

    test('keeps what an interrupted copy left, as long as nobody removes it, and an empty place is no copy', async () => {
      for (const part of ['first', 'second']) await stage(KEY, Buffer.from(part));
      await stage(OTHER, Buffer.from(''));
      await vault.openStaging(OTHER);
      expect((await vault.tornCopiesOf(KEY)).map((copy) => copy.sizeBytes)).toEqual([5]);
      vault = await open(root);
      await vault.setAsideStaging();
      const copies = await vault.tornCopies();
      expect(copies.map((copy) => [copy.key, fs.readFileSync(copy.path, 'utf8')])).toEqual([
        [KEY, 'first'],
        [KEY, 'second'],
      ]);
      expect(new Set(copies.map((copy) => copy.number)).size).toBe(2);
      const [first, second] = copies;
      if (first === undefined || second === undefined) throw new Error('no copies');
      expect(Buffer.from(await vault.readTorn(second, 1, 3)).toString()).toBe('eco');
      await vault.removeTorn(first);
      expect(await vault.tornCopies()).toEqual([second]);
      expect(await vault.tornCopiesOf(OTHER)).toEqual([]);
    });

    test('sets a described place aside with its bytes, not with its manifest', async () => {
      await stage(KEY, Buffer.from('bytes'));
      await vault.describe(KEY, describedOf('a.jpg'));
      await vault.setAside(KEY);
      await vault.setAside(OTHER);
      expect((await vault.tornCopies()).map((copy) => fs.readFileSync(copy.path, 'utf8'))).toEqual(['bytes']);
    });

    test('takes no more than eight different torn copies of one file', async () => {
      for (let copy = 0; copy < 9; copy += 1) await stage(KEY, Buffer.from(`copy ${copy}`));
      await expect(vault.openStaging(KEY)).rejects.toMatchObject({ code: 'staging-crowded' });
      expect(await vault.tornCopiesOf(KEY)).toHaveLength(8);
      await vault.openStaging(OTHER);
    });

    test('after a crash, confirms a folder that is whole, and sets one aside that is not', async () => {
      const whole = describedOf('a.jpg');
      await sealOne(KEY, whole, Buffer.from('whole'));
      fs.chmodSync(join(root, whole.folder), 0o700);
      for (let times = 0; times < 2; times += 1) await vault.confirm(whole.folder);
      expect(fs.statSync(join(root, whole.folder)).mode & 0o777).toBe(0o555);

      const torn = describedOf('b.jpg');
      await sealOne(OTHER, torn, Buffer.from('torn'));
      await vault.setAsideUnfinished(torn.folder, OTHER);
      expect(await vault.has(torn.folder)).toBe(false);
      expect((await vault.tornCopiesOf(OTHER)).map((copy) => fs.readFileSync(copy.path, 'utf8'))).toEqual([
        'torn',
      ]);
    });

    test('reads any range of staged and sealed bytes, less at the end, and never more than the limit', async () => {
      const bytes = fakeClipBytes('range', RANGE_BYTES_LIMIT + 100);
      await stage(KEY, bytes);
      expect(Buffer.from(await vault.readStaged(KEY, 5, 10)).equals(bytes.subarray(5, 15))).toBe(true);
      const described = describedOf('a.jpg');
      await vault.describe(KEY, described);
      await vault.seal([{ key: KEY, described }]);
      const path = `${described.folder}/a.jpg`;
      expect(await vault.readSealed(path, 0, bytes.length)).toHaveLength(RANGE_BYTES_LIMIT);
      expect(
        Buffer.from((await vault.readSealed(path, bytes.length - 3, 10)) ?? []).equals(bytes.subarray(-3)),
      ).toBe(true);
      expect(await vault.readSealed(path, bytes.length, 10)).toHaveLength(0);
    });

    test('answers null for what is not there, and for a link in its place', async () => {
      const described = describedOf('a.jpg');
      await sealOne(KEY, described, Buffer.from('bytes'));
      const { folder } = described;
      expect(await read(`${folder}/b.jpg`)).toBeNull();
      expect(await read(`${folder}/a.jpg/b.jpg`)).toBeNull();
      expect(await read(folder)).toBeNull();
      fs.chmodSync(join(root, folder), 0o755);
      fs.symlinkSync('/etc/passwd', join(root, folder, 'link'));
      expect(await read(`${folder}/link`)).toBeNull();
      expect(await vault.has('2026/01/01/x/y')).toBe(false);
      expect(await vault.listFolder('2026/01/01/x/y')).toEqual([]);
    });

    test.each(['../outside', '/etc/../../outside', 'a/../../outside', '..', 'a\0b'])(
      'never leaves its root: %j',
      async (path) => {
        expect(() => vault.resolve(path)).toThrow(expect.objectContaining({ code: 'defect' }));
        await expect(read(path)).rejects.toMatchObject({ code: 'defect' });
      },
    );

    test('walks everything that is sealed or lies there besides, and no staging', async () => {
      await sealOne(KEY, describedOf('a.jpg'), Buffer.from('x'));
      await stage(OTHER, Buffer.from('staged'));
      fs.writeFileSync(join(root, 'stray'), '');
      fs.symlinkSync('/etc', join(root, 'link'));
      const files = await walk();
      expect(
        files
          .filter((file) => file.kind === 'file')
          .map((file) => file.path.split('/').at(-1))
          .sort(),
      ).toEqual(['SHA256SUMS', 'a.jpg', 'manifest.json', 'manifest.sig', 'stray'].sort());
      expect(files.find((file) => file.path === 'link')?.kind).toBe('symbolic-link');
      expect(files.some((file) => file.path.includes(OTHER) || file.path.startsWith('link/'))).toBe(false);
    });

    test('tells how much room there is', async () => {
      const { freeBytes, totalBytes } = await vault.room();
      expect(freeBytes).toBeGreaterThan(0);
      expect(totalBytes).toBeGreaterThanOrEqual(freeBytes);
    });

    test('gives every file a place of its own, and the same bytes back after it was opened again', async () => {
      const described = describedOf('a.jpg');
      await sealOne(KEY, described, Buffer.from('bytes'));
      vault = await open(root);
      expect(await text(`${described.folder}/a.jpg`)).toBe('bytes');
    });
  });
}

function describedOf(sealedName: string): DescribedRecording {
  const { intent, manifest } = sealing(sealedName, 1);
  const { sha256 } = manifest.file;
  return {
    kind: 'described',
    verified: { kind: 'verified', staged: { digests: { sha256 } }, readBackFrom: 'medium' } as never,
    id: intent.recording,
    folder: intent.folder,
    sealedName,
    manifest,
    manifestText: manifestText(manifest),
    signature: Buffer.alloc(64, 7),
    sums: `${sha256Of('sums')}  ${sealedName}\n`,
  };
}
