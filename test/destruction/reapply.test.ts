import { chmodSync, cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { inspect } from '../../src/audit/inspect.ts';
import { publishLog } from '../../src/audit/publish-log.ts';
import { openDestroyedLook } from '../../src/daemon/watching-destroyed.ts';
import { reappeared } from '../../src/destruction/find-reappeared.ts';
import { reapplyDestruction } from '../../src/destruction/reapply-destruction.ts';
import { signatureNameOf } from '../../src/destruction/register/again-line.ts';
import { unknownRegisters } from '../../src/destruction/unknown-registers.ts';
import type { Batch } from '../../src/evidence/destruction.ts';
import type { RecordingId } from '../../src/evidence/ids.ts';
import { draft } from '../contracts/catalog.contract.ts';
import { holdOn } from '../contracts/destruction.contract.ts';
import { FaultPoints } from '../support/fault-points.ts';
import { caseFile, caseNo } from '../support/hold-facts.ts';
import { makePlace, removeFolder } from '../support/test-station.ts';
import {
  acting,
  actsOf,
  addPeople,
  approved,
  type Bench,
  copyOf,
  draftOf,
  execute,
  openBench,
  sealPhotos,
} from './bench.ts';

const ORIGIN = 'sealdock/test';
const CASE = '市监罚〔2026〕1号';
const COUNT = 3;
let place: string;
let bench: Bench;
let batch: Batch;
let ids: readonly RecordingId[];
let folders: readonly string[];
const NEVER = new AbortController().signal;

/** Three recordings, approved and cooled off; the vault as it is before they go lies in a backup. */
beforeEach(async () => {
  place = makePlace('reapply');
  bench = await openBench({ data: join(place, 'station') });
  const { catalog } = bench;
  await addPeople(bench);
  ids = await sealPhotos(bench, COUNT);
  folders = (await Promise.all(ids.map((id) => catalog.recording(id)))).map((row) => row?.folder ?? '-');
  bench.clock.passDays(800);
  batch = await approved(bench, await draftOf(bench, ids));
  bench.clock.passDays(8);
  cpSync(join(bench.data, 'vault'), join(place, 'backup'), { recursive: true });
});
afterEach(async () => {
  await bench.close();
  removeFolder(place);
});

const restore = (folder: string, data = bench.data) =>
  cpSync(join(place, 'backup', folder), join(data, 'vault', folder), { recursive: true });
const isThere = (folder: string, data = bench.data) => existsSync(join(data, 'vault', folder));
const reapply = (on = bench, by = 'li') =>
  reapplyDestruction(on.context, { reason: '误恢复旧备份' }, acting(on, by), { signal: NEVER });
const again = async (on = bench) =>
  (await actsOf(on)).filter(({ act }) => act === 'recording.destroyed-again');
const found = async () => {
  await publishLog(bench, { origin: ORIGIN });
  const { findings } = await inspect(bench, {
    origin: ORIGIN,
    remembered: null,
    stallMs: 5_000,
    signal: NEVER,
    onProgress: () => {},
  });
  return findings.filter(({ kind }) => kind !== 'clock-went-back').map(({ kind }) => kind);
};
const registerFile = (name: string) => join(bench.data, 'registers', '000001', name);
const present = async () => {
  const all: string[] = [];
  for await (const { recording } of reappeared(bench)) all.push(recording);
  return all;
};

describe('edge case 21: what was destroyed and is brought back by an old backup', () => {
  test('is ended again, with an entry and a signed line beside its register, which stays what it was', async () => {
    await execute(bench, batch);
    const register = readFileSync(registerFile('register.json'));
    expect(await reapply()).toEqual({
      ended: { ended: 0, held: 0, differs: 0, unreadable: 0 },
      kept: [],
    });
    for (const folder of folders.slice(1)) restore(folder);
    expect(await present()).toEqual(ids.slice(1));
    expect(await reapply()).toMatchObject({ ended: { ended: 2 }, kept: [] });
    expect(folders.map((folder) => isThere(folder))).toEqual([false, false, false]);
    const entries = await again();
    expect(
      entries.map(({ object, actor, reason, detail }) => [object.id, actor.id, reason, detail.register]),
    ).toEqual(ids.slice(1).map((id) => [id, 'li', '误恢复旧备份', 1]));
    for (const { detail } of entries) {
      const bytes = readFileSync(registerFile(String(detail.line)));
      const signature = readFileSync(registerFile(signatureNameOf(String(detail.line))));
      expect(bench.sealSigner.verify(bytes, signature)).toBe(true);
      expect(JSON.parse(bytes.toString())).toMatchObject({ register: 1, batch: batch.id, by: 'li' });
    }
    expect(readFileSync(registerFile('register.json')).equals(register)).toBe(true);
    expect(await found()).toEqual([]);
    await reapply();
    expect(await again()).toHaveLength(2);
  });

  test('stays where a hold lies on it by now, and that is told', async () => {
    const [first] = ids as [RecordingId];
    const { catalog } = bench;
    const closed = caseFile(CASE, {
      state: 'closed',
      closedOn: '2026-11-19' as never,
      filePeriod: { months: 12 } as never,
    });
    await catalog.keepCase({ before: null, after: closed, entry: draft('case.added') });
    await catalog.link({ case: caseNo(CASE), recording: first, isEvidence: false }, draft('case.linked'));
    expect((await execute(bench, batch)).ended.destroyed).toBe(COUNT);
    await catalog.placeHold(holdOn({ kind: 'case', case: caseNo(CASE) }), draft('hold.placed'));
    for (const folder of folders) restore(folder);
    expect(await reapply()).toEqual({
      ended: { ended: 2, held: 1, differs: 0, unreadable: 0 },
      kept: [{ recording: first, why: 'held' }],
    });
    expect(folders.map((folder) => isThere(folder))).toEqual([true, false, false]);
    expect((await again()).map(({ object }) => object.id)).not.toContain(first);
  });

  test('that is not what was destroyed, or not whole, stays for people', async () => {
    await execute(bench, batch);
    for (const folder of folders) restore(folder);
    const [other, part] = folders as [string, string];
    const row = await bench.catalog.destroyedRecording(ids[0] as RecordingId);
    const file = join(bench.data, 'vault', other, row?.manifest.file.sealedAs ?? '-');
    chmodSync(file, 0o644);
    writeFileSync(file, 'something else');
    const folder = join(bench.data, 'vault', part);
    chmodSync(folder, 0o755);
    rmSync(join(folder, 'manifest.json'));
    expect(await reapply()).toMatchObject({
      ended: { ended: 1, differs: 2 },
      kept: [{ why: 'differs' }, { why: 'differs' }],
    });
    expect(readFileSync(file, 'utf8')).toBe('something else');
    expect(await again()).toHaveLength(1);
  });

  test('is ended by a custodian only, and not while the clock is in doubt or a batch is executed', async () => {
    await execute(bench, batch);
    restore(folders[0] as string);
    await expect(reapply(bench, 'fu')).rejects.toMatchObject({ code: 'role-missing' });
    const { wallMs } = bench.clock.read();
    const at = (ms: number) => new Date(wallMs + ms).toISOString() as never;
    await bench.catalog.takeTurn('destruction', 'another', at(0), at(120_000));
    await expect(reapply()).rejects.toMatchObject({ code: 'busy' });
    await bench.catalog.endTurn('destruction', 'another');
    bench.clock.leapMs(2 * 3_600_000);
    await expect(reapply()).rejects.toMatchObject({ code: 'clock-doubtful' });
    expect(isThere(folders[0] as string)).toBe(true);
  });

  test('a line that is changed or missing is found by the inspection', async () => {
    await execute(bench, batch);
    restore(folders[0] as string);
    await reapply();
    const [entry] = await again();
    const line = registerFile(String(entry?.detail.line));
    chmodSync(line, 0o644);
    const text = readFileSync(line, 'utf8');
    writeFileSync(line, text.replace('误恢复', '恢复'));
    expect(await found()).toEqual(['register-differs']);
    rmSync(line);
    expect(await found()).toEqual(['register-missing']);
  });

  test.each(['before', 'after'] as const)(
    'killed %s any port call it comes to the same end: each gone, each with one entry',
    async (when) => {
      await execute(bench, batch);
      for (const folder of folders) restore(folder);
      await bench.close();
      const { clock } = bench;
      const run = async (call: number) => {
        const data = copyOf(bench.data, mkdtempSync(join(place, 'run-')));
        const faults = new FaultPoints({ call, when });
        const dying = await openBench({ data, clock, wrap: faults.wrap }).catch(() => null);
        if (dying !== null) {
          await reapply(dying).catch(() => {});
          await dying.close().catch(() => {});
        }
        clock.passMs(121_000);
        const next = await openBench({ data, clock });
        await reapply(next);
        expect(folders.map((folder) => isThere(folder, data))).toEqual([false, false, false]);
        expect((await again(next)).map(({ object }) => object.id).sort(), `call ${call}`).toEqual(ids);
        await next.close();
        removeFolder(data);
        return faults.names;
      };
      const calls = await run(0);
      expect(calls).toContain('vault.destroySealed');
      expect(calls).toContain('catalog.intendAgain');
      for (let call = 1; call <= calls.length; call += 1) await run(call);
    },
  );
});

describe('edge case 21: the station tells', () => {
  test('an alarm stands from the start on until nothing of it is there any more', async () => {
    await execute(bench, batch);
    const alarms = new Map<string, string>();
    const status = {
      raise: (source: string, ...codes: readonly string[]) => void alarms.set(source, codes.join()),
      broke: (source: string) => void alarms.set(source, 'broke'),
      clear: (source: string) => void alarms.delete(source),
    };
    const look = () => openDestroyedLook(bench, { status, onDefect: () => {}, signal: NEVER });
    await look()();
    expect([...alarms]).toEqual([]);
    restore(folders[0] as string);
    restore(folders[1] as string);
    const again = look();
    await again();
    expect([...alarms]).toEqual([['destroyed', 'destroyed-present']]);
    await reapply();
    await again();
    expect([...alarms]).toEqual([]);
  });
});

describe('edge case 21: an old catalogue above what was destroyed since', () => {
  test('a register that it does not know is told with what it says, and is never written over', async () => {
    await bench.close();
    const { data, clock } = bench;
    cpSync(join(data, 'catalogue'), join(place, 'old'), { recursive: true });
    bench = await openBench({ data, clock });
    await execute(bench, batch);
    expect(await unknownRegisters(bench)).toEqual([]);
    await bench.close();
    rmSync(join(data, 'catalogue'), { recursive: true });
    cpSync(join(place, 'old'), join(data, 'catalogue'), { recursive: true });
    bench = await openBench({ data, clock });
    const register = readFileSync(registerFile('register.json'));
    expect(await unknownRegisters(bench)).toEqual([
      { no: 1, batch: batch.id, destroyed: COUNT, stillListed: ids },
    ]);
    await expect(execute(bench, batch)).rejects.toMatchObject({ code: 'register-unknown' });
    expect(readFileSync(registerFile('register.json')).equals(register)).toBe(true);
    expect(await bench.catalog.batch(batch.id)).toMatchObject({ state: 'approved', registerNo: null });
    // Nothing that another key has signed is believed.
    chmodSync(registerFile('register.json.sig'), 0o644);
    writeFileSync(registerFile('register.json.sig'), Buffer.alloc(64));
    expect(await unknownRegisters(bench)).toMatchObject([{ no: 1, batch: null, stillListed: [] }]);
  });
});
