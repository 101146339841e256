import { chmodSync, existsSync, linkSync, renameSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Register } from '../../src/destruction/register/register.ts';
import { settleBatch } from '../../src/destruction/settle-batch.ts';
import { strikeItem } from '../../src/destruction/strike-item.ts';
import { withdrawBatch } from '../../src/destruction/withdraw-batch.ts';
import type { Batch } from '../../src/evidence/destruction.ts';
import type { RecordingId } from '../../src/evidence/ids.ts';
import { confirmClock } from '../../src/retention/confirm-clock.ts';
import { draft } from '../contracts/catalog.contract.ts';
import { holdOn } from '../contracts/destruction.contract.ts';
import { retentionOf, rule } from '../retention/keeping-facts.ts';
import { alterBehindItsBack } from '../support/raw-database.ts';
import { makePlace, removeFolder } from '../support/test-station.ts';
import {
  acting,
  actsOf,
  allIds,
  approved,
  type Bench,
  type BenchParts,
  decide,
  draftOf,
  execute,
  newApproval,
  nowOf,
  openBench,
  personOf,
  policyWith,
  ready,
  ripe,
  submitted,
} from './bench.ts';

let place: string;
let bench: Bench;
const open = async (parts: BenchParts = {}) => {
  bench = await openBench({ data: join(place, 'station'), ...parts });
};
beforeEach(async () => {
  place = makePlace('edge');
  await open();
});
afterEach(async () => {
  await bench.close();
  removeFolder(place);
});

const hold = (recording: RecordingId) =>
  bench.catalog.placeHold(holdOn({ kind: 'recording', recording }), draft('hold.placed'));
const states = async (batch: Batch) =>
  (await bench.catalog.items(batch.id, null, 100)).map(({ state, cause }) =>
    cause === null ? state : `${state}: ${cause}`,
  );
const folderOf = async (id: RecordingId) => {
  const row = (await bench.catalog.recording(id)) ?? (await bench.catalog.destroyedRecording(id));
  return join(bench.data, 'vault', row?.folder ?? '-');
};
const fileOf = async (id: RecordingId) => {
  const row = await bench.catalog.recording(id);
  return join(await folderOf(id), row?.manifest.file.sealedAs ?? '-');
};
const registerOf = async (no: number) =>
  JSON.parse(
    Buffer.from((await bench.context.registers.read(no, 'register.json')) ?? []).toString(),
  ) as Register;
/** What the catalogue does before or after one of its calls. */
const around = (
  name: 'intendDestruction',
  act: { before?: () => Promise<void>; after?: () => Promise<void> },
) => {
  const { catalog } = bench;
  const real = catalog[name].bind(catalog);
  const context = {
    ...bench.context,
    catalog: {
      ...catalog,
      [name]: async (...args: Parameters<typeof real>) => {
        await act.before?.();
        const result = await real(...args);
        await act.after?.();
        return result;
      },
    },
  };
  return { ...bench, context };
};

describe('holds', () => {
  test('edge case 3: placed between approval and execution: that item stays, the others go, and it is told', async () => {
    const batch = await ready(bench, 3);
    const [a] = (await allIds(bench)) as [RecordingId];
    await hold(a);
    const { ended, batch: after } = await execute(bench, batch);
    expect(ended).toEqual({ destroyed: 2, deferred: 1, incident: 0, failed: 0 });
    expect(after.state).toBe('partial');
    expect(existsSync(await fileOf(a))).toBe(true);
    expect((await registerOf(1)).others).toMatchObject([{ recording: a, state: 'deferred', cause: 'held' }]);
  });

  test('edge case 4: placed in the last instant before the intent it keeps the recording', async () => {
    const batch = await ready(bench, 1);
    const [a] = (await allIds(bench)) as [RecordingId];
    await execute(around('intendDestruction', { before: () => hold(a) }), batch);
    expect(await states(batch)).toEqual(['deferred: held']);
    expect(existsSync(await fileOf(a))).toBe(true);
  });

  test('edge case 4: placed after the intent it is refused, and says so', async () => {
    const batch = await ready(bench, 1);
    const [a] = (await allIds(bench)) as [RecordingId];
    let refused: unknown = null;
    const after = () =>
      hold(a).catch((thrown: unknown) => {
        refused = thrown;
      });
    await execute(around('intendDestruction', { after }), batch);
    expect(refused).toMatchObject({ code: 'being-destroyed' });
    expect(await states(batch)).toEqual(['destroyed']);
  });
});

