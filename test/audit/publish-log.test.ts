import { describe, expect, test } from 'vitest';
import { checkPublished } from '../../src/audit/check-published.ts';
import { publishLog } from '../../src/audit/publish-log.ts';
import { tilePath, tilesOf } from '../../src/audit/tile-paths.ts';
import { verifyLog } from '../../src/audit/verify-log.ts';
import { leafHash, rootOf } from '../../src/evidence/merkle.ts';
import { openCheckpoint } from '../../src/evidence/signed-note.ts';
import type { LogFiles } from '../../src/ports/log-files.ts';
import { memoryLogFiles } from '../fakes/memory-log-files.ts';
import { fill, logRows, memorySigner, ORIGIN } from './log-bench.ts';

const logSigner = memorySigner();
const input = { origin: ORIGIN };

function station() {
  return { catalog: logRows(), logFiles: memoryLogFiles(), logSigner };
}

async function publishedAt(...sizes: number[]) {
  const ports = station();
  for (const size of sizes) {
    fill(ports.catalog, size);
    await publishLog(ports, input);
  }
  return ports;
}

const SIZES = [0, 1, 2, 255, 256, 257, 511, 512, 513, 1_000];

describe('publishing', () => {
  test.each(SIZES)(
    'shows exactly the tiles of a tree of %i entries, under its RFC 6962 root',
    async (size) => {
      const { catalog, logFiles } = await publishedAt(size);
      const expected = ['checkpoint', ...[...tilesOf(size)].map(tilePath)];
      expect([...logFiles.files.keys()].sort()).toEqual(expected.sort());
      const root = rootOf(catalog.rows.map((row) => leafHash(Buffer.from(row.text))));
      const note = logFiles.files.get('checkpoint') as Uint8Array;
      expect(openCheckpoint(note, { name: ORIGIN, publicKey: logSigner.publicKey })).toEqual({
        kind: 'opened',
        checkpoint: { origin: ORIGIN, size, root: expect.anything() },
      });
      const opened = openCheckpoint(note, { name: ORIGIN, publicKey: logSigner.publicKey });
      expect(opened.kind === 'opened' && Buffer.compare(opened.checkpoint.root, root)).toBe(0);
    },
  );

  test('ends with the same files whatever the steps it was published in, but for older partial tiles', async () => {
    const steps = await publishedAt(...SIZES);
    const once = await publishedAt(1_000);
    for (const [path, bytes] of once.logFiles.files) {
      if (path !== 'checkpoint') expect(steps.logFiles.files.get(path)).toEqual(bytes);
    }
    const partial = /^tile\/(\d+|entries)\/003\.p\//;
    const others = [...steps.logFiles.files.keys()].filter((path) => !once.logFiles.files.has(path));
    expect(others.filter((path) => !partial.test(path))).toEqual(['tile/1/000.p/1', 'tile/1/000.p/2']);
    expect((await verifyLog(steps, { ...input, remembered: null })).findings).toEqual([]);
  });

  test('keeps the partial tiles of each checkpoint until the full tile is there', async () => {
    const ports = await publishedAt(10, 20);
    expect([...ports.logFiles.files.keys()].filter((path) => path.includes('.p/'))).toHaveLength(4);
    fill(ports.catalog, 256);
    await publishLog(ports, input);
    expect([...ports.logFiles.files.keys()].sort()).toEqual([
      'checkpoint',
      'tile/0/000',
      'tile/1/000.p/1',
      'tile/entries/000',
    ]);
  });

  test('reads only the rows of the last tile and the new ones', async () => {
    const ports = await publishedAt(2_000);
    const asked: number[] = [];
    const { auditRows } = ports.catalog;
    ports.catalog.auditRows = (from, limit) => {
      asked.push(from);
      return auditRows(from, limit);
    };
    fill(ports.catalog, 2_001);
    await publishLog(ports, input);
    expect(Math.min(...asked)).toBe(7 * 256);
  });

  test('publishes from the rows when the edge of the tree is missing', async () => {
    const ports = await publishedAt(600);
    for (const path of [...ports.logFiles.files.keys()]) {
      if (path.startsWith('tile/1/')) ports.logFiles.files.delete(path);
    }
    fill(ports.catalog, 700);
    await publishLog(ports, input);
    expect((await verifyLog(ports, { ...input, remembered: null })).findings).toEqual([]);
  });

  test('writes nothing when nothing is new', async () => {
    const ports = await publishedAt(300);
    ports.logFiles.write = () => Promise.reject(new Error('must not write'));
    await expect(publishLog(ports, input)).resolves.toMatchObject({ size: 300 });
  });
});

