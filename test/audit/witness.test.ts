import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { openHttpWitness } from '../../src/adapters/http-witness.ts';
import { openWitnessFiles } from '../../src/adapters/witness-files.ts';
import { proveConsistency } from '../../src/audit/prove-consistency.ts';
import { publishLog } from '../../src/audit/publish-log.ts';
import { takeCosignature } from '../../src/audit/take-witness.ts';
import { openWitness } from '../../src/audit/witness.ts';
import { type RunningWitness, startWitness } from '../../src/compose-audit.ts';
import type { Anchor } from '../../src/evidence/anchor.ts';
import { SYSTEM_ACTOR } from '../../src/evidence/audit-entry.ts';
import { provesConsistency } from '../../src/evidence/consistency.ts';
import { openCosignature, parseWitnessKey, witnessKeyOf } from '../../src/evidence/cosignature.ts';
import { GrowingTree, leafHash, rootOf } from '../../src/evidence/merkle.ts';
import { type NoteKey, verifierKeyOf } from '../../src/evidence/signed-note.ts';
import type { WitnessedTree } from '../../src/ports/witness-state.ts';
import { memoryLogFiles } from '../fakes/memory-log-files.ts';
import { SetClock } from '../support/flow-bench.ts';
import { makePlace, removeFolder } from '../support/test-station.ts';
import { fill, logRows, memorySigner, ORIGIN } from './log-bench.ts';

const place = makePlace('witness');
afterAll(() => removeFolder(place));
let folders = 0;
const newFolder = () => join(place, String(folders++));
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
type Tree = WitnessedTree;
const signal = new AbortController().signal;

/** A log with a witness's client in front of it. */
function log(logSigner = memorySigner()) {
  const rows = logRows();
  const anchors: Anchor[] = [];
  const catalog = {
    ...rows,
    noteAnchor: async (anchor: Anchor) => void anchors.unshift(anchor),
    anchors: async (kind: Anchor['kind'] | null, limit: number) =>
      anchors.filter((each) => kind === null || each.kind === kind).slice(0, limit),
  };
  const key: NoteKey = { name: ORIGIN, publicKey: logSigner.publicKey };
  const ports = { catalog, logFiles: memoryLogFiles(), logSigner, clock: new SetClock() };
  /** The body of a request, right by default. */
  const request = async (
    size: number,
    old: number,
    change: { proof?: readonly Uint8Array[]; note?: string } = {},
  ) => {
    fill(rows, size);
    const { note } = await publishLog({ ...ports, catalog: rows }, { origin: ORIGIN });
    const proof = change.proof ?? (await proveConsistency(ports.logFiles, old, rows.rows.length));
    return Buffer.from(
      `old ${old}\n${proof.map((hash) => `${base64(hash)}\n`).join('')}\n${change.note ?? note}`,
    );
  };
  return { rows, anchors, ports, key, request };
}

