import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { openClearOrders } from '../../src/adapters/clear-orders.ts';
import { holdDevice } from '../../src/adapters/clearer/held-device.ts';
import { openOrderFolder } from '../../src/adapters/clearer/order-folder.ts';
import { openOwnFolder } from '../../src/adapters/clearer/own-record.ts';
import { Refusal } from '../../src/adapters/clearer/refusal.ts';
import { mediumMountedAt } from '../../src/adapters/mounted-medium.ts';
import { begunOf, clearBegunText } from '../../src/evidence/clear-begun.ts';
import {
  type ClearItem,
  type ClearOrder,
  type ClearResult,
  clearDigestOf,
  clearOrderText,
  parseClearResult,
} from '../../src/evidence/clear-order.ts';
import { clearIdOf } from '../../src/evidence/clearing.ts';
import { sha256Of } from '../../src/evidence/digest.ts';
import type { RecordingId } from '../../src/evidence/ids.ts';
import { CARD_FILE_SYSTEMS, LoopCard } from '../support/loop-card.ts';
import { canLoop } from '../support/may-mount.ts';

const PROGRAM = new URL('../../systemd/sealdock-clear', import.meta.url).pathname;
const BOOT = fs.readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
const TAKEN = new Date('2026-11-18T04:00:02Z');

type Name = string | Buffer;

