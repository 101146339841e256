import * as fs from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createKey, openSigner } from '../../src/adapters/ed25519-signer.ts';
import { isWrong } from '../../src/audit/findings.ts';
import { inspect } from '../../src/audit/inspect.ts';
import { publishLog } from '../../src/audit/publish-log.ts';
import type { DockId } from '../../src/evidence/ids.ts';
import { probeRecordings } from '../../src/ingest/probe-recordings.ts';
import type { CataloguedRecording } from '../../src/ports/catalog.ts';
import { type Prober, UNPLAYABLE } from '../../src/ports/probe.ts';
import { fakeClipBytes } from '../cards/fake-clip.ts';
import { photoName, put, putPhotos, recordings, SetClock } from '../support/flow-bench.ts';
import { alterBehindItsBack } from '../support/raw-database.ts';
import { dock, makePlace, openTestStation, removeFolder, TEST_ACTOR } from '../support/test-station.ts';

/*
 * A station as it stands on the disk, altered by somebody who is root and knows SQLite: the real files, the real
 * database, opened anew. Each change must be named exactly, and nothing that is whole may be named with it.
 */
const ORIGIN = 'test.example/log';
const place = makePlace('tamper');
/** It plays whatever it is given: what counts here is that its word is kept. */
const PROBER: Prober = { probe: async () => ({ ...UNPLAYABLE, playable: true, durationMs: 4_000 }) };
const pristine = join(place, 'pristine');
/** A checkpoint that was true some entries ago. */
let olderNote: Uint8Array;
let rows: readonly CataloguedRecording[];
let first: CataloguedRecording;
let second: CataloguedRecording;
let emptyDock: DockId;
/** Entries in the log. */
let size: number;

beforeAll(async () => {
  const card = join(place, 'card');
  putPhotos(card, 3, 5_000);
  const station = await openTestStation({ data: pristine, clock: new SetClock() });
  await dock(station, card);
  await publishLog(station, { origin: ORIGIN });
  olderNote = fs.readFileSync(join(pristine, 'audit/checkpoint'));
  put(card, photoName(9), 6_000);
  await dock(station, card);
  emptyDock = (await dock(station, join(place, 'none'))).dock;
  await probeRecordings(station, PROBER, TEST_ACTOR, new AbortController().signal);
  await publishLog(station, { origin: ORIGIN });
  rows = await recordings(station);
  [first, second] = rows as [CataloguedRecording, CataloguedRecording];
  size = await station.catalog.auditSize();
  await station.close();
});
afterAll(() => removeFolder(place));

interface Crime {
  /** Below the vault. */
  readonly vault: string;
  readonly audit: string;
  readonly data: string;
  sql(...statements: readonly string[]): void;
}

/** Copies the station, lets somebody at it, and tells `kind: about` of all that an inspection finds. */
async function foundAfter(
  change: (crime: Crime) => void | Promise<void>,
  remembered: Parameters<typeof inspect>[1]['remembered'] = null,
): Promise<string[]> {
  const data = fs.mkdtempSync(join(place, 'crime-'));
  fs.cpSync(pristine, data, { recursive: true, preserveTimestamps: true });
  for (const { folder } of rows) fs.chmodSync(join(data, 'vault', folder), 0o555);
  await change({
    vault: join(data, 'vault'),
    audit: join(data, 'audit'),
    data,
    sql: (...statements) => alterBehindItsBack(join(data, 'catalogue/sealdock.db'), ...statements),
  });
  const station = await openTestStation({ data, clock: new SetClock() });
  try {
    const input = { origin: ORIGIN, remembered, stallMs: 5_000, signal: new AbortController().signal };
    const { findings } = await inspect(station, { ...input, onProgress: () => {} });
    expect(findings.filter((finding) => !isWrong(finding))).toEqual([]);
    expect(findings.filter(({ expected, found }) => expected === found)).toEqual([]);
    return findings.map(({ kind, about }) => `${kind}: ${about}`).sort();
  } finally {
    await station.close();
    removeFolder(data);
  }
}

const sealedFile = (row = first) => `${row.folder}/${row.manifest.file.sealedAs}`;