describe('edge case 9: what is due no longer after the approval stays', () => {
  test('a class that is kept longer, decided before the execution and in its last instant', async () => {
    const batch = await ready(bench, 2);
    const [a, b] = (await allIds(bench)) as [RecordingId, RecordingId];
    const evidence = (recording: RecordingId) =>
      bench.catalog.decideOn(
        { recording, kind: 'class', value: 'evidence', by: 'li', at: batch.changedAt, reason: '立案' },
        draft('recording.class-decided'),
      );
    await evidence(a);
    let times = 0;
    const before = async () => {
      if (times++ === 0) await evidence(b);
    };
    await execute(around('intendDestruction', { before }), batch);
    expect(await states(batch)).toEqual(['deferred: not-due', 'deferred: not-due']);
  });

  test('edge case 7: a longer period in the policy of today', async () => {
    const batch = await ready(bench, 1);
    const { data, clock } = bench;
    await bench.close();
    await open({ data, clock, policy: policyWith({}, retentionOf({ default: '5 years' })) });
    await execute(bench, batch);
    expect(await states(batch)).toEqual(['deferred: not-due']);
  });
});

describe('edge case 12: a clock in doubt', () => {
  test('stops an execution between two items; confirmed, it goes on', async () => {
    const batch = await ready(bench, 3);
    const leap = (done: number) => {
      if (done === 1) bench.clock.leapMs(2 * 3_600_000);
    };
    await expect(execute(bench, batch, { onItem: leap })).rejects.toMatchObject({ code: 'clock-doubtful' });
    expect((await states(batch)).sort()).toEqual(['destroyed', 'listed', 'listed']);
    await expect(execute(bench, batch)).rejects.toMatchObject({ code: 'clock-doubtful' });
    const admin = { ...acting(bench, 'an'), person: personOf('an', ['system-admin']) };
    await confirmClock({ catalog: bench.catalog, watch: bench.context.watch }, '已校时', admin);
    expect((await execute(bench, batch)).batch.state).toBe('executed');
  });

  test('cooling off is not over before the retention clock says so', async () => {
    const ids = await ripe(bench, 1);
    const batch = await approved(bench, await draftOf(bench, ids));
    bench.clock.passDays(6);
    await expect(execute(bench, batch)).rejects.toMatchObject({ code: 'cooling-off' });
    bench.clock.passDays(1);
    await expect(execute(bench, batch)).resolves.toMatchObject({ ended: { destroyed: 1 } });
  });
});

