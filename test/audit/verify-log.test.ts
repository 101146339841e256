import { beforeAll, describe, expect, test } from 'vitest';
import { publishLog } from '../../src/audit/publish-log.ts';
import { verifyLog } from '../../src/audit/verify-log.ts';
import type { AuditEntry } from '../../src/evidence/audit-entry.ts';
import { GrowingTree, leafHash } from '../../src/evidence/merkle.ts';
import type { AuditRow } from '../../src/ports/catalog.ts';
import { memoryLogFiles } from '../fakes/memory-log-files.ts';
import { fill, type LogRows, logRows, memorySigner, ORIGIN, rowOf } from './log-bench.ts';

const logSigner = memorySigner();
const SIZE = 1_300;
let original: LogRows;
let files: Map<string, Uint8Array>;
let earlierNote: Uint8Array;

beforeAll(async () => {
  original = logRows();
  const logFiles = memoryLogFiles();
  for (const size of [400, SIZE]) {
    fill(original, size);
    await publishLog({ catalog: original, logFiles, logSigner }, { origin: ORIGIN });
    if (size === 400) earlierNote = logFiles.files.get('checkpoint') as Uint8Array;
  }
  files = logFiles.files;
});

function copy() {
  const catalog = logRows();
  catalog.rows = [...original.rows];
  catalog.head = original.head;
  const logFiles = memoryLogFiles();
  for (const [path, bytes] of files) logFiles.files.set(path, bytes);
  return { catalog, logFiles, logSigner };
}

async function findingsOf(
  ports: ReturnType<typeof copy>,
  remembered: { size: number; root: Uint8Array } | null = null,
) {
  const verdict = await verifyLog(ports, { origin: ORIGIN, remembered });
  return verdict.findings.map(({ kind, about }) => `${kind}: ${about}`);
}

/** Changes the entry, and its leaf hash as well when asked to. */
function change(row: AuditRow, edit: (entry: AuditEntry) => AuditEntry): AuditRow {
  return rowOf(edit(JSON.parse(row.text) as AuditEntry));
}

function rowAt(ports: ReturnType<typeof copy>, seq: number): AuditRow {
  const row = ports.catalog.rows[seq];
  if (row === undefined) throw new Error(`no row ${seq}`);
  return row;
}

function flip(ports: ReturnType<typeof copy>, path: string, at: number): void {
  const bytes = Uint8Array.from(ports.logFiles.files.get(path) ?? []);
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  ports.logFiles.files.set(path, bytes);
}

function rootAt(rows: readonly AuditRow[], size: number): Uint8Array {
  const tree = new GrowingTree();
  for (const row of rows.slice(0, size)) tree.append(leafHash(Buffer.from(row.text)));
  return tree.root();
}

