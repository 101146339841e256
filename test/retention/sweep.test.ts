import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { DestructionContext } from '../../src/destruction/destruction-context.ts';
import { strikeItem } from '../../src/destruction/strike-item.ts';
import type { CalendarDate } from '../../src/evidence/calendar-date.ts';
import type { RecordingId } from '../../src/evidence/ids.ts';
import type { RetentionClass } from '../../src/evidence/retention.ts';
import { batchPeriodOf } from '../../src/retention/batch-period.ts';
import { judgeByOne } from '../../src/retention/judge-keeping.ts';
import { listDue } from '../../src/retention/list-due.ts';
import type { Policy } from '../../src/retention/policy.ts';
import { sweep } from '../../src/retention/sweep.ts';
import { draft } from '../contracts/catalog.contract.ts';
import { holdOn } from '../contracts/destruction.contract.ts';
import {
  acting,
  actsOf,
  approved,
  type Bench,
  execute,
  nowOf,
  openBench,
  policyWith,
  ripe,
} from '../destruction/bench.ts';
import { makePlace, removeFolder } from '../support/test-station.ts';
import { retentionOf } from './keeping-facts.ts';

let bench: Bench;
let place: string;
beforeEach(async () => {
  place = makePlace('sweep');
  bench = await openBench({ data: join(place, 'station') });
});
afterEach(async () => {
  await bench.close();
  removeFolder(place);
});

const NEVER = new AbortController().signal;
const sweepNow = (policy: Policy = bench.policy, on = bench) =>
  sweep(
    { catalog: on.catalog, clock: on.clock, watch: on.context.watch, openJudge: judgeByOne(policy) },
    { signal: NEVER, reason: 'test' },
  );
const withExpiry = (onExpiry: 'review' | 'keep' | null) => {
  const { retention } = retentionOf();
  return policyWith(
    {},
    { retention: { ...retention, onExpiry: { ...retention.onExpiry, value: onExpiry } } },
  );
};
const drafts = () => bench.catalog.batches(['draft'], 10);
const listed = async () => {
  const [batch] = await drafts();
  if (batch === undefined) return [];
  const items = await bench.catalog.items(batch.id, null, 100);
  return items.filter(({ state }) => state === 'listed').map(({ recording }) => recording);
};
const classed = (recording: RecordingId, value: RetentionClass | null) =>
  bench.catalog.decideOn(
    { recording, kind: 'class', value, by: 'li', at: '2029-01-01T00:00:00.000Z' as never, reason: 'x' },
    draft('recording.class-decided'),
  );

describe('ZY-19.1d: what is over is collected', () => {
  test('everything due goes into the draft of its period, with why; the next sweep adds nothing', async () => {
    const ids = await ripe(bench, 3);
    expect(await sweepNow()).toMatchObject({
      recordings: 3,
      added: 3,
      left: 0,
      due: { propose: 3, held: 0 },
    });
    expect(await listed()).toEqual(ids);
    const [batch] = await drafts();
    expect(batch).toMatchObject({
      id: 'batch-2029-01-1',
      period: '2029-01',
      state: 'draft',
      proposedBy: null,
    });
    const [item] = await bench.catalog.items(batch?.id as never, null, 1);
    expect(item?.keepUntil).toBe('2028-11-18');
    expect(JSON.parse(item?.why ?? '')).toMatchObject({ class: 'unclassified', base: '2026-11-18' });
    expect(await sweepNow()).toMatchObject({ added: 0, left: 0, due: { propose: 3 } });
    const last = (await actsOf(bench)).at(-1);
    expect(last).toMatchObject({ act: 'sweep.finished', after: 'due', detail: { added: 0, recordings: 3 } });
  });

  test('nothing is due before its day is over, and what is near is told', async () => {
    await ripe(bench, 1);
    const judge = await judgeByOne(bench.policy)('2028-11-18T15:59:59.000Z' as never);
    const near = await listDue(bench.catalog, judge, { withinDays: null, limit: 10 });
    expect(near.found).toMatchObject([{ kind: 'soon', keepUntil: '2028-11-18' }]);
    expect((await listDue(bench.catalog, judge, { withinDays: 0, limit: 10 })).found).toEqual([]);
    const over = await judgeByOne(bench.policy)('2028-11-18T16:00:00.000Z' as never);
    expect((await listDue(bench.catalog, over, { withinDays: 0, limit: 10 })).found).toMatchObject([
      { kind: 'propose' },
    ]);
  });

  test.each([
    ['review', 'review'],
    ['keep', 'keep'],
    [null, 'undecided'],
  ] as const)('where the policy says %s, nothing is proposed, and it is counted', async (onExpiry, kind) => {
    await ripe(bench, 2);
    expect(await sweepNow(withExpiry(onExpiry))).toMatchObject({ added: 0, due: { propose: 0, [kind]: 2 } });
    expect(await drafts()).toEqual([]);
  });

  test('periods are months, quarters or years', () => {
    const day = '2027-05-09' as CalendarDate;
    expect((['month', 'quarter', 'year'] as const).map((length) => batchPeriodOf(day, length))).toEqual([
      '2027-05',
      '2027-Q2',
      '2027',
    ]);
  });
});