describe('publishing refuses', () => {
  test.each([
    ['a log that is shorter than its head', (ports: ReturnType<typeof station>) => ports.catalog.rows.pop()],
    [
      'a changed entry in the last tile',
      (ports: ReturnType<typeof station>) => {
        const row = ports.catalog.rows[599];
        if (row) ports.catalog.rows[599] = { ...row, text: row.text.replace('entry', 'ENTRY') };
      },
    ],
    [
      'a changed entry in the last tile, with its leaf hash',
      (ports: ReturnType<typeof station>) => {
        const row = ports.catalog.rows[590];
        const text = row?.text.replace('entry', 'ENTRY') ?? '';
        ports.catalog.rows[590] = { seq: 590, text, leafHash: leafHash(Buffer.from(text)) };
      },
    ],
    [
      'a changed edge tile',
      (ports: ReturnType<typeof station>) => {
        const tile = ports.logFiles.files.get('tile/1/000.p/2');
        if (tile) tile[40] = (tile[40] ?? 0) ^ 1;
      },
    ],
    [
      'a checkpoint that another key signed',
      (ports: ReturnType<typeof station>) => {
        const note = Buffer.from(ports.logFiles.files.get('checkpoint') ?? []).toString();
        ports.logFiles.files.set('checkpoint', Buffer.from(note.replace('600', '601')));
      },
    ],
    [
      'a catalogue that forgot its head',
      (ports: ReturnType<typeof station>) => {
        ports.catalog.head = null;
      },
    ],
  ])('%s, and signs nothing', async (_, tamper) => {
    const ports = await publishedAt(600);
    fill(ports.catalog, 650);
    tamper(ports);
    if (ports.catalog.rows.length === 649) ports.catalog.rows.length = 500;
    const before = [...ports.logFiles.files.keys()];
    await expect(publishLog(ports, input)).rejects.toMatchObject({ code: 'audit-differs' });
    expect([...ports.logFiles.files.keys()]).toEqual(before);
  });

  test('a catalogue restored from a backup that then grew another way', async () => {
    const ports = await publishedAt(300);
    const backup = { rows: [...ports.catalog.rows], head: ports.catalog.head };
    fill(ports.catalog, 320);
    await publishLog(ports, input);
    Object.assign(ports.catalog, backup);
    ports.catalog.add({ reason: 'another history' });
    await expect(publishLog(ports, input)).rejects.toMatchObject({ code: 'audit-differs' });
  });
});

describe('at start', () => {
  test('rebuilds exactly what is missing', async () => {
    const ports = await publishedAt(600);
    const whole = new Map(ports.logFiles.files);
    const missing = ['checkpoint', 'tile/0/000', 'tile/1/000.p/2', 'tile/entries/002.p/88'];
    for (const path of missing) ports.logFiles.files.delete(path);
    const check = await checkPublished(ports, input);
    expect({ ...check, rebuilt: [...check.rebuilt].sort() }).toEqual({ entries: 600, rebuilt: missing });
    expect([...ports.logFiles.files.keys()].sort()).toEqual([...whole.keys()].sort());
    for (const path of missing) {
      expect(ports.logFiles.files.get(path)).toEqual(Uint8Array.from(whole.get(path) ?? []));
    }
  });

  test.each(['tile/0/001', 'tile/entries/000', 'tile/entries/002.p/88', 'tile/1/000.p/2', 'checkpoint'])(
    'refuses when one byte of %s differs',
    async (path) => {
      const ports = await publishedAt(600);
      const bytes = ports.logFiles.files.get(path) as Uint8Array;
      bytes[20] = (bytes[20] ?? 0) ^ 1;
      await expect(checkPublished(ports, input)).rejects.toMatchObject({ code: 'audit-differs' });
    },
  );

  test('writes nothing from rows that are not the signed ones', async () => {
    const ports = await publishedAt(600);
    ports.logFiles.files.delete('tile/0/000');
    ports.logFiles.files.delete('tile/entries/000');
    ports.logFiles.files.delete('tile/1/000.p/2');
    const text = ports.catalog.rows[3]?.text.replace('entry', 'ENTRY') ?? '';
    ports.catalog.rows[3] = { seq: 3, text, leafHash: leafHash(Buffer.from(text)) };
    await expect(checkPublished(ports, input)).rejects.toMatchObject({ about: 'audit tree' });
    expect(ports.logFiles.files.has('tile/0/000')).toBe(false);
  });

  test('has nothing to check before the first checkpoint', async () => {
    await expect(checkPublished(station(), input)).resolves.toEqual({ entries: 0, rebuilt: [] });
  });
});

describe('a power cut', () => {
  test('at any write of a publishing leaves a log that verifies, and the next publishing completes it', async () => {
    for (let failAt = 0; ; failAt += 1) {
      const ports = await publishedAt(3);
      fill(ports.catalog, 530);
      const failing = failAfter(ports, failAt);
      const failed = await publishLog(failing, input).then(
        () => false,
        () => true,
      );
      const cut = await verifyLog(ports, { ...input, remembered: null });
      expect(cut.findings.filter(({ kind }) => kind !== 'checkpoint-behind')).toEqual([]);
      await checkPublished(ports, input);
      await publishLog(ports, input);
      const after = await verifyLog(ports, { ...input, remembered: null });
      expect(after).toMatchObject({ findings: [], shown: { size: 530 } });
      if (!failed) return;
    }
  });
});

/** The n-th change, to a file or to the catalogue, does not happen any more. */
function failAfter(ports: ReturnType<typeof station>, changes: number) {
  let left = changes;
  const spend = () => {
    left -= 1;
    if (left < 0) throw new Error('power cut');
  };
  const logFiles: LogFiles = {
    read: ports.logFiles.read,
    list: ports.logFiles.list,
    setAside: ports.logFiles.setAside,
    write: async (path, bytes) => {
      spend();
      await ports.logFiles.write(path, bytes);
    },
    removePartial: async (path) => {
      spend();
      await ports.logFiles.removePartial(path);
    },
  };
  const catalog = {
    ...ports.catalog,
    notePublished: async (published: { size: number; note: string }) => {
      spend();
      await ports.catalog.notePublished(published);
    },
  };
  return { catalog, logFiles, logSigner };
}