describe('audit verification', () => {
  test('finds nothing in an untouched log', async () => {
    expect(await findingsOf(copy())).toEqual([]);
  });

  test('names an entry whose text was changed by one byte', async () => {
    const ports = copy();
    const row = rowAt(ports, 708);
    ports.catalog.rows[708] = { ...row, text: row.text.replace('entry', 'entrx') };
    expect(await findingsOf(ports)).toEqual(['entry-changed: entry 708']);
  });

  test('names an entry whose text was broken so that it is no JSON any more', async () => {
    const ports = copy();
    const row = rowAt(ports, 12);
    ports.catalog.rows[12] = { ...row, text: row.text.slice(0, -1) };
    expect(await findingsOf(ports)).toEqual(['entry-changed: entry 12']);
  });

  test('names an entry that was changed together with its leaf hash, from the published tiles', async () => {
    const ports = copy();
    ports.catalog.rows[1_299] = change(rowAt(ports, 1_299), (entry) => ({ ...entry, reason: 'nothing' }));
    expect(await findingsOf(ports)).toEqual(['entry-changed: entry 1299']);
  });

  test('names a leaf hash that was changed beside a sound entry', async () => {
    const ports = copy();
    ports.catalog.rows[7] = { ...rowAt(ports, 7), leafHash: leafHash(Buffer.from('x')) };
    expect(await findingsOf(ports)).toEqual(['entry-changed: entry 7']);
  });

  test('names a removed entry, and a removed run as one', async () => {
    const ports = copy();
    ports.catalog.rows.splice(500, 1);
    ports.catalog.rows.splice(10, 3);
    expect(await findingsOf(ports)).toEqual(['entry-removed: entries 10-12', 'entry-removed: entry 500']);
  });

  test('names an entry that was removed and the rest renumbered to hide it', async () => {
    const ports = copy();
    const later = ports.catalog.rows.splice(1_200).slice(1);
    for (const row of later) {
      ports.catalog.rows.push(change(row, (entry) => ({ ...entry, seq: entry.seq - 1 })));
    }
    expect(await findingsOf(ports)).toEqual([
      'entry-changed: entries 1200-1298',
      'log-truncated: checkpoint, catalogue',
    ]);
  });

  test('names two entries that changed places', async () => {
    const ports = copy();
    const [first, second] = [rowAt(ports, 100), rowAt(ports, 900)];
    ports.catalog.rows[100] = { ...second, seq: 100 };
    ports.catalog.rows[900] = { ...first, seq: 900 };
    expect(await findingsOf(ports)).toEqual(['entry-reordered: entry 100', 'entry-reordered: entry 900']);
  });

  test('names an entry that is not in canonical JSON, though it was signed so', async () => {
    const catalog = logRows();
    const logFiles = memoryLogFiles();
    fill(catalog, 3);
    const text = ` ${catalog.rows[1]?.text}`;
    catalog.rows[1] = { seq: 1, text, leafHash: leafHash(Buffer.from(text)) };
    await publishLog({ catalog, logFiles, logSigner }, { origin: ORIGIN });
    expect(await findingsOf({ catalog, logFiles, logSigner })).toEqual(['entry-not-canonical: entry 1']);
  });

  test('tells of a cut log by the checkpoint', async () => {
    const ports = copy();
    ports.catalog.rows.length = 1_000;
    expect(await findingsOf(ports)).toEqual(['log-truncated: checkpoint, catalogue']);
  });

  test('tells of a log that was cut and published again only by a head remembered elsewhere', async () => {
    const catalog = logRows();
    catalog.rows = original.rows.slice(0, 800);
    const logFiles = memoryLogFiles();
    await publishLog({ catalog, logFiles, logSigner }, { origin: ORIGIN });
    const ports = { catalog, logFiles, logSigner };
    expect(await findingsOf(ports)).toEqual([]);
    expect(await findingsOf(ports, { size: SIZE, root: rootAt(original.rows, SIZE) })).toEqual([
      'log-truncated: remembered head',
    ]);
  });

  test('tells of a log that was forked after a restore by a head remembered elsewhere', async () => {
    const catalog = logRows();
    const logFiles = memoryLogFiles();
    fill(catalog, 400);
    catalog.add({ reason: 'another history' });
    fill(catalog, 600);
    await publishLog({ catalog, logFiles, logSigner }, { origin: ORIGIN });
    const ports = { catalog, logFiles, logSigner };
    expect(await findingsOf(ports, { size: 600, root: rootAt(original.rows, 600) })).toEqual([
      'log-forked: remembered head',
    ]);
    expect(await findingsOf(ports, { size: 400, root: rootAt(original.rows, 400) })).toEqual([]);
  });

  test('tells of a catalogue that was set back behind its checkpoint file', async () => {
    const ports = copy();
    ports.catalog.rows.length = 1_000;
    ports.catalog.head = null;
    expect(await findingsOf(ports)).toEqual(['checkpoint-ahead: checkpoint', 'log-truncated: checkpoint']);
  });

  test('tells of rows and tiles that were both rewritten, by the signed root', async () => {
    const ports = copy();
    const forged = memoryLogFiles();
    const catalog = logRows();
    catalog.rows = [...ports.catalog.rows];
    catalog.rows[5] = change(rowAt(ports, 5), (entry) => ({ ...entry, reason: 'forged' }));
    await publishLog({ catalog, logFiles: forged, logSigner: memorySigner() }, { origin: ORIGIN });
    forged.files.set('checkpoint', files.get('checkpoint') as Uint8Array);
    catalog.head = original.head;
    expect(await findingsOf({ catalog, logFiles: forged, logSigner })).toEqual([
      'log-forked: checkpoint, catalogue',
    ]);
  });

  test.each([
    ['tile/0/000', 33, 'tile-differs'],
    ['tile/0/005.p/20', 0, 'tile-differs'],
    ['tile/1/000.p/5', 159, 'tile-differs'],
    ['tile/entries/003', 1_000, 'bundle-differs'],
    ['tile/entries/000', 0, 'bundle-differs'],
    ['tile/entries/005.p/20', 3, 'bundle-differs'],
  ])('names %s when its byte %i was changed', async (path, at, kind) => {
    const ports = copy();
    flip(ports, path, at);
    expect(await findingsOf(ports)).toEqual([`${kind}: ${path}`]);
  });

  test.each(['tile/0/002', 'tile/1/000.p/5', 'tile/entries/000', 'tile/entries/005.p/20'])(
    'names %s when it is missing',
    async (path) => {
      const ports = copy();
      ports.logFiles.files.delete(path);
      const kind = path.includes('entries') ? 'bundle-missing' : 'tile-missing';
      expect(await findingsOf(ports)).toEqual([`${kind}: ${path}`]);
    },
  );

  test.each([
    ['tile/0/002', 8_193, 'tile-differs'],
    ['tile/0/002', 8_160, 'tile-differs'],
    ['tile/0/005.p/20', 20 * 32 + 32, 'tile-differs'],
    ['tile/entries/002', 1_000, 'bundle-differs'],
    ['tile/entries/005.p/20', 0, 'bundle-differs'],
  ])('names %s when its length became %i', async (path, length, kind) => {
    const ports = copy();
    const bytes = Buffer.alloc(length);
    Buffer.from(files.get(path) ?? []).copy(bytes);
    ports.logFiles.files.set(path, bytes);
    expect(await findingsOf(ports)).toEqual([`${kind}: ${path}`]);
  });

  test('names the changed entry and the changed tile, each by itself', async () => {
    const ports = copy();
    const row = rowAt(ports, 3);
    ports.catalog.rows[3] = { ...row, text: row.text.replace('entry', 'entrx') };
    flip(ports, 'tile/0/003', 12);
    expect(await findingsOf(ports)).toEqual(['entry-changed: entry 3', 'tile-differs: tile/0/003']);
  });

  test.each([
    'tile/0/999',
    'tile/0/0',
    'tile/7/000',
    'tile/entries/005.p/21',
    'tile/0/005.p/256',
    'note.txt',
    'tile/0/x000/001',
  ])('names %s, which belongs to no log of this size', async (path) => {
    const ports = copy();
    ports.logFiles.files.set(path, Uint8Array.of(1));
    expect(await findingsOf(ports)).toEqual([`unknown-log-file: ${path}`]);
  });

  test('takes older partial tiles for what they are, and compares them all the same', async () => {
    const ports = copy();
    ports.logFiles.files.set('tile/0/005.p/7', (files.get('tile/0/005.p/20') as Buffer).subarray(0, 7 * 32));
    ports.logFiles.files.set('tile/0/004.p/7', (files.get('tile/0/004') as Buffer).subarray(0, 7 * 32));
    expect(await findingsOf(ports)).toEqual([]);
    flip(ports, 'tile/0/005.p/7', 9);
    flip(ports, 'tile/0/004.p/7', 9);
    expect(await findingsOf(ports)).toEqual(['tile-differs: tile/0/005.p/7', 'tile-differs: tile/0/004.p/7']);
  });

  test('tells of a checkpoint whose signature is not over its text', async () => {
    const ports = copy();
    const note = Buffer.from(files.get('checkpoint') ?? []).toString();
    ports.logFiles.files.set('checkpoint', Buffer.from(note.replace('1300', '1301')));
    expect(await findingsOf(ports)).toEqual(['checkpoint-signature: checkpoint']);
  });

  test('tells of a checkpoint that another key signed', async () => {
    const ports = copy();
    expect(await findingsOf({ ...ports, logSigner: memorySigner() })).toEqual([
      'checkpoint-signature: checkpoint',
      'checkpoint-signature: catalogue',
      'log-unpublished: audit entries',
    ]);
  });

  test('tells of a checkpoint that is none, and of one that is missing', async () => {
    const ports = copy();
    ports.logFiles.files.set('checkpoint', Buffer.from('hello'));
    expect(await findingsOf(ports)).toEqual(['checkpoint-malformed: checkpoint']);
    ports.logFiles.files.delete('checkpoint');
    expect(await findingsOf(ports)).toEqual(['checkpoint-missing: checkpoint']);
  });

  test('reports a clock that went back as a notice, and nothing as changed', async () => {
    const catalog = logRows();
    const logFiles = memoryLogFiles();
    fill(catalog, 5);
    catalog.wallMs -= 3_600_000;
    fill(catalog, 10);
    await publishLog({ catalog, logFiles, logSigner }, { origin: ORIGIN });
    expect(await findingsOf({ catalog, logFiles, logSigner })).toEqual(['clock-went-back: entry 5']);
  });

  test('recomputes the retention clock, and tells of a reading that the entries do not give', async () => {
    const catalog = logRows();
    const logFiles = memoryLogFiles();
    fill(catalog, 3);
    const row = catalog.rows[2] as AuditRow;
    catalog.rows[2] = change(row, (entry) => ({
      ...entry,
      clock: { ...entry.clock, retentionMs: entry.clock.retentionMs + 86_400_000 },
    }));
    await publishLog({ catalog, logFiles, logSigner }, { origin: ORIGIN });
    expect(await findingsOf({ catalog, logFiles, logSigner })).toEqual(['retention-clock-differs: entry 2']);
  });

  test('has no complaint about entries that came after the checkpoint', async () => {
    const ports = copy();
    ports.catalog.rows.push(
      change(rowAt(ports, 1_299), (entry) => ({
        ...entry,
        seq: 1_300,
      })),
    );
    expect(await findingsOf(ports)).toEqual([]);
  });

  test('may run beside a station that publishes: a full tile stands for its partial tiles', async () => {
    const ports = copy();
    expect(ports.logFiles.files.has('tile/0/001.p/144')).toBe(false);
    ports.logFiles.files.set('checkpoint', earlierNote);
    expect(await findingsOf(ports)).toEqual(['checkpoint-behind: checkpoint']);
    flip(ports, 'tile/0/001', 32);
    expect(await findingsOf(ports)).toContain('tile-differs: tile/0/001.p/144');
  });

  test('ends its list with how much was left out', async () => {
    const ports = copy();
    for (let index = 0; index < 6_000; index += 1) ports.logFiles.files.set(`x${index}`, new Uint8Array());
    const found = await findingsOf(ports);
    expect(found).toHaveLength(5_001);
    expect(found.at(-1)).toBe('findings-cut: this list');
  });
});
