import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exportFolders } from '../../src/adapters/export-folder.ts';
import { exportLog } from '../../src/audit/export-log.ts';
import { publishLog } from '../../src/audit/publish-log.ts';
import { publishedHead } from '../../src/audit/published-head.ts';
import { SYSTEM_ACTOR } from '../../src/evidence/audit-entry.ts';
import { type KeyPurpose, keyChangeBytes, keyChangeOf } from '../../src/evidence/key-change.ts';
import { publicKeyPem } from '../../src/evidence/public-key.ts';
import type { ExportFolders } from '../../src/ports/export-folder.ts';
import type { Signer } from '../../src/ports/signer.ts';
import { memoryLogFiles } from '../fakes/memory-log-files.ts';
import { makePlace, removeFolder } from '../support/test-station.ts';
import { fill, logRows, memorySigner, ORIGIN, rowOf } from './log-bench.ts';

const place = makePlace('export');
afterAll(() => removeFolder(place));
const script = readFileSync(new URL('../../src/audit/verify-export.sh', import.meta.url), 'utf8');
/** Some minutes on a machine with other work. */
const SLOW_MS = 600_000;

async function bench(size: number) {
  const rows = logRows();
  fill(rows, size);
  const catalog = { ...rows, record: async (draft: Parameters<typeof rows.add>[0]) => rows.add(draft ?? {}) };
  const ports = {
    catalog,
    rows,
    logFiles: memoryLogFiles(),
    logSigner: memorySigner(),
    sealSigner: memorySigner(),
  };
  await publishLog(ports, { origin: ORIGIN });
  return ports;
}

function exportTo(
  ports: Awaited<ReturnType<typeof bench>>,
  folder: string,
  exports: ExportFolders = exportFolders,
  signal = new AbortController().signal,
) {
  return exportLog(
    { ...ports, exports },
    { origin: ORIGIN, folder, actor: SYSTEM_ACTOR, reason: 'for the court', signal, script, tsaCa: null },
  );
}

/** A station's log after these keys were changed, as `verify.sh` meets it. */
async function rotated(ports: Awaited<ReturnType<typeof bench>>, purposes: readonly KeyPurpose[]) {
  let now = ports;
  for (const purpose of purposes) {
    const [from, to] = [purpose === 'log' ? now.logSigner : now.sealSigner, memorySigner()];
    const head = await publishedHead(now, ORIGIN);
    if (head === null) throw new Error('nothing was published');
    const { size, root } = head;
    const keys = { from: from.publicKey, to: to.publicKey };
    const statement = keyChangeOf({ origin: ORIGIN, purpose, ...keys, size, root });
    const sign = async (by: Signer) =>
      Buffer.from(await by.sign(keyChangeBytes(statement))).toString('base64');
    const detail = {
      statement: { ...statement },
      signatures: { from: await sign(from), to: await sign(to) },
    };
    const reason = 'a text with "statement":{"from":"x"} and "signatures":{"from":"a","to":"b"} in it';
    now.rows.add({ act: 'key.changed', object: { kind: 'key', id: purpose }, reason, detail });
    now = purpose === 'log' ? { ...now, logSigner: to } : { ...now, sealSigner: to };
    await publishLog(now, { origin: ORIGIN });
  }
  return now;
}

/** As a stranger runs it: nothing of ours in the environment. */
function verify(folder: string, ...args: string[]) {
  const env = { PATH: '/usr/bin:/bin', TMPDIR: place };
  const { status, stdout, stderr } = spawnSync('sh', [join(folder, 'verify.sh'), ...args], {
    env,
    encoding: 'utf8',
  });
  return { status, text: `${stdout}${stderr}` };
}

const SIZE = 300;
let folder: string;
let ports: Awaited<ReturnType<typeof bench>>;
beforeAll(async () => {
  ports = await bench(SIZE);
  folder = join(place, 'export');
  await exportTo(ports, folder);
});

/** The export with something changed in it, and its sums made to agree, as whoever changes it would. */
function tampered(change: (copy: string) => void): string {
  const copy = join(place, 'tampered');
  rmSync(copy, { recursive: true, force: true });
  cpSync(folder, copy, { recursive: true });
  change(copy);
  execFileSync('sh', ['-c', 'find . -type f ! -name SHA256SUMS | sort | xargs sha256sum > SHA256SUMS'], {
    cwd: copy,
  });
  return copy;
}

function edit(path: string, change: (bytes: Buffer) => Buffer): void {
  writeFileSync(path, change(readFileSync(path)));
}