/** Alters a sealed folder and puts its modes back, so that only the bytes tell. */
function unlocked(vault: string, path: string, act: (disk: string) => void): void {
  const disk = join(vault, path);
  fs.chmodSync(dirname(disk), 0o755);
  if (fs.existsSync(disk)) fs.chmodSync(disk, 0o644);
  act(disk);
  if (fs.lstatSync(disk, { throwIfNoEntry: false })?.isFile()) fs.chmodSync(disk, 0o444);
  fs.chmodSync(dirname(disk), 0o555);
}

function flip(disk: string, at: number): void {
  const bytes = fs.readFileSync(disk);
  const index = at < 0 ? bytes.length + at : at;
  bytes[index] = (bytes[index] ?? 0) ^ 1;
  fs.writeFileSync(disk, bytes);
}

const sealingOf = (row: CataloguedRecording) => row.auditSeq;

test('an untouched station has no findings, also when it is copied', async () => {
  expect(await foundAfter(() => {})).toEqual([]);
});

describe('ZY-22.3 ZZ-55.2 WS-23.2 CL-26a SM-33.3 an altered original is found and named:', () => {
  test.each<[string, (disk: string) => void, string]>([
    ['its first byte', (disk) => flip(disk, 0), 'file-differs'],
    ['a byte in the middle', (disk) => flip(disk, 2_500), 'file-differs'],
    ['its last byte', (disk) => flip(disk, -1), 'file-differs'],
    ['cut by one byte', (disk) => fs.truncateSync(disk, fs.statSync(disk).size - 1), 'file-differs'],
    ['cut to nothing', (disk) => fs.truncateSync(disk, 0), 'file-differs'],
    ['longer by one byte', (disk) => fs.appendFileSync(disk, '\0'), 'file-differs'],
    ['replaced by a link to the same bytes', (disk) => linkAway(disk), 'file-not-regular'],
    ['replaced by a folder', (disk) => beFolder(disk), 'file-not-regular'],
    ['removed', (disk) => fs.rmSync(disk), 'file-missing'],
  ])('%s', async (_, harm, kind) => {
    expect(await foundAfter(({ vault }) => unlocked(vault, sealedFile(), harm))).toEqual([
      `${kind}: ${sealedFile()}`,
    ]);
  });

  test('two of them, each by its own name', async () => {
    const both = await foundAfter(({ vault }) => {
      for (const row of [first, second]) unlocked(vault, sealedFile(row), (disk) => flip(disk, 100));
    });
    expect(both).toEqual([first, second].map((row) => `file-differs: ${sealedFile(row)}`).sort());
  });

  test('two that were exchanged, each by its own name', async () => {
    const exchanged = await foundAfter(({ vault }) => {
      const bytes = [first, second].map((row) => fs.readFileSync(join(vault, sealedFile(row))));
      unlocked(vault, sealedFile(first), (disk) => fs.writeFileSync(disk, bytes[1] as Buffer));
      unlocked(vault, sealedFile(second), (disk) => fs.writeFileSync(disk, bytes[0] as Buffer));
    });
    expect(exchanged).toEqual([first, second].map((row) => `file-differs: ${sealedFile(row)}`).sort());
  });
});