describe('edge case 13, C31: proposer, appraisers, approver and witnesses are different people', () => {
  test('who proposed does not decide, whatever roles they have', async () => {
    const batch = await draftOf(bench, await ripe(bench, 1));
    await submitted(bench, batch, 'sun');
    await expect(decide(bench, batch, 'sun')).rejects.toMatchObject({ code: 'own-request' });
  });

  test.each([
    ['nobody', [], 'witnesses-missing'],
    ['one person', ['wang'], 'witnesses-missing'],
    ['one person twice', ['wang', 'wang'], 'same-person'],
    ['who executes it', ['wang', 'sun'], 'same-person'],
    ['who proposed it', ['wang', 'li'], 'same-person'],
    ['who appraised it', ['fa', 'wang'], 'same-person'],
    ['who approved it', ['wang', 'fu'], 'same-person'],
  ] as const)('%s is no witness', async (_, witnesses, code) => {
    const batch = await ready(bench, 1);
    await expect(execute(bench, batch, { by: 'sun', witnesses })).rejects.toMatchObject({ code });
    expect(await states(batch)).toEqual(['listed']);
    expect((await bench.catalog.batch(batch.id))?.state).toBe('approved');
  });

  test('only a custodian executes, and a batch that nobody approved is not executed', async () => {
    const ids = await ripe(bench, 1);
    const batch = await draftOf(bench, ids);
    await expect(execute(bench, batch)).rejects.toMatchObject({ code: 'state-differs' });
    await submitted(bench, batch);
    await decide(bench, batch, 'fa');
    await expect(execute(bench, batch)).rejects.toMatchObject({ code: 'state-differs' });
    await decide(bench, batch, 'fu');
    await settleBatch(bench, batch.id, await nowOf(bench));
    bench.clock.passDays(8);
    await expect(execute(bench, batch, { by: 'zhao', witnesses: ['wang', 'sun'] })).rejects.toMatchObject({
      code: 'role-missing',
    });
  });

  test('a refusal ends it, and what is due can be proposed again', async () => {
    const ids = await ripe(bench, 1);
    const batch = await draftOf(bench, ids);
    await submitted(bench, batch);
    await decide(bench, batch, 'fa');
    await decide(bench, batch, 'fu', 'refuse');
    expect(await settleBatch(bench, batch.id, await nowOf(bench))).toMatchObject({ state: 'refused' });
    const again = await draftOf(bench, ids);
    expect(again.id).toBe('batch-2029-01-2');
    expect(await states(again)).toEqual(['listed']);
  });
});

describe('edge case 14: what was approved is what is executed', () => {
  const tampered = (sql: string) => alterBehindItsBack(join(bench.data, 'catalogue', 'sealdock.db'), sql);

  test.each([
    ['a last day', `UPDATE destruction_item SET keep_until = '2020-01-01' WHERE place = 1`],
    ['a digest', `UPDATE destruction_item SET sha256 = '${'0'.repeat(64)}' WHERE place = 1`],
    ['an item that was struck out', `UPDATE destruction_item SET state = 'struck-out' WHERE place = 1`],
    ['the digest of the list', `UPDATE destruction_batch SET content_sha256 = '${'0'.repeat(64)}'`],
  ])('%s changed behind our back is noticed, and nothing goes', async (_, sql) => {
    const batch = await ready(bench, 2);
    tampered(sql);
    await expect(execute(bench, batch)).rejects.toMatchObject({ code: 'content-changed' });
    expect(await allIds(bench)).toHaveLength(2);
  });

  test('an appraiser strikes out with a reason: another list, another request, and decisions begin anew', async () => {
    const ids = (await ripe(bench, 3)) as [RecordingId, RecordingId, RecordingId];
    const batch = await draftOf(bench, ids);
    const first = await submitted(bench, batch);
    const strike = (by: string, recording: RecordingId) =>
      bench.context.watch
        .look()
        .then(({ now }) =>
          strikeItem(
            bench.catalog,
            batch.id,
            { recording, reason: '涉诉', now, approval: newApproval(bench) },
            acting(bench, by),
          ),
        );
    await expect(strike('li', ids[0])).rejects.toMatchObject({ code: 'own-request' });
    await expect(strike('fu', ids[0])).rejects.toMatchObject({ code: 'role-missing' });
    const second = await strike('fa', ids[0]);
    expect(second.contentSha256).not.toBe(first.contentSha256);
    expect(await bench.catalog.approval(first.approval as never)).toMatchObject({ state: 'withdrawn' });
    await decide(bench, batch, 'fa');
    const third = await strike('fu', ids[1]);
    expect(await bench.catalog.approval(third.approval as never)).toMatchObject({
      state: 'open',
      decisions: [],
      requestedBy: 'li',
    });
    await decide(bench, batch, 'fa');
    await decide(bench, batch, 'fu');
    await settleBatch(bench, batch.id, await nowOf(bench));
    bench.clock.passDays(8);
    await execute(bench, batch);
    expect(await states(batch)).toEqual(['struck-out: 涉诉', 'struck-out: 涉诉', 'destroyed']);
    await expect(strike('fa', ids[2])).rejects.toMatchObject({ code: 'state-differs' });
  });

  test('nothing is struck out of a list that is approved', async () => {
    const batch = await ready(bench, 1);
    const [a] = (await allIds(bench)) as [RecordingId];
    const facts = { recording: a, reason: 'x', now: await nowOf(bench), approval: newApproval(bench) };
    await expect(strikeItem(bench.catalog, batch.id, facts, acting(bench, 'fa'))).rejects.toMatchObject({
      code: 'state-differs',
    });
  });

  test('a batch is withdrawn until it is executed, and costs nothing', async () => {
    const batch = await ready(bench, 1);
    const facts = { reason: '再议', now: await nowOf(bench) };
    await expect(withdrawBatch(bench.catalog, batch.id, facts, acting(bench, 'wang'))).rejects.toMatchObject({
      code: 'role-missing',
    });
    await withdrawBatch(bench.catalog, batch.id, facts, acting(bench, 'fu'));
    await expect(execute(bench, batch)).rejects.toMatchObject({ code: 'state-differs' });
    expect(await allIds(bench)).toHaveLength(1);
    expect(await states(await draftOf(bench, await allIds(bench)))).toEqual(['listed']);
  });
});

