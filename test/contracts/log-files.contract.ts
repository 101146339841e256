import { describe, expect, test } from 'vitest';
import type { LogFiles } from '../../src/ports/log-files.ts';

/** What every place for the published log has to keep. */
export function logFilesContract(name: string, open: () => Promise<LogFiles>): void {
  describe(`log files: ${name}`, () => {
    test('answers null for a file that is not there', async () => {
      const log = await open();
      expect(await log.read('checkpoint')).toBeNull();
      expect(await log.read('tile/0/x001/234.p/7')).toBeNull();
    });

    test('gives back the bytes that were written, at any depth', async () => {
      const log = await open();
      const bytes = Uint8Array.of(0, 255, 10, 13, 0);
      await log.write('tile/entries/x001/x234/067.p/7', bytes);
      await log.write('tile/entries/x001/x234/067', Uint8Array.of(1));
      expect([...((await log.read('tile/entries/x001/x234/067.p/7')) ?? [])]).toEqual([...bytes]);
      expect([...((await log.read('tile/entries/x001/x234/067')) ?? [])]).toEqual([1]);
    });

    test('sets checkpoint and tiles aside for a new branch, leaves the rest, and does nothing twice', async () => {
      const log = await open();
      const paths = [
        'checkpoint',
        'tile/0/000',
        'tile/entries/000.p/7',
        'anchors/000000000007.0123456789abcdef.note',
      ];
      for (const path of paths) await log.write(path, Buffer.from(path));
      await log.setAside('7-0123456789abcdef');
      await log.setAside('7-0123456789abcdef');
      const left: string[] = [];
      for await (const path of log.list()) left.push(path);
      expect(left).toEqual([paths[3]]);
      await log.write('tile/0/000', Buffer.from('new'));
      await log.write('checkpoint', Buffer.from('new'));
      expect(Buffer.from((await log.read('tile/0/000')) ?? []).toString()).toBe('new');
    });

    test('keeps an empty file apart from none', async () => {
      const log = await open();
      await log.write('checkpoint', new Uint8Array());
      expect((await log.read('checkpoint'))?.length).toBe(0);
    });

    test('replaces a file as a whole, also by a shorter one', async () => {
      const log = await open();
      await log.write('checkpoint', Buffer.from('a longer text'));
      await log.write('checkpoint', Buffer.from('short'));
      expect(Buffer.from((await log.read('checkpoint')) ?? []).toString()).toBe('short');
    });

    test('does not see a change that its caller makes to the bytes afterwards', async () => {
      const log = await open();
      const bytes = Buffer.from('as written');
      await log.write('checkpoint', bytes);
      bytes.fill(0);
      expect(Buffer.from((await log.read('checkpoint')) ?? []).toString()).toBe('as written');
    });

    test('lists every file once, and nothing in a log that was never written', async () => {
      const log = await open();
      expect(await paths(log)).toEqual([]);
      await log.write('checkpoint', Uint8Array.of(1));
      await log.write('tile/0/000.p/1', Uint8Array.of(1));
      await log.write('tile/0/000.p/2', Uint8Array.of(1));
      await log.write('tile/0/000.p/2', Uint8Array.of(2));
      expect(await paths(log)).toEqual(['checkpoint', 'tile/0/000.p/1', 'tile/0/000.p/2']);
    });

    test('removes a partial tile once its full tile is there, and does not mind when it has gone', async () => {
      const log = await open();
      await log.write('tile/0/000.p/1', Uint8Array.of(1));
      await log.write('tile/0/000.p/2', Uint8Array.of(1));
      await log.write('tile/0/000', Uint8Array.of(1));
      await log.removePartial('tile/0/000.p/1');
      await log.removePartial('tile/0/000.p/1');
      expect(await paths(log)).toEqual(['tile/0/000', 'tile/0/000.p/2']);
      await log.removePartial('tile/0/000.p/2');
      expect(await paths(log)).toEqual(['tile/0/000']);
    });

    test('refuses to remove a partial tile without its full tile, and anything that is no partial tile', async () => {
      const log = await open();
      await log.write('tile/0/000.p/1', Uint8Array.of(1));
      await log.write('checkpoint', Uint8Array.of(1));
      await expect(log.removePartial('tile/0/000.p/1')).rejects.toMatchObject({ code: 'defect' });
      await expect(log.removePartial('checkpoint')).rejects.toMatchObject({ code: 'defect' });
      expect(await paths(log)).toEqual(['checkpoint', 'tile/0/000.p/1']);
    });
  });
}

/** All paths, sorted. */
export async function paths(log: LogFiles): Promise<string[]> {
  const found: string[] = [];
  for await (const path of log.list()) found.push(path);
  return found.sort();
}