describe('what lies beside an original is found and named:', () => {
  const beside = (name: string) => `${first.folder}/${name}`;

  test.each<[string, string, string, (disk: string) => void]>([
    ['a byte of the manifest', 'manifest-differs', 'manifest.json', (disk) => flip(disk, 30)],
    ['a byte of the signature', 'manifest-signature', 'manifest.sig', (disk) => flip(disk, 30)],
    ['a signature that is cut', 'manifest-signature', 'manifest.sig', (disk) => fs.truncateSync(disk, 63)],
    ['a signature with more', 'manifest-signature', 'manifest.sig', (disk) => fs.appendFileSync(disk, 'x')],
    ['a digest in SHA256SUMS', 'sums-differ', 'SHA256SUMS', (disk) => flip(disk, 3)],
    ['the last line of SHA256SUMS', 'sums-differ', 'SHA256SUMS', (disk) => flip(disk, -20)],
    ['a line more in SHA256SUMS', 'sums-differ', 'SHA256SUMS', (disk) => fs.appendFileSync(disk, '\n')],
    ['no line in SHA256SUMS', 'sums-differ', 'SHA256SUMS', (disk) => fs.truncateSync(disk, 0)],
    ['a file more', 'file-extra', 'note.txt', (disk) => fs.writeFileSync(disk, 'hello')],
    ['a hidden file more', 'file-extra', '.hidden', (disk) => fs.writeFileSync(disk, '')],
    ['a folder more', 'file-extra', 'more', (disk) => fs.mkdirSync(disk)],
  ])('%s', async (_, kind, name, harm) => {
    expect(await foundAfter(({ vault }) => unlocked(vault, beside(name), harm))).toEqual([
      `${kind}: ${beside(name)}`,
    ]);
  });

  test('a manifest with its sums made to fit still differs from what was logged and signed', async () => {
    const found = await foundAfter(({ vault }) => {
      unlocked(vault, beside('manifest.json'), (disk) =>
        fs.writeFileSync(disk, fs.readFileSync(disk, 'utf8').replace('A01234', 'A09999')),
      );
    });
    expect(found).toEqual([`manifest-differs: ${beside('manifest.json')}`]);
  });

  test('a whole recording made anew with another key', async () => {
    const found = await foundAfter(async ({ vault, data }) => {
      const other = await createKey(join(data, 'other.key'));
      const text = fs.readFileSync(join(vault, beside('manifest.json')), 'utf8').replace('A01234', 'A09999');
      const signature = await other.sign(Buffer.from(text));
      unlocked(vault, beside('manifest.json'), (disk) => fs.writeFileSync(disk, text));
      unlocked(vault, beside('manifest.sig'), (disk) => fs.writeFileSync(disk, signature));
    });
    expect(found).toEqual([
      `manifest-differs: ${beside('manifest.json')}`,
      `manifest-signature: ${beside('manifest.sig')}`,
    ]);
  });

  test('modes: a file and a folder that somebody can write to', async () => {
    expect(await foundAfter(({ vault }) => fs.chmodSync(join(vault, sealedFile()), 0o464))).toEqual([
      `file-writable: ${sealedFile()}`,
    ]);
    expect(await foundAfter(({ vault }) => fs.chmodSync(join(vault, first.folder), 0o755))).toEqual([
      `file-writable: ${first.folder}`,
    ]);
  });
});

describe('what is in the vault and in no catalogue is found and named:', () => {
  test.each<[string, string, (disk: string) => void]>([
    ['a folder at the root', 'holiday', (disk) => fs.mkdirSync(disk)],
    ['a file at the root', 'notes.txt', (disk) => fs.writeFileSync(disk, '')],
    ['a link at the root', '2027', (disk) => fs.symlinkSync('/etc', disk)],
    ['a file among the days', '2026/11/notes.txt', (disk) => fs.writeFileSync(disk, '')],
    [
      'a recording that nobody sealed',
      '2026/11/18/BC240001/BC240001-20261118T000000-0123456789ab',
      (disk) => fs.mkdirSync(disk),
    ],
  ])('%s', async (_, path, make) => {
    expect(await foundAfter(({ vault }) => make(join(vault, path)))).toEqual([`stray: ${path}`]);
  });

  test('the copy of a recording at another place', async () => {
    const copy = first.folder.replace('/18/', '/19/');
    const found = await foundAfter(({ vault }) => {
      fs.cpSync(join(vault, first.folder), join(vault, copy), { recursive: true });
    });
    expect(found).toEqual([`stray: ${copy}`]);
  });

  test('a recording that was moved is missing here and a stray there', async () => {
    const away = first.folder.replace('/18/', '/19/');
    const found = await foundAfter(({ vault }) => {
      fs.mkdirSync(dirname(join(vault, away)), { recursive: true });
      fs.renameSync(join(vault, first.folder), join(vault, away));
    });
    expect(found).toEqual([`folder-missing: ${first.folder}`, `stray: ${away}`]);
  });

  test('a folder that was removed', async () => {
    const found = await foundAfter(({ vault }) => removeFolder(join(vault, first.folder)));
    expect(found).toEqual([`folder-missing: ${first.folder}`]);
  });
});