describe('what keeps a recording takes it out of the draft', () => {
  test('edge case 1: held ones are not added, and are counted; a hold takes out what was added, a release brings it back', async () => {
    const [a, b] = (await ripe(bench, 2)) as [RecordingId, RecordingId];
    await bench.catalog.placeHold(holdOn({ kind: 'recording', recording: a }), draft('hold.placed'));
    expect(await sweepNow()).toMatchObject({ added: 1, due: { propose: 1, held: 1 } });
    const hold = holdOn({ kind: 'recording', recording: b });
    await bench.catalog.placeHold(hold, draft('hold.placed'));
    expect(await sweepNow()).toMatchObject({ added: 0, left: 1, due: { propose: 0, held: 2 } });
    expect(await listed()).toEqual([]);
    const released = { ...hold, state: 'released', releasedAt: hold.placedAt } as const;
    await bench.catalog.changeHold(hold, released, draft('hold.released'));
    expect(await sweepNow()).toMatchObject({ added: 1, left: 0 });
    expect(await listed()).toEqual([b]);
  });

  test('edge case 7: a longer period takes out what is due no longer', async () => {
    await ripe(bench, 2);
    await sweepNow();
    const longer = policyWith({}, retentionOf({ default: '5 years' }));
    expect(await sweepNow(longer)).toMatchObject({ added: 0, left: 2, due: { propose: 0 } });
    expect(await listed()).toEqual([]);
  });

  test('edge case 9: so does a class that is kept longer', async () => {
    const [a, b] = (await ripe(bench, 2)) as [RecordingId, RecordingId];
    await sweepNow();
    await classed(a, 'evidence');
    expect(await sweepNow()).toMatchObject({ left: 1 });
    expect(await listed()).toEqual([b]);
  });

  test('what is proposed for another reason is proposed anew, with that reason', async () => {
    const [a] = (await ripe(bench, 1)) as [RecordingId];
    await sweepNow();
    await classed(a, 'patrol');
    expect(await sweepNow()).toMatchObject({ added: 1, left: 1 });
    const [batch] = await drafts();
    const [item] = await bench.catalog.items(batch?.id as never, null, 1);
    expect(item).toMatchObject({ place: 1, state: 'listed', keepUntil: '2027-05-18' });
  });

  test('what a person struck out is not proposed again the next night', async () => {
    const [a, b] = (await ripe(bench, 2)) as [RecordingId, RecordingId];
    await sweepNow();
    const [batch] = await drafts();
    const facts = { recording: a, reason: '另案需要', now: await nowOf(bench), approval: 'apr-x' as never };
    await strikeItem(bench.catalog, batch?.id as never, facts, acting(bench, 'li'));
    expect(await sweepNow()).toMatchObject({ added: 0 });
    expect(await listed()).toEqual([b]);
  });
});

describe('what waits for people or is gone is not proposed twice', () => {
  test('a batch that was submitted keeps its items, and a withdrawn or executed one gives nothing back that is gone', async () => {
    await ripe(bench, 2);
    await sweepNow();
    const [batch] = await drafts();
    if (batch === undefined) throw new Error('no draft');
    await approved(bench, batch);
    expect(await sweepNow()).toMatchObject({ added: 0, left: 0 });
    bench.clock.passDays(8);
    expect((await execute(bench, batch)).batch.state).toBe('executed');
    expect(await sweepNow()).toMatchObject({ recordings: 0, added: 0, due: { propose: 0 } });
  });
});

describe('edge case 12: a clock in doubt', () => {
  test('stops the sweep before it changes anything', async () => {
    await ripe(bench, 1);
    bench.clock.leapMs(2 * 3_600_000);
    await expect(sweepNow()).rejects.toMatchObject({ code: 'clock-doubtful' });
    expect(await drafts()).toEqual([]);
  });
});

describe('edge case 27: never two at a time', () => {
  test('a second sweep in another process is refused, and the first one does all of it', async () => {
    await ripe(bench, 3);
    const other = await openBench({ data: join(place, 'station'), clock: bench.clock });
    // The second one comes while the first is in the middle of its own.
    const openJudge = async (now: Parameters<DestructionContext['openJudge']>[0]) => {
      await expect(sweepNow(other.policy, other)).rejects.toMatchObject({ code: 'busy' });
      return judgeByOne(bench.policy)(now);
    };
    const { catalog, clock, context } = bench;
    const first = await sweep(
      { catalog, clock, watch: context.watch, openJudge },
      { signal: NEVER, reason: 'test' },
    );
    expect(first).toMatchObject({ added: 3 });
    expect(await listed()).toHaveLength(3);
    expect(await sweepNow(other.policy, other)).toMatchObject({ added: 0, recordings: 3 });
    await other.close();
  });

  test('one that died is not waited for longer than its turn lasts', async () => {
    await ripe(bench, 1);
    const { wallMs } = bench.clock.read();
    const at = (ms: number) => new Date(wallMs + ms).toISOString() as never;
    await bench.catalog.takeTurn('sweep', 'the dead', at(0), at(120_000));
    await expect(sweepNow()).rejects.toMatchObject({ code: 'busy' });
    bench.clock.passMs(120_001);
    await expect(sweepNow()).resolves.toMatchObject({ added: 1 });
  });
});