describe.skipIf(!canLoop).each(CARD_FILE_SYSTEMS.map((made) => ({ name: made[0], made })))(
  'clearing a card with $name',
  ({ name: fileSystem, made }) => {
    let card: LoopCard;
    let orders: string;
    let count = 0;

    const at = (name: Name, root = card.path) => Buffer.concat([Buffer.from(`${root}/`), Buffer.from(name)]);
    const put = (root: string, name: Name, bytes: Buffer | string) => {
      fs.mkdirSync(dirname(at(name, root).toString()), { recursive: true });
      fs.writeFileSync(at(name, root), bytes);
      fs.utimesSync(at(name, root), TAKEN, TAKEN);
    };
    const open = (
      files: Readonly<Record<string, string | Buffer>>,
      more: (root: string, home: string) => void = () => {},
    ) => {
      card = new LoopCard(made, (root) => {
        for (const [name, bytes] of Object.entries(files)) put(root, name, bytes);
        more(root, dirname(dirname(root)));
      });
      orders = join(card.home, 'orders');
      fs.mkdirSync(orders, { mode: 0o700 });
    };
    afterEach(() => card.remove());

    const fileFacts = (name: Name) => {
      const facts = fs.statSync(at(name));
      return {
        pathHex: Buffer.from(name).toString('hex'),
        sizeBytes: facts.size,
        modifiedMs: Math.trunc(facts.mtimeMs),
        sha256: sha256Of(fs.readFileSync(at(name))),
      };
    };
    const item = (name: Name, digestFile: Name | null = null): ClearItem => ({
      ...fileFacts(name),
      recording: 'BC240001-20261118T083000-4f238a042431' as RecordingId,
      digestFile: digestFile === null ? null : fileFacts(digestFile),
    });
    const orderOf = (files: readonly ClearItem[], change: Partial<ClearOrder> = {}): ClearOrder => {
      count += 1;
      return {
        v: 1,
        id: clearIdOf('2026-11-20T08:00:00.000Z', count.toString(16).padStart(8, '0')),
        boot: BOOT,
        dock: 'dock-20261120T080000-00000001',
        medium: card.medium(),
        proof: 'compare',
        files: [...files],
        ...change,
      };
    };
    const lay = (order: ClearOrder, text = clearOrderText(order)) =>
      fs.writeFileSync(join(orders, `${order.id}.order.json`), text, { mode: 0o600 });
    const args = () => [
      '--orders',
      orders,
      '--user',
      '0',
      '--media',
      card.media,
      '--own',
      join(card.home, 'place'),
    ];
    const run = (...more: readonly string[]) =>
      spawnSync(PROGRAM, [...args(), ...more], { encoding: 'utf8', timeout: 60_000 });
    const resultOf = (order: ClearOrder): ClearResult => {
      const path = join(orders, `${order.id}.result.json`);
      const result = parseClearResult(fs.existsSync(path) ? fs.readFileSync(path, 'utf8') : '');
      if (result === null) throw new Error(`no result in ${fs.readdirSync(orders)}`);
      return result;
    };
    const clear = (order: ClearOrder): ClearResult => {
      lay(order);
      const ended = run('--proof', order.proof);
      expect(ended.stderr + ended.status).toBe('0');
      return resultOf(order);
    };
    /** Everything but folders; links are not followed. */
    const left = (folder = ''): string[] =>
      fs
        .readdirSync(join(card.path, folder), { withFileTypes: true })
        .flatMap((entry) =>
          entry.isDirectory() ? left(join(folder, entry.name)) : [join(folder, entry.name)],
        )
        .sort();
    const expectAsBefore = () => {
      expect(card.isMounted()).toBe(true);
      expect(card.isReadOnly()).toBe(true);
      expect(fs.readdirSync(join(card.home, 'place'))).toEqual(['card']);
      expect(fs.readdirSync(join(card.home, 'place/card'))).toEqual([]);
      expect(() => fs.writeFileSync(join(card.path, 'new'), 'x')).toThrow(/EROFS/);
    };

    test('removes exactly the listed files, no folder, and leaves the card read-only and mounted as it was', () => {
      open({ 'Media/Video/a.mp4': 'one', 'Media/Video/b.mp4': 'two', 'Media/c.jpg': 'three' });
      const order = orderOf([item('Media/Video/a.mp4'), item('Media/c.jpg')]);
      expect(clear(order)).toEqual({
        v: 1,
        id: order.id,
        digest: clearDigestOf(order),
        end: 'done',
        outcomes: ['removed', 'removed'],
        isMounted: true,
        why: null,
      });
      expect(left()).toEqual(['Media/Video/b.mp4']);
      expect(fs.readFileSync(at('Media/Video/b.mp4'), 'utf8')).toBe('two');
      expect(Math.trunc(fs.statSync(at('Media/Video/b.mp4')).mtimeMs)).toBe(TAKEN.getTime());
      expect(fs.existsSync(at('Media/Video'))).toBe(true);
      expectAsBefore();
      expect(fs.readdirSync(orders)).toEqual([`${order.id}.result.json`]);
    });

    test('leaves the last folder empty, and does not remove it', () => {
      open({ 'DCIM/a.mp4': 'one' });
      expect(clear(orderOf([item('DCIM/a.mp4')])).outcomes).toEqual(['removed']);
      expect(fs.readdirSync(card.path).filter((name) => name !== 'lost+found')).toEqual(['DCIM']);
    });

    test('with "compare" a file whose bytes changed under the same size and time stays; with "sealed" it goes', () => {
      open({ 'a.mp4': 'one', 'b.mp4': 'two' });
      const other = { ...item('a.mp4'), sha256: sha256Of('another') };
      expect(clear(orderOf([other, item('b.mp4')])).outcomes).toEqual(['differs', 'removed']);
      expect(left()).toEqual(['a.mp4']);
      expect(clear(orderOf([other], { proof: 'sealed' })).outcomes).toEqual(['removed']);
    });

    test.each(['sealed', 'compare'] as const)(
      'a file of another size or time stays, with proof %s',
      (proof) => {
        open({ 'a.mp4': 'one', 'b.mp4': 'two' });
        const files = [
          { ...item('a.mp4'), sizeBytes: 4 },
          { ...item('b.mp4'), modifiedMs: TAKEN.getTime() + 2_000 },
        ];
        expect(clear(orderOf(files, { proof })).outcomes).toEqual(['changed', 'changed']);
        expect(left()).toEqual(['a.mp4', 'b.mp4']);
      },
    );

    test('what is gone already is told as absent', () => {
      open({ 'a.mp4': 'one' });
      const files = [{ ...item('a.mp4'), pathHex: Buffer.from('no/such.mp4').toString('hex') }];
      expect(clear(orderOf(files)).outcomes).toEqual(['absent']);
    });

    test.skipIf(fileSystem !== 'ext4')(
      'no link is followed: neither a file nor a folder in the place of one',
      () => {
        open({ 'real/a.mp4': 'one' }, (root, home) => {
          fs.symlinkSync('real/a.mp4', join(root, 'link.mp4'));
          fs.symlinkSync('real', join(root, 'folder'));
          fs.mkdirSync(join(home, 'precious'));
          fs.writeFileSync(join(home, 'precious/a.mp4'), 'one');
          fs.utimesSync(join(home, 'precious/a.mp4'), TAKEN, TAKEN);
          fs.symlinkSync(join(home, 'precious'), join(root, 'outside'));
        });
        const real = item('real/a.mp4');
        const as = (path: string) => ({ ...real, pathHex: Buffer.from(path).toString('hex') });
        const paths = [
          'link.mp4',
          'folder/a.mp4',
          'outside/a.mp4',
          '../precious/a.mp4',
          './real/a.mp4',
          join(card.home, 'precious/a.mp4'),
          'real//a.mp4',
          'real',
          'real/a.mp4\0',
        ];
        expect(clear(orderOf(paths.map(as))).outcomes).toEqual(paths.map(() => 'no-file'));
        expect(left()).toEqual(['folder', 'link.mp4', 'outside', 'real/a.mp4']);
        expect(fs.readdirSync(join(card.home, 'precious'))).toEqual(['a.mp4']);
      },
    );

    test.skipIf(fileSystem !== 'ext4')('nothing on another file system below the card is reached', () => {
      open({ 'sub/a.mp4': 'one' });
      const order = orderOf([item('sub/a.mp4')]);
      execFileSync('mount', ['-t', 'tmpfs', 'tmpfs', join(card.path, 'sub')]);
      try {
        put(card.path, 'sub/a.mp4', 'one');
        expect(clear(order)).toMatchObject({ end: 'in-use', outcomes: ['not-reached'] });
      } finally {
        execFileSync('umount', [join(card.path, 'sub')]);
      }
      expect(left()).toEqual(['sub/a.mp4']);
    });

    test.skipIf(fileSystem !== 'ext4')(
      'names are bytes: newline, quotes, backslash and what is no UTF-8',
      () => {
        const names = [
          Buffer.from('a\n"b\'$(id) \\.mp4'),
          Buffer.from([0x61, 0xff, 0xfe, 0x2e, 0x6d]),
          Buffer.from('现场 记录.mp4'),
        ];
        open({ 'stays.mp4': 'x' }, (root) => {
          for (const name of names) put(root, name, name);
        });
        expect(clear(orderOf(names.map((name) => item(name)))).outcomes).toEqual(names.map(() => 'removed'));
        expect(left()).toEqual(['stays.mp4']);
      },
    );

    test("a recording goes together with the recorder's digest file, and stays when that is another one", () => {
      open({ 'a.mp4': 'one', 'a.md5': 'aaa', 'b.mp4': 'two', 'b.md5': 'bbb', 'c.mp4': 'three' });
      const changed = item('b.mp4', 'b.md5');
      const order = orderOf(
        [
          item('a.mp4', 'a.md5'),
          { ...changed, digestFile: { ...fileFacts('b.md5'), sha256: sha256Of('ccc') } },
          {
            ...item('c.mp4'),
            digestFile: { ...fileFacts('a.md5'), pathHex: Buffer.from('c.md5').toString('hex') },
          },
        ],
        { proof: 'sealed' },
      );
      expect(clear(order).outcomes).toEqual(['removed', 'changed', 'removed']);
      expect(left()).toEqual(['b.md5', 'b.mp4']);
    });

    describe('is refused, and the card is as it was,', () => {
      const refused = (order: ClearOrder, end: ClearResult['end']) => {
        expect(clear(order)).toMatchObject({ end, outcomes: order.files.map(() => 'not-reached') });
        expect(left()).toContain('a.mp4');
      };

      test('when the medium was swapped: another DISKSEQ at the same place', () => {
        open({ 'a.mp4': 'one' });
        const order = orderOf([item('a.mp4')]);
        card.detach();
        card.attach();
        card.mountForReading();
        expect(card.medium().diskSeq).not.toBe(order.medium.diskSeq);
        refused({ ...order, medium: { ...order.medium, device: card.medium().device } }, 'other-medium');
        expectReadable();
      });

      test('when it was given before the machine was started anew', () => {
        open({ 'a.mp4': 'one' });
        refused(orderOf([item('a.mp4')], { boot: 'another' }), 'stale');
        expectReadable();
      });

      test('while somebody reads from it', () => {
        open({ 'a.mp4': 'one' });
        const order = orderOf([item('a.mp4')]);
        const fd = fs.openSync(at('a.mp4'), 'r');
        try {
          refused(order, 'in-use');
        } finally {
          fs.closeSync(fd);
        }
        expectReadable();
      });

      test('when no medium is mounted there, or not below the folder of media', () => {
        open({ 'a.mp4': 'one' });
        const order = orderOf([item('a.mp4')]);
        for (const path of [join(card.home, 'orders'), join(card.media, 'none'), '/']) {
          refused({ ...order, id: orderOf([]).id, medium: { ...order.medium, path } }, 'not-mounted');
        }
        expectReadable();
      });

      const expectReadable = () => {
        expect(card.isMounted()).toBe(true);
        expect(card.isReadOnly()).toBe(true);
      };
    });

    test('a medium that stays protected is refused, and mounted again for reading', () => {
      open({ 'a.mp4': 'one' });
      const order = orderOf([item('a.mp4')]);
      card.detach();
      card.attachProtected();
      card.mountForReading();
      const now = { ...order, medium: card.medium() };
      expect(clear(now)).toMatchObject({
        end: 'write-protected',
        outcomes: ['not-reached'],
        isMounted: true,
      });
      expect(left()).toContain('a.mp4');
    });

    test("an order with a weaker proof than root's own configuration asks is refused, whoever gave it", () => {
      open({ 'a.mp4': 'one' });
      const order = orderOf([item('a.mp4')], { proof: 'sealed' });
      lay(order);
      expect(run().status).toBe(0);
      expect(resultOf(order)).toMatchObject({ end: 'proof-too-weak', outcomes: ['not-reached'] });
      expect(left()).toContain('a.mp4');
    });

    test('the service user can read what it is told, and nobody else can write it', () => {
      open({ 'a.mp4': 'one' });
      const order = orderOf([item('a.mp4')]);
      clear(order);
      const facts = fs.statSync(join(orders, `${order.id}.result.json`));
      expect([facts.uid, facts.mode & 0o777]).toEqual([0, 0o644]);
      expect(fs.statSync(join(card.home, 'place')).mode & 0o777).toBe(0o700);
    });

    test('an order that was taken back is not carried out', async () => {
      open({ 'a.mp4': 'one' });
      const order = orderOf([item('a.mp4')]);
      lay(order);
      const folder = openOrderFolder(orders, 0, () => {});
      try {
        expect(await folder.take()).toHaveLength(1);
        expect(await openClearOrders(orders, BOOT).takeBack(order.id)).toEqual({ kind: 'none' });
        expect(await folder.begin(begunOf(order, BOOT))).toBe(false);
      } finally {
        folder.close();
      }
      expect(fs.readdirSync(orders)).toEqual([]);
    });

    describe('what is begun', () => {
      const own = () => join(card.home, 'place');
      const died = async (order: ClearOrder) => {
        const medium = await mediumMountedAt(card.path);
        if (medium === null) throw new Error('not mounted');
        const begun = begunOf(order, BOOT);
        lay(order);
        const folder = openOrderFolder(orders, 0, () => {});
        await folder.begin(begun);
        folder.close();
        await openOwnFolder(own()).note({ begun, medium });
      };

      test('by a program that died with the card unmounted and writable: the next run protects and mounts it', async () => {
        open({ 'a.mp4': 'one' });
        const order = orderOf([item('a.mp4')]);
        await died(order);
        execFileSync('umount', [card.path]);
        execFileSync('blockdev', ['--setrw', card.device]);
        expect(run().status).toBe(0);
        expect(resultOf(order)).toMatchObject({ end: 'interrupted', outcomes: ['unknown'], isMounted: true });
        expectAsBefore();
        expect(left()).toContain('a.mp4');
        expect(fs.readdirSync(orders)).toEqual([`${order.id}.result.json`]);
      });

      test("stands in root's own record: whoever removes the notice does not hide the card", async () => {
        open({ 'a.mp4': 'one' });
        const order = orderOf([item('a.mp4')]);
        await died(order);
        fs.rmSync(join(orders, `${order.id}.begun.json`));
        execFileSync('umount', [card.path]);
        execFileSync('blockdev', ['--setrw', card.device]);
        expect(run().status).toBe(0);
        expectAsBefore();
        expect(fs.readdirSync(orders)).toEqual([]);
      });

      test('and whose card was pulled meanwhile touches nothing that has its name now', async () => {
        open({ 'a.mp4': 'one' });
        const order = orderOf([item('a.mp4')]);
        await died(order);
        card.detach();
        card.attach();
        expect(run().status).toBe(0);
        expect(resultOf(order)).toMatchObject({ end: 'interrupted', isMounted: false });
        expect(card.isReadOnly()).toBe(false);
        expect(card.isMounted()).toBe(false);
      });

      test('by the word of the service user alone is put aside, and leads to no mount', async () => {
        open({ 'a.mp4': 'one' });
        const order = orderOf([item('a.mp4')]);
        execFileSync('umount', [card.path]);
        const notice = join(orders, `${order.id}.begun.json`);
        fs.writeFileSync(notice, clearBegunText(begunOf(order, BOOT)), { mode: 0o644 });
        for (const path of [orders, notice]) fs.chownSync(path, 65_534, 65_534);
        const ended = run('--user', '65534');
        expect(ended.stdout).toContain('"event":"order.refused"');
        expect(fs.readdirSync(orders)).toEqual([`${order.id}.begun.json.refused`]);
        expect(card.isMounted()).toBe(false);
      });

      test("in a folder of root's that others can write to: nothing is begun at all", () => {
        open({ 'a.mp4': 'one' });
        const order = orderOf([item('a.mp4')]);
        lay(order);
        fs.mkdirSync(own());
        fs.chmodSync(own(), 0o777);
        expect(run()).toMatchObject({ status: 1, stdout: expect.stringContaining('not ours alone') });
        expect(fs.readdirSync(orders)).toEqual([`${order.id}.order.json`]);
        expect(left()).toContain('a.mp4');
      });
    });

    describe('a device that is held', () => {
      const held = async () => {
        open({ 'a.mp4': 'one' });
        const medium = await mediumMountedAt(card.path);
        if (medium === null) throw new Error('not mounted');
        return { medium, device: await holdDevice(medium) };
      };

      test('gives its name to no other disk, however the card is pulled, and is not made writable under it', async () => {
        const { device } = await held();
        const [name, other] = [card.device, new LoopCard(made, () => {}, 'other')];
        try {
          card.detach();
          card.attach();
          expect(card.device).not.toBe(name);
          expect(other.device).not.toBe(name);
          execFileSync('blockdev', ['--setro', card.device]);
          device.liftProtection();
          expect(card.isReadOnly()).toBe(true);
          expect(other.isReadOnly()).toBe(true);
        } finally {
          device.close();
          other.remove();
        }
      });

      test('is refused when it is not the medium that was looked at: another DISKSEQ, another number', async () => {
        const { medium, device } = await held();
        await device.check();
        device.close();
        const other = { ...medium, diskSeq: '1' };
        await expect(holdDevice(other)).rejects.toMatchObject({ end: 'other-medium' });
        await expect(holdDevice({ ...medium, dev: medium.dev + 1 })).rejects.toBeInstanceOf(Refusal);
        await expect(holdDevice({ ...medium, device: 'null' })).rejects.toMatchObject({
          end: 'other-medium',
        });
        await expect(holdDevice({ ...medium, device: 'none' })).rejects.toMatchObject({ end: 'gone' });
      });
    });

    describe('an order', () => {
      const untouched = (name: string) => {
        expect(run().stdout).toContain('"event":"order.refused"');
        expect(left()).toEqual(['a.mp4']);
        expect(fs.readdirSync(orders)).toEqual([`${name}.refused`]);
      };

      test('that was changed after it was decided is put aside', () => {
        open({ 'a.mp4': 'one' });
        const order = orderOf([{ ...item('a.mp4'), pathHex: Buffer.from('b.mp4').toString('hex') }]);
        const other = Buffer.from('a.mp4').toString('hex');
        lay(order, clearOrderText(order).replace(Buffer.from('b.mp4').toString('hex'), other));
        untouched(`${order.id}.order.json`);
      });

      test('that others could have written is put aside', () => {
        open({ 'a.mp4': 'one' });
        const order = orderOf([item('a.mp4')]);
        lay(order);
        fs.chmodSync(join(orders, `${order.id}.order.json`), 0o620);
        untouched(`${order.id}.order.json`);
      });

      test('of another user is put aside', () => {
        open({ 'a.mp4': 'one' });
        const order = orderOf([item('a.mp4')]);
        lay(order);
        fs.chownSync(join(orders, `${order.id}.order.json`), 65_534, 0);
        untouched(`${order.id}.order.json`);
      });

      test('that is a link, or under the name of another one, is put aside', () => {
        open({ 'a.mp4': 'one' });
        const order = orderOf([item('a.mp4')]);
        fs.writeFileSync(join(card.home, 'elsewhere'), clearOrderText(order), { mode: 0o600 });
        fs.symlinkSync(join(card.home, 'elsewhere'), join(orders, `${order.id}.order.json`));
        untouched(`${order.id}.order.json`);
        fs.rmSync(join(orders, `${order.id}.order.json.refused`));
        const other = orderOf([item('a.mp4')]);
        lay(other, clearOrderText(order));
        untouched(`${other.id}.order.json`);
      });

      test('longer than the limit is put aside unread', () => {
        open({ 'a.mp4': 'one' });
        const order = orderOf([item('a.mp4')]);
        lay(order, clearOrderText(order) + ' '.repeat(16 * 1_048_576));
        untouched(`${order.id}.order.json`);
      });

      test('in a folder that others can write to is not even looked at', () => {
        open({ 'a.mp4': 'one' });
        lay(orderOf([item('a.mp4')]));
        fs.chmodSync(orders, 0o777);
        const ended = run();
        expect(ended.status).toBe(1);
        expect(ended.stdout).toContain('nobody else may write to it');
        expect(left()).toEqual(['a.mp4']);
      });
    });

    test('killed in the middle, the next run says so, protects the card again, and every file is whole or gone', async () => {
      const files = Object.fromEntries(
        Array.from({ length: 60 }, (_, index) => [
          `DCIM/${String(index).padStart(2, '0')}.mp4`,
          randomBytes(400_000),
        ]),
      );
      open(files);
      const order = orderOf(Object.keys(files).map((name) => item(name)));
      lay(order);
      const place = join(card.home, 'place/card/DCIM');
      // A group of its own, because the launcher is a shell.
      const program = spawn(PROGRAM, args(), { stdio: 'ignore', detached: true });
      const ended = new Promise((resolve) => program.once('exit', resolve));
      for (let tries = 0; tries < 20_000; tries += 1) {
        const names = fs.existsSync(place) ? fs.readdirSync(place) : [];
        if (names.length > 0 && names.length < 60) break;
        await sleep(1);
      }
      process.kill(-(program.pid as number), 'SIGKILL');
      await ended;
      const begun = fs.readdirSync(orders);
      const ending = run();
      expect(ending.status, ending.stdout).toBe(0);
      // Where the kill came late, everything was done and told; both ends are honest.
      const result = resultOf(order);
      if (begun.includes(`${order.id}.begun.json`)) {
        expect(result).toMatchObject({ end: 'interrupted', isMounted: true });
        expect(new Set(result.outcomes)).toEqual(new Set(['unknown']));
      } else expect(result.end).toBe('done');
      expectAsBefore();
      for (const [name, bytes] of Object.entries(files)) {
        if (fs.existsSync(at(name))) expect(fs.readFileSync(at(name)).equals(bytes as Buffer)).toBe(true);
      }
      expect(left().length).toBeLessThan(60);
      expect(fs.readdirSync(orders)).toEqual([`${order.id}.result.json`]);
    });
  },
);