describe('a row altered behind the program’s back is found and named:', () => {
  const set = (what: string) => `UPDATE recording SET ${what} WHERE id = '${first.id}'`;
  const dockSet = (what: string) => `UPDATE dock SET ${what} WHERE id = '${first.manifest.dock}'`;
  const json = (key: string, value: string) => set(`manifest = json_set(manifest, '$.${key}', ${value})`);

  test.each<[string, () => readonly string[], () => readonly string[]]>([
    ['the size in the manifest', () => [json('file.sizeBytes', '1')], () => [`row-differs: ${first.id}`]],
    [
      'the digest in the manifest',
      () => [json('file.sha256', `'${'0'.repeat(64)}'`)],
      () => [`row-differs: ${first.id}`],
    ],
    ['the officer in the manifest', () => [json('officer', `'A09999'`)], () => [`row-differs: ${first.id}`]],
    [
      'a manifest that lacks something',
      () => [set(`manifest = json_remove(manifest, '$.marks')`)],
      () => [`row-differs: ${first.id}`],
    ],
    [
      "the manifest's digest",
      () => [set(`manifest_sha256 = '${'0'.repeat(64)}'`)],
      () => [`row-differs: ${first.id}`],
    ],
    [
      'the manifest of another recording, with its digest',
      () => [
        set(
          `(manifest, manifest_sha256) = (SELECT manifest, manifest_sha256 FROM recording WHERE id = '${second.id}')`,
        ),
      ],
      () => [`row-differs: ${first.id}`],
    ],
    [
      'the folder',
      () => [set(`folder = '2026/01/01/BC240001/elsewhere'`)],
      () => [`folder-misplaced: ${first.id}: folder in the row`],
    ],
    [
      'a folder that leads out of the vault',
      () => [set(`folder = '../../../etc'`)],
      () => [`folder-misplaced: ${first.id}: folder in the row`],
    ],
    [
      'its entry',
      () => [set('audit_seq = 0')],
      () => [`entry-without-recording: entry ${sealingOf(first)}`, `recording-without-entry: ${first.id}`],
    ],
    [
      'an entry that is not there',
      () => [set('audit_seq = 100000')],
      () => [`entry-without-recording: entry ${sealingOf(first)}`, `recording-without-entry: ${first.id}`],
    ],
    [
      'the row itself, removed',
      () => [`DELETE FROM recording WHERE id = '${first.id}'`],
      () => [`entry-without-recording: entry ${sealingOf(first)}`, `stray: ${first.folder}`],
    ],
    [
      'a mark that was added',
      () => [`INSERT INTO recording_mark VALUES ('${first.id}', 'important')`],
      () => [`row-differs: ${first.id}`],
    ],
    [
      'what the probe told',
      () => [set(`probe = json_set(probe, '$.durationMs', 1)`)],
      () => [`row-differs: ${first.id}: durationMs`],
    ],
    [
      'the counts of its dock',
      () => [dockSet(`counts = json_set(counts, '$.failed', 1)`)],
      () => [`row-differs: ${first.manifest.dock}: counts`],
    ],
    [
      'what was plugged in, and how the recorder was found',
      () => [dockSet(`medium = '{}', marks = '[]', device_check = json_set(device_check, '$.leftFiles', 9)`)],
      () => ['check', 'marks', 'medium'].map((fact) => `row-differs: ${first.manifest.dock}: ${fact}`),
    ],
    [
      'whose card its dock was, and where',
      () => [dockSet(`model = 'gopro', path = '/media/other'`)],
      () => [`row-differs: ${first.manifest.dock}: model`, `row-differs: ${first.manifest.dock}: path`],
    ],
    [
      'how a dock that was refused ended',
      () => [`UPDATE dock SET result = 'done', code = NULL WHERE id = '${emptyDock}'`],
      () => [`row-differs: ${emptyDock}: code`, `row-differs: ${emptyDock}: result`],
    ],
    [
      'a dock that never was',
      () => [
        `INSERT INTO dock (id, path, origin, started_at) VALUES ('dock-20260101T000000-00000000', '/x', 'cli', '2026')`,
      ],
      () => ['row-differs: docks'],
    ],
    [
      'a dock without recordings, removed',
      () => [`DELETE FROM dock WHERE id = '${emptyDock}'`],
      () => [`row-differs: ${emptyDock}`, `row-differs: ${emptyDock}`],
    ],
  ])('%s', async (_, statements, expected) => {
    const found = await foundAfter(({ sql }) => sql(...statements()));
    expect(found).toEqual([...expected()].sort());
  });

  test.each([
    'recorder',
    'officer',
    'recorded_at',
    'media_type',
    'size_bytes',
    'sha256',
    'dock',
    'sealed_at',
  ])('what a row is searched by, its %s, cannot be altered apart from the manifest', async (column) => {
    const alter = ({ sql }: Crime) => sql(set(`${column} = 'x'`));
    await expect(foundAfter(alter)).rejects.toThrow(`cannot UPDATE generated column "${column}"`);
  });
});

