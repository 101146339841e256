import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { bytesOfCardPath, type CardPath, cardPathOf } from '../../src/evidence/card-path.ts';
import type { Card, CardEntry, Cards } from '../../src/ports/card.ts';
import { RANGE_BYTES_LIMIT } from '../../src/ports/card.ts';
import { fakeClipBytes } from '../cards/fake-clip.ts';
import { makePlace, removeFolder } from '../support/test-station.ts';

/** What every way to a card keeps to; `cards` opens what lies in a plain folder. */
export function cardsContract(name: string, openCards: () => Cards): void {
  describe(`cards: ${name}`, () => {
    let place: string;
    let root: string;

    beforeEach(() => {
      place = makePlace('contract');
      root = join(place, 'card');
      fs.mkdirSync(root);
    });
    afterEach(() => removeFolder(place));

    const open = (path = root): Promise<Card> => openCards().open({ path, label: null, medium: null });
    const write = (path: string | Buffer, bytes: Uint8Array | string) => {
      const at = Buffer.concat([Buffer.from(`${root}/`), Buffer.from(path)]);
      fs.mkdirSync(at.subarray(0, at.lastIndexOf(0x2f)), { recursive: true });
      fs.writeFileSync(at, bytes);
      fs.utimesSync(at, 1_700_000_000, 1_700_000_000.5);
    };
    const path = (text: string): CardPath => ({ text, hex: null });

    test('lists every file once, in the same order each time, with size and time', async () => {
      for (const each of ['b/2', 'b/1', 'a', 'B', 'ä', '证', 'b.x', 'c/d/e/f']) write(each, each);
      const card = await open();
      const listed = await list(card);
      expect(listed.map(({ file }) => file.path.text).sort()).toEqual(
        ['B', 'a', 'b.x', 'b/1', 'b/2', 'c/d/e/f', 'ä', '证'].sort(),
      );
      expect(await list(card)).toEqual(listed);
      expect(listed.find(({ file }) => file.path.text === '证')).toMatchObject({
        kind: 'file',
        file: { sizeBytes: 3, modifiedAt: '2023-11-14T22:13:20.500Z' },
      });
    });

    test('an empty card lists nothing, and is there', async () => {
      const card = await open();
      expect(await list(card)).toEqual([]);
      expect(await card.isStillThere()).toBe(true);
    });

    test('a name that is not UTF-8 keeps its bytes, and can be read by them', async () => {
      const raw = Buffer.from([0xff, 0xfe, 0x2e, 0x6d]);
      write(raw, 'raw');
      const card = await open();
      const [entry] = await list(card);
      expect(bytesOfCardPath(entry?.file.path ?? path('')).equals(raw)).toBe(true);
      expect(Buffer.from(await card.readRange(cardPathOf(raw), 0, 10)).toString()).toBe('raw');
    });

    test('links and special files are told as such, and are never followed', async () => {
      write('folder/real', 'x');
      fs.symlinkSync('/etc/passwd', join(root, 'out'));
      fs.symlinkSync('folder', join(root, 'inside'));
      fs.symlinkSync('folder/real', join(root, 'inside-file'));
      fs.symlinkSync('nowhere', join(root, 'broken'));
      execFileSync('mkfifo', [join(root, 'pipe')]);
      const card = await open();
      expect(Object.fromEntries((await list(card)).map(({ kind, file }) => [file.path.text, kind]))).toEqual({
        'folder/real': 'file',
        out: 'symbolic-link',
        inside: 'symbolic-link',
        'inside-file': 'symbolic-link',
        broken: 'symbolic-link',
        pipe: 'special-file',
      });
      for (const each of ['out', 'inside', 'inside-file', 'broken', 'pipe', 'folder']) {
        expect([each, await card.look(path(each))]).toEqual([each, null]);
        await expect(card.readRange(path(each), 0, 10)).rejects.toMatchObject({ kind: 'card' });
      }
    });

    test('no path leads out of it, neither by dots nor by a linked folder', async () => {
      fs.writeFileSync(join(place, 'secret'), 'secret');
      fs.mkdirSync(join(place, 'outside'));
      fs.writeFileSync(join(place, 'outside/secret'), 'secret');
      fs.symlinkSync(join(place, 'outside'), join(root, 'folder'));
      const card = await open();
      for (const each of ['../secret', 'folder/secret', 'folder/../secret']) {
        await expect(card.readRange(path(each), 0, 10)).rejects.toMatchObject({ code: 'card-path-escapes' });
      }
    });

    test('reads any range, less at the end, nothing behind it, and never more than the limit', async () => {
      const bytes = fakeClipBytes('range', RANGE_BYTES_LIMIT + 1_000);
      write('file', bytes);
      const card = await open();
      const read = async (offset: number, length: number) =>
        Buffer.from(await card.readRange(path('file'), offset, length));
      expect((await read(0, 10)).equals(bytes.subarray(0, 10))).toBe(true);
      expect((await read(999, 5_000)).equals(bytes.subarray(999, 5_999))).toBe(true);
      expect((await read(bytes.length - 3, 10)).equals(bytes.subarray(-3))).toBe(true);
      expect(await read(bytes.length, 10)).toHaveLength(0);
      expect(await read(bytes.length + 9, 10)).toHaveLength(0);
      expect((await read(0, bytes.length)).equals(bytes.subarray(0, RANGE_BYTES_LIMIT))).toBe(true);
    });

    test('a file that is not there is told apart from a card that is not there', async () => {
      write('file', 'x');
      const card = await open();
      expect(await card.look(path('nothing'))).toBeNull();
      await expect(card.readRange(path('nothing'), 0, 1)).rejects.toMatchObject({
        code: 'card-file-changed',
      });
      await expect(card.readRange(path('file/below'), 0, 1)).rejects.toMatchObject({
        code: 'card-file-changed',
      });

      fs.renameSync(root, `${root}-pulled`);
      expect(await card.isStillThere()).toBe(false);
      await expect(card.look(path('file'))).rejects.toMatchObject({ code: 'card-gone' });
      await expect(card.readRange(path('file'), 0, 1)).rejects.toMatchObject({ code: 'card-gone' });
      await expect(list(card)).rejects.toMatchObject({ code: 'card-gone' });
    });

    test('another folder in its place is not this card', async () => {
      write('file', 'x');
      const card = await open();
      fs.renameSync(root, `${root}-pulled`);
      fs.mkdirSync(root);
      expect(await card.isStillThere()).toBe(false);
      await expect(card.readRange(path('file'), 0, 1)).rejects.toMatchObject({ code: 'card-gone' });
    });

    test('looks at a file as it is now', async () => {
      write('file', 'x');
      const card = await open();
      const before = await card.look(path('file'));
      fs.appendFileSync(join(root, 'file'), 'more');
      const after = await card.look(path('file'));
      expect([before?.sizeBytes, after?.sizeBytes]).toEqual([1, 5]);
      expect(after?.inode).toBe(before?.inode);
    });

    test('a folder that cannot be walked is told, and the others are listed', async () => {
      for (let level = 0, deep = 'deep'; level < 40; level += 1, deep += '/deep') write(`${deep}/file`, 'x');
      write('after', 'x');
      const listed = await list(await open());
      expect(listed.filter(({ kind }) => kind === 'unreadable')).toHaveLength(1);
      expect(listed.map(({ file }) => file.path.text)).toContain('after');
    });

    test('a folder that goes away while others are listed does not make the card gone', async () => {
      for (const each of ['a/1', 'b/1', 'c/1']) write(each, 'x');
      const card = await open();
      const kinds: string[] = [];
      for await (const entry of card.list()) {
        kinds.push(entry.kind);
        for (const each of ['a', 'b', 'c']) {
          if (!entry.file.path.text.startsWith(each)) removeFolder(join(root, each));
        }
      }
      expect(kinds.sort()).toEqual(['file', 'unreadable', 'unreadable']);
    });

    test('its root is the real one: a link to a card is that card', async () => {
      fs.symlinkSync(root, join(place, 'link'));
      expect((await open(join(place, 'link'))).root).toBe(fs.realpathSync(root));
    });

    test.each([
      ['nothing', 'nowhere'],
      ['a file', 'file'],
    ])('%s is no card', async (_, at) => {
      fs.writeFileSync(join(place, 'file'), 'x');
      await expect(open(join(place, at))).rejects.toMatchObject({ code: 'not-a-folder' });
    });
  });
}

async function list(card: Card): Promise<CardEntry[]> {
  const listed: CardEntry[] = [];
  for await (const entry of card.list()) listed.push(entry);
  return listed;
}