describe('ZY-22.3, ZZ-55.2, WS-23.2: a stranger with coreutils and openssl checks an export', {
  timeout: SLOW_MS,
}, () => {
  test.each([0, 1, 257])(
    'of %i entries, and finds it whole',
    async (size) => {
      const out = join(place, `size-${size}`);
      await exportTo(await bench(size), out);
      expect(verify(out)).toEqual({
        status: 0,
        text: expect.stringMatching(new RegExp(`OK .*${ORIGIN}, ${size} entries`)),
      });
    },
    SLOW_MS,
  );

  /** Two minutes of a whole core: it runs where somebody asks for it. */
  test.skipIf(process.env.SEALDOCK_SLOW !== '1')(
    'whose entries are more than two levels of tiles',
    async () => {
      const out = join(place, 'large');
      await exportTo(await bench(66_000), out);
      expect(verify(out).status).toBe(0);
    },
    SLOW_MS,
  );

  test('a flipped byte is located: the entry is named by its number, and no other', () => {
    const copy = tampered((at) =>
      edit(join(at, 'entries.jsonl'), (bytes) => {
        const place = bytes.indexOf('entry number 270"');
        bytes[place] = (bytes[place] as number) ^ 1;
        return bytes;
      }),
    );
    const { status, text } = verify(copy);
    expect(status).toBe(1);
    expect(text.match(/entry number \d+/g)).toEqual(['entry number 270']);
    expect(text).toMatch(/root of the tree/);
  });

  test.each([
    [
      'a removed entry',
      'entries.jsonl',
      (b: Buffer) => b.subarray(b.indexOf('\n') + 1),
      /299 entries instead of 300/,
    ],
    [
      'an entry put between',
      'entries.jsonl',
      (b: Buffer) => Buffer.concat([Buffer.from('{}\n'), b]),
      /301 entries/,
    ],
    [
      'a changed hash',
      'tile/0/001.p/44',
      (b: Buffer) => Buffer.concat([Buffer.from([b[0] ?? 0]).fill(7), b.subarray(1)]),
      /entry number 256 /,
    ],
    [
      'a changed node',
      'tile/1/000.p/1',
      (b: Buffer) => b.fill(7, 0, 4),
      /tile\/1\/000\.p\/1, entries from number 0/,
    ],
    [
      'a changed head',
      'checkpoint',
      (b: Buffer) => Buffer.from(b.toString().replace('\n300\n', '\n299\n')),
      /signature of the checkpoint/,
    ],
    [
      'another name of the log',
      'checkpoint',
      (b: Buffer) => Buffer.from(b.toString().replace(ORIGIN, 'other')),
      /signature of the checkpoint/,
    ],
  ] as const)('%s is found', (_, path, change, told) => {
    const { status, text } = verify(tampered((at) => edit(join(at, path), change)));
    expect(status).toBe(1);
    expect(text).toMatch(told);
  });

  test('a missing tile, and a file altered without its sum, are found', () => {
    expect(verify(tampered((at) => rmSync(join(at, 'tile/0/001.p/44')))).text).toMatch(
      /missing .*tile\/0\/001\.p\/44/,
    );
    const copy = tampered(() => {});
    edit(join(copy, 'VERIFY.txt'), (bytes) => Buffer.concat([bytes, Buffer.from('x')]));
    expect(verify(copy)).toMatchObject({ status: 1, text: expect.stringMatching(/VERIFY\.txt: FAILED/) });
  });

  test('a whole other log, signed with another key, is told by the key that was kept elsewhere', async () => {
    const kept = join(place, 'kept.pem');
    writeFileSync(kept, publicKeyPem(ports.logSigner.publicKey));
    expect(verify(folder, kept).status).toBe(0);
    const out = join(place, 'forged');
    await exportTo(await bench(SIZE), out);
    expect(verify(out).status).toBe(0);
    expect(verify(out, kept)).toMatchObject({
      status: 1,
      text: expect.stringMatching(/signature of the checkpoint/),
    });
  });

  test('DESIGN 9: after key changes it is checked with the key in force, and with any kept from before', async () => {
    const first = await bench(20);
    const kept = join(place, 'kept-first.pem');
    writeFileSync(kept, publicKeyPem(first.logSigner.publicKey));
    const now = await rotated(first, ['log', 'seal', 'log']);
    const out = join(place, 'rotated');
    await exportTo(now, out);
    expect(verify(out)).toMatchObject({ status: 0 });
    expect(verify(out, kept)).toMatchObject({ status: 0 });
    expect(
      readdirSync(join(out, 'keys')).filter((name) => /^(log|seal)\.[0-9a-f]{16}\.pub/.test(name)),
    ).toHaveLength(3);
    expect(existsSync(join(out, `keys/seal.${first.sealSigner.keyId.slice(0, 16)}.pub.pem`))).toBe(true);
    // A key that nobody of the chain ever was leads nowhere.
    writeFileSync(join(place, 'other.pem'), publicKeyPem(memorySigner().publicKey));
    expect(verify(out, join(place, 'other.pem'))).toMatchObject({ status: 1 });
  });

  test('a key change that the old key never signed is told by its number', async () => {
    const now = await rotated(await bench(10), ['log']);
    const row = now.rows.rows.at(-1);
    const entry = JSON.parse(row?.text ?? '');
    entry.detail.signatures.from = entry.detail.signatures.to;
    now.rows.rows[10] = rowOf(entry);
    const out = join(place, 'unsigned-change');
    await exportTo(await bench(10), out);
    writeFileSync(join(out, 'entries.jsonl'), now.rows.rows.map(({ text }) => `${text}\n`).join(''));
    expect(verify(out)).toMatchObject({
      status: 1,
      text: expect.stringMatching(/entry number 10: not signed by the old key/),
    });
  });

  test('an anchor of another history is told, and one of this log holds', async () => {
    const out = join(place, 'anchored');
    const anchored = await bench(30);
    const note = anchored.logFiles.files.get('checkpoint') as Uint8Array;
    fill(anchored.rows, 40);
    await publishLog(anchored, { origin: ORIGIN });
    anchored.logFiles.files.set('anchors/000000000030.0123456789abcdef.note', note);
    await exportTo(anchored, out);
    expect(verify(out).status).toBe(0);
    expect(readFileSync(join(out, 'sizes.tsv'), 'utf8')).toMatch(
      /^40\t\S+\tcheckpoint\n30\t\S+\tanchors\/000000000030/,
    );
    const rewritten = { ...anchored, rows: logRows(), logFiles: memoryLogFiles() };
    rewritten.rows.add({ reason: 'another history' });
    fill(rewritten.rows, 29);
    await publishLog({ ...rewritten, catalog: rewritten.rows }, { origin: ORIGIN });
    const other = rewritten.logFiles.files.get('checkpoint') as Uint8Array;
    writeFileSync(join(out, 'anchors/000000000029.0123456789abcdef.note'), other);
    expect(verify(out).text).toMatch(/000000000029\S+: another history/);
  });

  test('the steps of VERIFY.txt are commands that hold, one by one', () => {
    const text = readFileSync(join(folder, 'VERIFY.txt'), 'utf8');
    const commands = (text.split('二、')[1] ?? '').split('四、')[0]?.match(/^ {4}\S.*$/gm) ?? [];
    expect(commands.length).toBeGreaterThan(7);
    const steps = commands.filter((line) => !/第 n 号/.test(line));
    const run = spawnSync('bash', ['-e', '-o', 'pipefail', '-c', steps.join('\n')], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect(run.stderr).toBe('');
    expect(run.status).toBe(0);
    const [fingerprint, signature, leaf, tile, ...looked] = run.stdout.trim().split('\n');
    expect(text).toContain(`key  ${fingerprint?.slice(0, 64)}`);
    expect(signature).toBe('Signature Verified Successfully');
    expect(leaf).toBe(tile);
    expect(JSON.parse(looked.at(-1) ?? '')).toMatchObject({ seq: 0 });
  });
});

describe('an export', () => {
  test('is whole or has another name: what was broken off never looks finished', async () => {
    const out = join(place, 'broken');
    const controller = new AbortController();
    const auditRows = ports.catalog.auditRows;
    const catalog = {
      ...ports.catalog,
      auditRows: async (from: number, limit: number) => {
        if (from >= 256) controller.abort();
        return auditRows(from, limit);
      },
    };
    await expect(
      exportTo({ ...ports, catalog }, out, exportFolders, controller.signal),
    ).rejects.toMatchObject({
      code: 'interrupted',
    });
    expect(existsSync(out)).toBe(false);
    expect(readdirSync(`${out}.part`)).toContain('entries.jsonl');
    await expect(exportTo(ports, out)).rejects.toMatchObject({ code: 'export-exists', about: `${out}.part` });
  });

  test('replaces nothing', async () => {
    await expect(exportTo(ports, folder)).rejects.toMatchObject({ code: 'export-exists', about: folder });
  });

  test('is not made of a log that does not hold', async () => {
    const other = await bench(20);
    const out = join(place, 'unsound');
    other.rows.rows = logRows().rows;
    other.rows.add({ reason: 'another history' });
    fill(other.rows, 20);
    const catalog = { ...other.catalog, auditRows: other.rows.auditRows };
    await expect(exportTo({ ...other, catalog }, out)).rejects.toMatchObject({ code: 'audit-differs' });
    expect(existsSync(out)).toBe(false);
  });

  test('has its entry, with the head that left the machine', () => {
    expect(JSON.parse(ports.rows.rows.at(-1)?.text ?? '')).toMatchObject({
      act: 'audit.exported',
      reason: 'for the court',
      detail: { size: SIZE },
    });
  });
});