describe('an audit entry that was altered is found and named:', () => {
  const alter = (seq: number, rehash: boolean) => {
    const text = `replace(entry, '"BC240001"', '"BC249999"')`;
    const hash = rehash ? `, leaf_hash = leaf_hash(${text})` : '';
    return `UPDATE audit_entry SET entry = ${text}${hash} WHERE seq = ${seq} AND entry LIKE '%"BC240001"%'`;
  };

  test('its text', async () => {
    expect(await foundAfter(({ sql }) => sql(alter(2, false)))).toEqual(['entry-changed: entry 2']);
  });

  test('its text with the hash that fits', async () => {
    expect(await foundAfter(({ sql }) => sql(alter(2, true)))).toEqual(['entry-changed: entry 2']);
  });

  test('its hash', async () => {
    const found = await foundAfter(({ sql }) =>
      sql(`UPDATE audit_entry SET leaf_hash = zeroblob(32) WHERE seq = 3`),
    );
    expect(found).toEqual(['entry-changed: entry 3']);
  });

  test('one that is gone', async () => {
    const gone = (seq: number) => foundAfter(({ sql }) => sql(`DELETE FROM audit_entry WHERE seq = ${seq}`));
    expect(await gone(2)).toEqual(['entry-removed: entry 2']);
    expect(await gone(first.auditSeq)).toEqual([
      `entry-removed: entry ${first.auditSeq}`,
      `recording-without-entry: ${first.id}`,
    ]);
  });

  test('one that is gone, the others closing the gap', async () => {
    const found = await foundAfter(({ sql }) =>
      sql(
        'DELETE FROM audit_entry WHERE seq = 1',
        `UPDATE audit_entry SET seq = -seq WHERE seq > 1`,
        'UPDATE audit_entry SET seq = -seq - 1 WHERE seq < 0',
      ),
    );
    expect(found).toEqual([`entry-reordered: entries 1-${size - 2}`, 'log-truncated: checkpoint, catalogue']);
  });

  test('two that were exchanged', async () => {
    const found = await foundAfter(({ sql }) =>
      sql(
        'UPDATE audit_entry SET seq = -1 WHERE seq = 3',
        'UPDATE audit_entry SET seq = 3 WHERE seq = 5',
        'UPDATE audit_entry SET seq = 5 WHERE seq = -1',
      ),
    );
    expect(found.filter((each) => each.startsWith('entry-reordered'))).toEqual([
      'entry-reordered: entry 3',
      'entry-reordered: entry 5',
    ]);
    expect(found.filter((each) => !/^(entry-|recording-without-entry|retention-clock)/.test(each))).toEqual(
      [],
    );
  });

  test('the last ones, cut off: the checkpoint remembers them', async () => {
    const found = await foundAfter(({ sql }) => sql(`DELETE FROM audit_entry WHERE seq >= ${size - 1}`));
    expect(found).toEqual(['log-truncated: checkpoint, catalogue']);
  });

  test('the last ones, cut off and signed anew: only a head kept elsewhere tells, and it does', async () => {
    const truth = rootOf(fs.readFileSync(join(pristine, 'audit/checkpoint'), 'utf8'));
    const cut = async ({ sql, data, audit }: Crime) => {
      sql(`DELETE FROM audit_entry WHERE seq >= ${size - 1}`, 'DELETE FROM published');
      removeFolder(audit);
      const station = await openTestStation({ data, clock: new SetClock() });
      await publishLog(station, { origin: ORIGIN });
      await station.close();
    };
    expect(await foundAfter(cut)).toEqual([]);
    expect(await foundAfter(cut, { size, root: truth })).toEqual(['log-truncated: remembered head']);
  });
});