describe('a consistency proof', () => {
  const leaves = Array.from({ length: 600 }, (_, at) => leafHash(Buffer.from(String(at))));
  const rootAt = (size: number) => rootOf(leaves.slice(0, size));

  test('leads from every size to every larger one of a small tree, by the definition of RFC 6962', async () => {
    for (let size = 1; size <= 40; size += 1) {
      for (let old = 0; old <= size; old += 1) {
        const proof = proofByDefinition(leaves, old, size);
        expect(provesConsistency({ size: old, root: rootAt(old) }, { size, root: rootAt(size) }, proof)).toBe(
          true,
        );
      }
    }
  });

  test('out of the tiles is the one of the definition', async () => {
    const { rows, request, ports } = log();
    await request(600, 0);
    const hashes = rows.rows.map(({ text }) => leafHash(Buffer.from(text)));
    for (const [old, size] of [
      [1, 600],
      [255, 600],
      [256, 600],
      [257, 600],
      [512, 600],
      [511, 600],
      [599, 600],
      [600, 600],
      [0, 600],
    ] as const) {
      expect((await proveConsistency(ports.logFiles, old, size)).map(base64)).toEqual(
        proofByDefinition(hashes, old, size).map(base64),
      );
    }
  });

  test('is refused when one hash is altered, missing, or too many, or a root is another', () => {
    for (const [old, size] of [
      [3, 7],
      [4, 7],
      [6, 8],
      [1, 600],
      [333, 600],
    ] as const) {
      const proof = proofByDefinition(leaves, old, size);
      const [from, to]: [Tree, Tree] = [
        { size: old, root: rootAt(old) },
        { size, root: rootAt(size) },
      ];
      const judge = (p: readonly Uint8Array[], a: Tree = from, b: Tree = to) => provesConsistency(a, b, p);
      expect(judge(proof)).toBe(true);
      for (const at of proof.keys()) {
        expect(judge(proof.with(at, Buffer.alloc(32, 9)))).toBe(false);
        expect(judge(proof.toSpliced(at, 1))).toBe(false);
        expect(judge(proof.toSpliced(at, 0, proof[at] as Uint8Array))).toBe(false);
      }
      expect(judge(proof, { ...from, root: Buffer.alloc(32, 9) })).toBe(false);
      expect(judge(proof, from, { ...to, root: Buffer.alloc(32, 9) })).toBe(false);
      expect(judge(proof, { ...from, size: old + 1 })).toBe(false);
    }
  });
});