describe('edge case 16 and 17: what cannot be destroyed is told, and never called destroyed', () => {
  const sick: readonly (readonly [string, (file: string) => void])[] = [
    ['missing bytes', (file) => unlinkSync(file)],
    [
      'other bytes',
      (file) => {
        unlinkSync(file);
        writeFileSync(file, 'something else');
      },
    ],
    [
      'a link in their place',
      (file) => {
        renameSync(file, `${place}/aside`);
        symlinkSync(`${place}/aside`, file);
      },
    ],
    ['bytes with a second name', (file) => linkSync(file, `${place}/second`)],
    ['a foreign file beside them', (file) => writeFileSync(`${file}.foreign`, 'x')],
  ];
  test.each(sick)('%s: an incident; nothing of it is ended, and the others go', async (_, harm) => {
    const batch = await ready(bench, 2);
    const [a] = (await allIds(bench)) as [RecordingId];
    const file = await fileOf(a);
    chmodSync(await folderOf(a), 0o755);
    harm(file);
    const { ended, batch: after } = await execute(bench, batch);
    expect(ended).toEqual({ destroyed: 1, deferred: 0, incident: 1, failed: 0 });
    expect(after.state).toBe('partial');
    expect(await states(batch)).toEqual(['incident: sealed-differs', 'destroyed']);
    expect(existsSync(join(await folderOf(a), 'manifest.json'))).toBe(true);
    expect(await bench.catalog.tombstone(a)).toBeNull();
    const register = await registerOf(1);
    expect(register.destroyed.map(({ recording }) => recording)).not.toContain(a);
    expect(register.others).toMatchObject([{ recording: a, state: 'incident' }]);
    expect((await actsOf(bench)).filter(({ act }) => act === 'recording.destruction-failed')).toHaveLength(1);
  });

  test('a folder above that is a link to elsewhere is an incident too', async () => {
    const batch = await ready(bench, 1);
    const year = join(bench.data, 'vault', '2026');
    renameSync(year, join(place, 'elsewhere'));
    symlinkSync(join(place, 'elsewhere'), year);
    await execute(bench, batch);
    expect(await states(batch)).toEqual(['incident: sealed-differs']);
    expect(await allIds(bench)).toHaveLength(1);
  });

  test('a vault that is not mounted is no vault whose bytes are gone, also after the intent', async () => {
    const batch = await ready(bench, 1);
    const year = join(bench.data, 'vault', '2026');
    const after = async () => renameSync(year, join(place, 'unmounted'));
    await expect(execute(around('intendDestruction', { after }), batch)).rejects.toMatchObject({
      code: 'sealed-differs',
    });
    expect(await states(batch)).toEqual(['destroying']);
    bench.clock.passMs(121_000);
    await expect(execute(bench, batch)).rejects.toMatchObject({ code: 'sealed-differs' });
    renameSync(join(place, 'unmounted'), year);
    expect((await execute(bench, batch)).batch.state).toBe('executed');
  });
});