describe('the published log is held to the entries:', () => {
  const tile = () => `tile/0/000.p/${size}`;
  const bundle = () => `tile/entries/000.p/${size}`;

  test('a byte of a tile', async () => {
    expect(await foundAfter(({ audit }) => flip(join(audit, tile()), 40))).toEqual([
      `tile-differs: ${tile()}`,
    ]);
  });

  test('a byte of an entry bundle', async () => {
    expect(await foundAfter(({ audit }) => flip(join(audit, bundle()), 40))).toEqual([
      `bundle-differs: ${bundle()}`,
    ]);
  });

  test('a tile and a bundle that are gone', async () => {
    expect(await foundAfter(({ audit }) => fs.rmSync(join(audit, tile())))).toEqual([
      `tile-missing: ${tile()}`,
    ]);
    expect(await foundAfter(({ audit }) => fs.rmSync(join(audit, bundle())))).toEqual([
      `bundle-missing: ${bundle()}`,
    ]);
  });

  test("the checkpoint's signature", async () => {
    const found = await foundAfter(({ audit }) => flip(join(audit, 'checkpoint'), -10));
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(/^checkpoint-(signature|malformed): checkpoint$/);
  });

  test("the checkpoint's size", async () => {
    const found = await foundAfter(({ audit }) => {
      const note = fs.readFileSync(join(audit, 'checkpoint'), 'utf8');
      fs.writeFileSync(join(audit, 'checkpoint'), note.replace(`\n${size}\n`, `\n${size - 1}\n`));
    });
    expect(found).toEqual(['checkpoint-signature: checkpoint']);
  });

  test('a checkpoint that is gone', async () => {
    const found = await foundAfter(({ audit }) => fs.rmSync(join(audit, 'checkpoint')));
    expect(found).toEqual(['checkpoint-missing: checkpoint']);
  });

  test('a checkpoint of another key', async () => {
    const found = await foundAfter(async ({ audit, data }) => {
      const { signCheckpoint } = await import('../../src/evidence/signed-note.ts');
      const other = await createKey(join(data, 'other.key'));
      const root = rootOf(fs.readFileSync(join(audit, 'checkpoint'), 'utf8'));
      const head = { origin: ORIGIN, size, root };
      fs.writeFileSync(join(audit, 'checkpoint'), await signCheckpoint(head, other.publicKey, other.sign));
    });
    expect(found).toEqual(['checkpoint-signature: checkpoint']);
  });

  test('a file that is no part of a log', async () => {
    const found = await foundAfter(({ audit }) => fs.writeFileSync(join(audit, 'tile/notes'), ''));
    expect(found).toEqual(['unknown-log-file: tile/notes']);
  });
});

test('a checkpoint that was replaced by an older one is told as a notice, because a crash does that too', async () => {
  const data = join(place, 'older');
  fs.cpSync(pristine, data, { recursive: true });
  for (const { folder } of rows) fs.chmodSync(join(data, 'vault', folder), 0o555);
  fs.writeFileSync(join(data, 'audit/checkpoint'), olderNote);
  const station = await openTestStation({ data, clock: new SetClock() });
  const input = { origin: ORIGIN, remembered: null, stallMs: 5_000, signal: new AbortController().signal };
  const { findings } = await inspect(station, { ...input, onProgress: () => {} });
  expect(findings.map(({ kind, about }) => `${kind}: ${about}`)).toEqual(['checkpoint-behind: checkpoint']);
  await station.close();
});

test('the seal key, exchanged for another one, is told for each recording that it did not seal', async () => {
  const found = await foundAfter(async ({ data }) => {
    fs.rmSync(join(data, 'keys/seal'), { recursive: true });
    await createKey(join(data, 'keys/seal'));
    expect((await openSigner(join(data, 'keys/seal'))).keyId).not.toBe(first.manifest.key);
  });
  expect(found).toEqual(rows.map((row) => `seal-key-differs: ${row.id}`).sort());
});

/** The third line of a checkpoint. */
function rootOf(note: string): Buffer {
  return Buffer.from(note.split('\n')[2] ?? '', 'base64');
}

function linkAway(disk: string): void {
  const elsewhere = join(place, `elsewhere-${fakeClipBytes(disk, 8).toString('hex')}`);
  fs.copyFileSync(disk, elsewhere);
  fs.rmSync(disk);
  fs.symlinkSync(elsewhere, disk);
}

function beFolder(disk: string): void {
  fs.rmSync(disk);
  fs.mkdirSync(disk);
}