describe('add-checkpoint (C2SP tlog-witness)', () => {
  const clock = new SetClock();
  const signer = memorySigner();
  const witnessKey = { name: 'witness.example/w1', publicKey: signer.publicKey };
  let sent: ReturnType<typeof log>;
  let state: ReturnType<typeof openWitnessFiles>;
  let folder: string;
  let ask: (body: Uint8Array) => Promise<{ status: number; type: string; body: string }>;
  beforeEach(async () => {
    sent = log();
    folder = newFolder();
    await (await import('../../src/adapters/durable-files.ts')).makeFolders(folder);
    state = openWitnessFiles(folder);
    const witness = openWitness({ state, signer, clock }, { name: witnessKey.name, logs: [sent.key] });
    ask = witness.addCheckpoint;
  });

  test('200 with a cosignature over the checkpoint and the time, and the state is on the disk', async () => {
    const body = await sent.request(5, 0);
    const reply = await ask(body);
    expect(reply).toMatchObject({ status: 200, type: 'text/plain; charset=utf-8' });
    const text = `${body.toString().split('\n\n')[1]}\n`;
    expect(openCosignature(reply.body, text, witnessKey)).toBe(Math.floor(clock.wallMs / 1_000));
    expect(readdirSync(folder)).toHaveLength(1);
    expect((await openWitnessFiles(folder).read(ORIGIN))?.size).toBe(5);
    expect((await ask(await sent.request(300, 5))).status).toBe(200);
    expect((await ask(await sent.request(300, 300))).status).toBe(200);
  });

  test('409 with the size that was cosigned last, for another old size', async () => {
    await ask(await sent.request(5, 0));
    for (const old of [0, 4]) {
      expect(await ask(await sent.request(9, old))).toEqual({
        status: 409,
        type: 'text/x.tlog.size',
        body: '5\n',
      });
    }
    expect((await state.read(ORIGIN))?.size).toBe(5);
  });

  test('409 for a tree of the same size with another root, and nothing is cosigned', async () => {
    await ask(await sent.request(5, 0));
    const { rows, ports } = sent;
    ports.logFiles.files.clear();
    rows.head = null;
    rows.rows = [];
    rows.add({ reason: 'another history' });
    expect(await ask(await sent.request(5, 5))).toEqual({
      status: 409,
      type: 'text/x.tlog.size',
      body: '5\n',
    });
  });

  test('422 for a proof that does not lead from the one to the other', async () => {
    await ask(await sent.request(5, 0));
    const proof = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
    expect((await ask(await sent.request(9, 5, { proof }))).status).toBe(422);
    expect((await ask(await sent.request(9, 5, { proof: [] }))).status).toBe(422);
    expect((await state.read(ORIGIN))?.size).toBe(5);
  });

  test('422 for a first checkpoint with a proof, which must be empty', async () => {
    expect((await ask(await sent.request(5, 0, { proof: [Buffer.alloc(32)] }))).status).toBe(422);
  });

  test('404 for an unknown origin, 403 without a signature by its known key', async () => {
    const stranger = log();
    expect((await ask(await stranger.request(3, 0))).status).toBe(403);
    const note = (await sent.request(3, 0)).toString().replaceAll(ORIGIN, 'other.example/log');
    expect((await ask(Buffer.from(note))).status).toBe(404);
  });

  test.each([
    ['nothing', ''],
    ['no old size', 'new 3\n\nNOTE'],
    ['a leading zero', 'old 03\n\nNOTE'],
    ['a line that is no hash', 'old 0\nabc\n\nNOTE'],
    ['a hash of 31 bytes', `old 0\n${base64(Buffer.alloc(31))}\n\nNOTE`],
    ['64 hashes', `old 0\n${`${base64(Buffer.alloc(32))}\n`.repeat(64)}\nNOTE`],
    ['no checkpoint', 'old 0\n\n'],
    ['an old size larger than the checkpoint', 'old 9\n\nNOTE'],
    ['a body without end', 'old 0\n\n'.padEnd(200_000, 'x')],
  ])('400 for %s', async (_, body) => {
    const note = (await sent.request(3, 0)).toString().split('\n\n').slice(1).join('\n\n');
    expect((await ask(Buffer.from(body.replace('NOTE', note)))).status).toBe(400);
    expect(await state.read(ORIGIN)).toBeNull();
  });

  test('of two at once, the later one sees what the first one left: no tree is rolled back', async () => {
    await ask(await sent.request(5, 0));
    const small = await sent.request(20, 5);
    const large = await sent.request(40, 5);
    const replies = await Promise.all([ask(large), ask(small), ask(small), ask(large)]);
    expect(replies.map(({ status }) => status)).toEqual([200, 409, 409, 409]);
    expect((await state.read(ORIGIN))?.size).toBe(40);
  });

  test('nothing is answered before the state is on the disk, and a failed write cosigns nothing', async () => {
    const steps: string[] = [];
    const slow = {
      read: state.read,
      write: async (...given: Parameters<typeof state.write>) => {
        if (steps.length === 0) {
          steps.push('failed');
          throw new Error('no space');
        }
        await state.write(...given);
        steps.push('persisted');
      },
    };
    const signs = {
      ...signer,
      sign: async (bytes: Uint8Array) => {
        steps.push('signed');
        return signer.sign(bytes);
      },
    };
    const witness = openWitness(
      { state: slow, signer: signs, clock },
      { name: witnessKey.name, logs: [sent.key] },
    );
    const body = await sent.request(5, 0);
    await expect(witness.addCheckpoint(body)).rejects.toThrow('no space');
    expect((await witness.addCheckpoint(body)).status).toBe(200);
    expect(steps).toEqual(['failed', 'persisted', 'signed']);
  });

  test('a state that cannot be read is no fresh one', async () => {
    await ask(await sent.request(5, 0));
    writeFileSync(join(folder, readdirSync(folder)[0] as string), 'x');
    await expect(ask(await sent.request(9, 0))).rejects.toMatchObject({ code: 'key-differs' });
  });
});

describe('a cosignature', () => {
  test('has the layout of the example in C2SP tlog-cosignature: key id, time in seconds, signature', () => {
    const example =
      '— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==';
    const bytes = Buffer.from(example.split(' ')[2] as string, 'base64');
    expect([bytes.length, bytes.readBigUInt64BE(4)]).toEqual([76, 1679315147n]);
  });

  test('names its key with type 4, and a key of a log is none', () => {
    const key = { name: 'witness.example/w1', publicKey: memorySigner().publicKey };
    expect(parseWitnessKey(witnessKeyOf(key))).toEqual({
      name: key.name,
      publicKey: Buffer.from(key.publicKey),
    });
    expect(Buffer.from(witnessKeyOf(key).split('+')[2] as string, 'base64')[0]).toBe(4);
    expect(parseWitnessKey(verifierKeyOf(key))).toBeNull();
    expect(parseWitnessKey(witnessKeyOf(key).replace('w1', 'w2'))).toBeNull();
  });
});

