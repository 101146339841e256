import {
  appendFileSync,
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { InspectPorts } from '../../src/audit/inspect.ts';
import { inspect } from '../../src/audit/inspect.ts';
import { publishLog } from '../../src/audit/publish-log.ts';
import { SealdockError } from '../../src/evidence/errors.ts';
import { leafHash } from '../../src/evidence/merkle.ts';
import type { CataloguedRecording } from '../../src/ports/catalog.ts';
import { EVERY_RECORDING } from '../../src/ports/catalog.ts';
import { fakeClipBytes, writeFakeClip } from '../cards/fake-clip.ts';
import { dock, makePlace, openTestStation, removeFolder, type TestStation } from '../support/test-station.ts';
import { ORIGIN } from './log-bench.ts';

const place = makePlace('inspect');
afterAll(() => removeFolder(place));

const NAMES = [
  'Media/Video/DCAM_BC240001_A01234_20261118_083000.mp4',
  'Media/Video/DCAM_BC240001_A01234_20261118_084000.mp4',
  'Media/Image/DCAM_BC240001_A01234_20261119_090000.jpg',
];

let pristine: string;
let sealed: readonly CataloguedRecording[];
let station: TestStation;
let rows: readonly CataloguedRecording[];

beforeAll(async () => {
  const card = join(place, 'card');
  for (const name of NAMES) {
    writeFakeClip(join(card, name), fakeClipBytes(name, 5_000), new Date('2026-11-18T01:00:00Z'));
  }
  pristine = mkdtempSync(join(place, 'pristine-'));
  const made = await openTestStation({ data: pristine });
  expect((await dock(made, card)).counts.sealed).toBe(NAMES.length);
  await publishLog(made, { origin: ORIGIN });
  sealed = await made.catalog.recordings(EVERY);
  await made.close();
});

beforeEach(async () => {
  const data = mkdtempSync(join(place, 'station-'));
  cpSync(pristine, data, { recursive: true });
  makeFoldersReadOnly(data);
  station = await openTestStation({ data });
  rows = await station.catalog.recordings(EVERY);
  return async () => {
    await station.close();
    removeFolder(data);
  };
});

const EVERY = { ...EVERY_RECORDING, limit: 100 } as const;

/** `cpSync` copies the modes of files, and of no folder. */
function makeFoldersReadOnly(data: string): void {
  for (const { folder } of sealed) chmodSync(join(data, 'vault', folder), 0o555);
}

async function look(ports: Partial<InspectPorts> = {}) {
  return inspect(
    { ...station, ...ports },
    {
      origin: ORIGIN,
      remembered: null,
      stallMs: 5_000,
      signal: new AbortController().signal,
      onProgress: () => {},
    },
  );
}

async function findings(ports: Partial<InspectPorts> = {}): Promise<string[]> {
  return (await look(ports)).findings.map(({ kind, about }) => `${kind}: ${about}`);
}

function first(): CataloguedRecording {
  const [row] = rows;
  if (row === undefined) throw new Error('nothing was sealed');
  return row;
}

/** Path below the vault, and on the disk. */
function fileOf(name: 'sealed' | 'manifest.json' | 'manifest.sig' | 'SHA256SUMS') {
  const { folder, manifest } = first();
  const path = `${folder}/${name === 'sealed' ? manifest.file.sealedAs : name}`;
  return { path, disk: join(station.data, 'vault', path) };
}

/** What an intruder does first, who is not root: the modes are as before when he is done. */
function unlocked(disk: string, act: () => void): void {
  chmodSync(dirname(disk), 0o755);
  if (existsSync(disk)) chmodSync(disk, 0o644);
  act();
  if (lstatSync(disk, { throwIfNoEntry: false })?.isFile()) chmodSync(disk, 0o444);
  if (existsSync(dirname(disk))) chmodSync(dirname(disk), 0o555);
}

function flipByte(disk: string, at: number): void {
  const bytes = readFileSync(disk);
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  unlocked(disk, () => writeFileSync(disk, bytes));
}

/** The catalogue with its first row altered. */
function withRow(change: (row: CataloguedRecording) => CataloguedRecording): InspectPorts['catalog'] {
  const alter = (row: CataloguedRecording) => (row.id === first().id ? change(row) : row);
  return {
    ...station.catalog,
    recordings: async (query) => (await station.catalog.recordings(query)).map(alter),
    recording: async (id) => {
      const row = await station.catalog.recording(id);
      return row === null ? null : alter(row);
    },
  };
}

describe('an inspection', () => {
  test('finds nothing in an untouched station, and tells what it has read', async () => {
    const inspection = await look();
    expect(inspection.findings).toEqual([]);
    expect(inspection).toMatchObject({
      recordings: 3,
      bytes: rows.reduce((sum, row) => sum + row.manifest.file.sizeBytes, 0),
    });
    expect(inspection.entries).toBeGreaterThan(3);
  });

  test('names a sealed file of which one byte was changed', async () => {
    flipByte(fileOf('sealed').disk, 4_000);
    expect(await findings()).toEqual([`file-differs: ${fileOf('sealed').path}`]);
  });

  test('names a sealed file that became shorter or longer', async () => {
    const { disk } = fileOf('sealed');
    unlocked(disk, () => truncateSync(disk, 10));
    expect(await findings()).toEqual([`file-differs: ${fileOf('sealed').path}`]);
    unlocked(disk, () => appendFileSync(disk, Buffer.alloc(9_000)));
    expect(await findings()).toEqual([`file-differs: ${fileOf('sealed').path}`]);
  });

  test.each(['manifest.json', 'manifest.sig', 'SHA256SUMS'] as const)(
    'names %s when one byte of it was changed, and nothing else',
    async (name) => {
      flipByte(fileOf(name).disk, 20);
      const kind = {
        'manifest.json': 'manifest-differs',
        'manifest.sig': 'manifest-signature',
        SHA256SUMS: 'sums-differ',
      };
      expect(await findings()).toEqual([`${kind[name]}: ${fileOf(name).path}`]);
    },
  );

  test('names the line of the signature in SHA256SUMS when it was changed', async () => {
    flipByte(
      fileOf('SHA256SUMS').disk,
      readFileSync(fileOf('SHA256SUMS').disk).lastIndexOf('manifest.sig') - 5,
    );
    expect(await findings()).toEqual([`sums-differ: ${fileOf('SHA256SUMS').path}`]);
  });

  test('names a manifest that is longer than any manifest', async () => {
    const { disk } = fileOf('manifest.json');
    unlocked(disk, () => appendFileSync(disk, Buffer.alloc(100_000, 32)));
    expect(await findings()).toEqual([`manifest-differs: ${fileOf('manifest.json').path}`]);
  });

  test.each(['sealed', 'manifest.json', 'manifest.sig', 'SHA256SUMS'] as const)(
    'names %s when it is missing',
    async (name) => {
      unlocked(fileOf(name).disk, () => rmSync(fileOf(name).disk));
      expect(await findings()).toEqual([`file-missing: ${fileOf(name).path}`]);
    },
  );

  test('names a file too many beside a sealed one', async () => {
    const extra = `${first().folder}/note.txt`;
    unlocked(fileOf('sealed').disk, () => writeFileSync(join(station.data, 'vault', extra), 'hello'));
    expect(await findings()).toEqual([`file-extra: ${extra}`]);
  });

  test('names a link in the place of a sealed file, even to the same bytes', async () => {
    const { path, disk } = fileOf('sealed');
    const elsewhere = join(station.data, 'elsewhere');
    unlocked(disk, () => {
      renameSync(disk, elsewhere);
      symlinkSync(elsewhere, disk);
    });
    expect(await findings()).toEqual([`file-not-regular: ${path}`]);
  });

  test('names a file and a folder that somebody could write to', async () => {
    chmodSync(fileOf('sealed').disk, 0o644);
    expect(await findings()).toEqual([`file-writable: ${fileOf('sealed').path}`]);
    chmodSync(fileOf('sealed').disk, 0o444);
    chmodSync(dirname(fileOf('sealed').disk), 0o755);
    expect(await findings()).toEqual([`file-writable: ${first().folder}`]);
  });

  test('names a recording whose folder has gone, and a folder that no row knows', async () => {
    const away = first().folder.replace(/^\d{4}/, '1999');
    const disk = join(station.data, 'vault', away);
    mkdirSync(dirname(disk), { recursive: true });
    chmodSync(dirname(fileOf('sealed').disk), 0o755);
    renameSync(dirname(fileOf('sealed').disk), disk);
    chmodSync(disk, 0o555);
    expect(await findings()).toEqual([`folder-missing: ${first().folder}`, `stray: ${away}`]);
  });

  test('names strays at any depth once, and not what lies below them', async () => {
    const vault = join(station.data, 'vault');
    mkdirSync(join(vault, 'holiday/pictures'), { recursive: true });
    copyFileSync(fileOf('sealed').disk, join(vault, 'holiday/pictures/a.mp4'));
    writeFileSync(join(vault, '2026/11/notes'), '');
    symlinkSync(vault, join(vault, '2027'));
    expect((await findings()).sort()).toEqual(['stray: 2026/11/notes', 'stray: 2027', 'stray: holiday']);
  });

  test('names a file that cannot be read, and goes on with the others', async () => {
    const mover: InspectPorts['mover'] = {
      readBack: async (job) => {
        if (!job.path.endsWith(fileOf('sealed').path)) return station.mover.readBack(job);
        throw new SealdockError('vault-read-failed', { found: 'EIO' });
      },
    };
    expect(await findings({ mover })).toEqual([`file-unreadable: ${fileOf('sealed').path}`]);
  });

  test('ends at once when it is asked to stop', async () => {
    const signal = AbortSignal.abort();
    const input = { origin: ORIGIN, remembered: null, stallMs: 5_000, signal, onProgress: () => {} };
    await expect(inspect(station, input)).rejects.toMatchObject({ code: 'interrupted' });
  });

  test('reads at most four files at the same time, and tells its progress', async () => {
    let open = 0;
    let most = 0;
    const mover: InspectPorts['mover'] = {
      readBack: async (job) => {
        open += 1;
        most = Math.max(most, open);
        const receipt = await station.mover.readBack(job);
        open -= 1;
        return receipt;
      },
    };
    const progress: number[] = [];
    await inspect(
      { ...station, mover },
      {
        origin: ORIGIN,
        remembered: null,
        stallMs: 5_000,
        signal: new AbortController().signal,
        onProgress: ({ recordings, recordingsTotal }) => {
          expect(recordingsTotal).toBe(3);
          progress.push(recordings);
        },
      },
    );
    expect(progress).toEqual([1, 2, 3]);
    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThanOrEqual(4);
  });
});

describe('an inspection compares the catalogue, and', () => {
  test('names a row with another manifest digest', async () => {
    const catalog = withRow((row) => ({
      ...row,
      manifestSha256: rows[1]?.manifestSha256 ?? row.manifestSha256,
    }));
    expect(await findings({ catalog })).toEqual([`row-differs: ${first().id}`]);
  });

  test('names a row whose facts were altered, and checks the bytes by the sealed manifest all the same', async () => {
    const catalog = withRow((row) => ({
      ...row,
      manifest: { ...row.manifest, officer: null },
    }));
    expect(await findings({ catalog })).toEqual([`row-differs: ${first().id}`]);
    flipByte(fileOf('sealed').disk, 3);
    expect(await findings({ catalog })).toEqual([
      `row-differs: ${first().id}`,
      `file-differs: ${fileOf('sealed').path}`,
    ]);
  });

  test('names a row that lost a mark of its manifest', async () => {
    expect(first().marks.length).toBeGreaterThan(0);
    const catalog = withRow((row) => ({ ...row, marks: [] }));
    expect(await findings({ catalog })).toEqual([`row-differs: ${first().id}`]);
  });

  test('names a row that points to another folder, and never follows it out of the vault', async () => {
    const catalog = withRow((row) => ({ ...row, folder: '../../etc' }));
    expect(await findings({ catalog })).toEqual([`folder-misplaced: ${first().id}: folder in the row`]);
  });

  test('names the entry of a recording whose row was removed, and its folder', async () => {
    const { id, auditSeq, folder } = first();
    const catalog = {
      ...station.catalog,
      recordings: async (query: Parameters<typeof station.catalog.recordings>[0]) =>
        (await station.catalog.recordings(query)).filter((row) => row.id !== id),
      recording: async (asked: typeof id) => (asked === id ? null : station.catalog.recording(asked)),
    };
    expect(await findings({ catalog })).toEqual([
      `entry-without-recording: entry ${auditSeq}`,
      `stray: ${folder}`,
    ]);
  });

  test('names a row that tells of another entry', async () => {
    const catalog = withRow((row) => ({ ...row, auditSeq: 0 }));
    expect(await findings({ catalog })).toEqual([
      `recording-without-entry: ${first().id}`,
      `entry-without-recording: entry ${first().auditSeq}`,
    ]);
  });

  test('names only the entry when it is the entry that was altered', async () => {
    const { auditSeq } = first();
    const catalog = {
      ...station.catalog,
      auditRows: async (from: number, limit: number) =>
        (await station.catalog.auditRows(from, limit)).map((row) =>
          row.seq === auditSeq ? { ...row, text: row.text.replace('"sealed"', '"SEALED"') } : row,
        ),
    };
    expect(await findings({ catalog })).toEqual([`entry-changed: entry ${auditSeq}`]);
    const both: typeof catalog = {
      ...catalog,
      auditRows: async (from, limit) =>
        (await catalog.auditRows(from, limit)).map((row) => ({
          ...row,
          leafHash: leafHash(Buffer.from(row.text)),
        })),
    };
    expect(await findings({ catalog: both })).toEqual([`entry-changed: entry ${auditSeq}`]);
  });

  test('tells of a folder that is being sealed as a notice', async () => {
    const { id, folder } = first();
    const catalog = {
      ...station.catalog,
      recording: async (asked: typeof id) => (asked === id ? null : station.catalog.recording(asked)),
      intents: async () => [{ recording: id, folder } as never],
    };
    expect(await findings({ catalog })).toContain(`sealing-unfinished: ${folder}`);
  });

  test('names a manifest that another key sealed', async () => {
    const sealSigner = { ...station.sealSigner, keyId: station.logSigner.keyId };
    expect(await findings({ sealSigner })).toEqual([
      'row-differs: station: seal key',
      ...rows.map((row) => `seal-key-differs: ${row.id}`),
    ]);
  });
});