describe('one run', () => {
  test('ends no more than the policy’s cap; the next one goes on, with witnesses of its own', async () => {
    const { data, clock } = bench;
    await bench.close();
    await open({ data, clock, policy: policyWith({ capPerRun: rule(2) as never }) });
    const batch = await ready(bench, 3);
    expect(await execute(bench, batch)).toMatchObject({ isCapped: true, ended: { destroyed: 2 } });
    expect((await bench.catalog.batch(batch.id))?.state).toBe('executing');
    const second = await execute(bench, batch, { by: 'sun', witnesses: ['zhao', 'wang'] });
    expect(second).toMatchObject({ isCapped: false, batch: { state: 'executed', registerNo: 1 } });
    expect(second.batch.witnesses).toHaveLength(4);
  });

  test('waits for a proof outside the machine where the policy asks for one', async () => {
    const { data, clock } = bench;
    await bench.close();
    await open({ data, clock, policy: policyWith({ anchorMaxDays: rule(30) as never }) });
    const batch = await ready(bench, 1);
    const at = (days: number) => {
      const ms = bench.clock.read().wallMs - days * 86_400_000;
      const proofs = { newestAt: async () => new Date(ms).toISOString() as never };
      return { ...bench, context: { ...bench.context, proofs } };
    };
    await expect(execute(bench, batch)).rejects.toMatchObject({ code: 'anchor-too-old' });
    await expect(execute(at(31), batch)).rejects.toMatchObject({ code: 'anchor-too-old' });
    await expect(execute(at(-2), batch)).rejects.toMatchObject({ code: 'anchor-too-old' });
    await expect(execute(at(30), batch)).resolves.toMatchObject({ ended: { destroyed: 1 } });
  });

  test('edge case 27: two executions at once: the second is refused', async () => {
    const batch = await ready(bench, 2);
    let refused: unknown = null;
    const before = async () => {
      refused ??= await execute(bench, batch).catch((thrown: unknown) => thrown);
    };
    const { ended } = await execute(around('intendDestruction', { before }), batch);
    expect(refused).toMatchObject({ code: 'busy' });
    expect(ended.destroyed).toBe(2);
  });

  test('edge case 22: a recording that somebody reads for long is deferred, and told', async () => {
    const batch = await ready(bench, 2);
    const [a] = (await allIds(bench)) as [RecordingId];
    const until = new Date(bench.clock.read().wallMs + 3_600_000).toISOString() as never;
    await bench.catalog.leaseRecording(a, 'export', until);
    await execute(bench, batch);
    expect(await states(batch)).toEqual(['deferred: in-use', 'destroyed']);
  });

  test('told to stop, it stops between two items, and goes on when it is asked again', async () => {
    const batch = await ready(bench, 3);
    const stop = new AbortController();
    const run = execute(bench, batch, { signal: stop.signal, onItem: () => stop.abort() });
    await expect(run).rejects.toMatchObject({ code: 'interrupted' });
    expect((await states(batch)).filter((state) => state === 'destroyed')).toHaveLength(1);
    expect((await execute(bench, batch)).batch.state).toBe('executed');
  });
});