describe('sealdock witness and its client, over a real connection', () => {
  const running: RunningWitness[] = [];
  afterAll(() => Promise.all(running.map((each) => each.close())));
  const start = async (data: string, key: NoteKey) => {
    const told: unknown[] = [];
    const options = { data, key: null, name: 'witness.example/w1', host: '127.0.0.1', port: 0, logs: [key] };
    const witness = await startWitness({ ...options, onFailure: (thrown) => told.push(thrown) });
    running.push(witness);
    const witnessKey = parseWitnessKey(witness.verifierKey) as NoteKey;
    return { witness, client: openHttpWitness(`http://127.0.0.1:${witness.address.port}`, witnessKey), told };
  };
  const by = { origin: ORIGIN, actor: SYSTEM_ACTOR, signal };

  test('a log is cosigned as it grows, and each cosignature is an anchor with its head beside it', async () => {
    const { ports, request, anchors } = log();
    const { client } = await start(newFolder(), { name: ORIGIN, publicKey: ports.logSigner.publicKey });
    for (const size of [3, 300, 300, 700]) {
      await request(size, 0);
      expect(await takeCosignature(ports, client, by)).toMatchObject({
        kind: 'witness',
        size,
        by: 'witness.example/w1',
      });
    }
    expect(anchors).toHaveLength(4);
    expect(
      [...ports.logFiles.files.keys()].filter((path) =>
        /^anchors\/000000000700\..*(note|witness)$/.test(path),
      ),
    ).toHaveLength(2);
  });

  test('a client that has forgotten what was cosigned is told by 409, and goes on from there', async () => {
    const { ports, request, anchors } = log();
    const { client } = await start(newFolder(), { name: ORIGIN, publicKey: ports.logSigner.publicKey });
    await request(10, 0);
    await takeCosignature(ports, client, by);
    anchors.length = 0;
    await request(20, 0);
    expect(await takeCosignature(ports, client, by)).toMatchObject({ size: 20 });
  });

  test('ZY-4: a log that was set back, or goes on as another one, is told by the witness', async () => {
    const signer = memorySigner();
    const key = { name: ORIGIN, publicKey: signer.publicKey };
    const first = log(signer);
    const { client } = await start(newFolder(), key);
    await first.request(50, 0);
    await takeCosignature(first.ports, client, by);
    const set = log(signer);
    await set.request(30, 0);
    await expect(takeCosignature(set.ports, client, by)).rejects.toMatchObject({
      code: 'log-set-back',
      expected: '50 entries',
    });
    const other = log(signer);
    other.rows.add({ reason: 'another history' });
    await other.request(60, 0);
    await expect(takeCosignature(other.ports, client, by)).rejects.toMatchObject({ code: 'log-forked' });
  });

  test('a witness keeps key and state together: its key is made once, and never over an old state', async () => {
    const { key } = log();
    const data = newFolder();
    const first = await start(data, key);
    await expect(start(data, key)).rejects.toMatchObject({ code: 'busy' });
    await first.witness.close();
    const second = await start(data, key);
    expect(second.witness.verifierKey).toBe(first.witness.verifierKey);
    await second.witness.close();
    rmSync(join(data, 'witness.key'), { force: true });
    await expect(start(data, key)).rejects.toMatchObject({ code: 'key-missing' });
  });

  test('answers one path and one method, reads no long body, and listens on the loopback', async () => {
    const { key } = log();
    const { witness, told } = await start(newFolder(), key);
    const { host, port } = witness.address;
    expect(host).toBe('127.0.0.1');
    const url = `http://127.0.0.1:${port}`;
    expect((await fetch(`${url}/`)).status).toBe(404);
    expect((await fetch(`${url}/add-checkpoint`)).status).toBe(405);
    expect((await fetch(`${url}/add-checkpoint`, { method: 'POST', body: 'x' })).status).toBe(400);
    const head = 'POST /add-checkpoint HTTP/1.1\r\nhost: x\r\ncontent-length: 99999999\r\n\r\n';
    const answered = await new Promise<string>((resolve, reject) => {
      const socket = connect(port, '127.0.0.1', () => socket.write(head));
      socket.once('data', (bytes) => {
        socket.destroy();
        resolve(bytes.toString('latin1'));
      });
      socket.once('error', reject);
    });
    expect(answered).toMatch(/^HTTP\/1\.1 413 /);
    expect(told).toEqual([]);
  });
});

const hasGo = spawnSync('go', ['version']).status === 0;
describe.skipIf(!hasGo)("Go's own tlog and note packages", () => {
  test('judge proofs and cosignatures as we do', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sealdock-go-witness-'));
    const judge = join(folder, 'judge');
    const env = {
      ...process.env,
      GO111MODULE: 'off',
      GOPATH: '/usr/share/gocode',
      GOFLAGS: '',
      GOCACHE: join(tmpdir(), 'sealdock-go-cache'),
    };
    execFileSync('go', ['build', '-o', judge, join(import.meta.dirname, '../go-witness/main.go')], { env });
    const leaves = Array.from({ length: 70 }, (_, at) => leafHash(Buffer.from(String(at))));
    const cases: { ours: boolean; line: string }[] = [];
    for (let size = 1; size <= 70; size += 3) {
      for (let old = 1; old <= size; old += 2) {
        const proof = proofByDefinition(leaves, old, size);
        for (const wrong of [null, ...proof.keys()].slice(0, 3)) {
          const given = wrong === null ? proof : proof.with(wrong, Buffer.alloc(32, 5));
          const [a, b] = [rootOf(leaves.slice(0, old)), rootOf(leaves.slice(0, size))];
          cases.push({
            ours: provesConsistency({ size: old, root: a }, { size, root: b }, given),
            line: JSON.stringify({
              Old: old,
              Size: size,
              OldRoot: base64(a),
              Root: base64(b),
              Proof: given.map(base64),
            }),
          });
        }
      }
    }
    const { request, key } = log();
    const signer = memorySigner();
    const witnessKey = { name: 'witness.example/w1', publicKey: signer.publicKey };
    const witness = openWitness(
      { state: openWitnessFiles(folder), signer, clock: new SetClock() },
      { name: witnessKey.name, logs: [key] },
    );
    const body = await request(5, 0);
    const { body: line } = await witness.addCheckpoint(body);
    const note = body.toString().split('\n\n').slice(1).join('\n\n');
    cases.push({
      ours: true,
      line: JSON.stringify({ Note: `${note}${line}`, Key: witnessKeyOf(witnessKey) }),
    });
    cases.push({
      ours: false,
      line: JSON.stringify({
        Note: `${note}${line}`.replace('\n5\n', '\n6\n'),
        Key: witnessKeyOf(witnessKey),
      }),
    });
    const said = spawnSync(judge, {
      input: cases.map(({ line }) => `${line}\n`).join(''),
      encoding: 'utf8',
    }).stdout;
    expect(said.trim().split('\n')).toEqual(cases.map(({ ours }) => String(ours)));
    expect(cases.some(({ ours }) => ours) && cases.some(({ ours }) => !ours)).toBe(true);
    expect(readFileSync(judge).length).toBeGreaterThan(0);
    rmSync(folder, { recursive: true });
  }, 120_000);
});

/** RFC 6962, 2.1.2, word by word over a list of leaves. */
function proofByDefinition(leaves: readonly Uint8Array[], m: number, n: number): Uint8Array[] {
  const mth = (from: number, to: number) => {
    const tree = new GrowingTree();
    for (const leaf of leaves.slice(from, to)) tree.append(leaf);
    return tree.root();
  };
  const sub = (m: number, from: number, to: number, b: boolean): Uint8Array[] => {
    if (m === to - from) return b ? [] : [mth(from, to)];
    let k = 1;
    while (k * 2 < to - from) k *= 2;
    return m <= k
      ? [...sub(m, from, from + k, b), mth(from + k, to)]
      : [...sub(m - k, from + k, to, false), mth(from, from + k)];
  };
  return m === 0 || m === n ? [] : sub(m, 0, n, true);
}
