import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { openSqliteCatalog } from '../../src/adapters/sqlite/sqlite-catalog.ts';
import { openSystemClock } from '../../src/adapters/system-clock.ts';
import { HOLD_STATES, HOLDING_STATES, type HoldState, type HoldTarget } from '../../src/evidence/hold.ts';
import type { RecordingId } from '../../src/evidence/ids.ts';
import { isDue } from '../../src/evidence/retention.ts';
import type { Catalog } from '../../src/ports/catalog.ts';
import { draft } from '../contracts/catalog.contract.ts';
import { caseNo, putCase, putHold, putLink, putRecordings } from '../support/hold-facts.ts';
import { makePlace, removeFolder } from '../support/test-station.ts';
import { dateOf, holdOf, keeping } from './keeping-facts.ts';

const place = makePlace('hold-gate');
afterAll(() => removeFolder(place));
let files = 0;
const newPath = () => {
  files += 1;
  mkdirSync(join(place, String(files)));
  return join(place, String(files), 'sealdock.db');
};

/** A catalogue in a file, and the hand of somebody who needs none of our methods. */
async function withCatalog(
  count: number,
  act: (
    catalog: Catalog,
    ids: readonly RecordingId[],
    raw: InstanceType<typeof Sqlite>,
    path: string,
  ) => Promise<void>,
): Promise<void> {
  const path = newPath();
  const catalog = openSqliteCatalog(path, openSystemClock());
  const raw = new Sqlite(path);
  try {
    await act(catalog, await putRecordings(catalog, count), raw, path);
  } finally {
    raw.close();
    await catalog.close();
  }
}

/** An approved batch in which these lie, as the destruction leaves it between intent and deed. */
function putItems(raw: InstanceType<typeof Sqlite>, ids: readonly RecordingId[], state: string): void {
  raw.exec(`INSERT OR IGNORE INTO destruction_batch (id, period, policy, policy_version, state, witnesses, changed_at)
    VALUES ('batch-2026-1', '2026', 'default', 1, 'executing', '[]', 'now')`);
  const insert = raw.prepare(`INSERT INTO destruction_item
    (batch, place, recording, sha256, size_bytes, recorded_at, keep_until, why, state)
    VALUES ('batch-2026-1', (SELECT COUNT(*) FROM destruction_item), ?, 'sha', 1, 'then', '2026-01-01', 'why', ?)`);
  for (const id of ids) insert.run(id, state);
}

const only = (ids: readonly RecordingId[], at = 0): RecordingId => ids[at] as RecordingId;

describe('a hold beats everything', () => {
  test('edge case 1: expiry, an approved batch and a listed item; nothing that is held is due', async () => {
    const long = { recordedAt: '2001-01-01T00:00:00.000Z', sealedAt: '2001-01-01T00:00:00.000Z' } as never;
    const free = keeping(long);
    expect(isDue(free, dateOf('2026-11-20'))).toBe(true);
    for (const state of HOLDING_STATES) {
      const held = keeping({ ...(long as object), holds: [holdOf({ state: state as 'placed' })] });
      expect(isDue(held, dateOf('2026-11-20')), state).toBe(false);
    }
    await withCatalog(2, async (catalog, ids, raw) => {
      putItems(raw, ids, 'listed');
      await putHold(catalog, { kind: 'recording', recording: only(ids) });
      expect(await catalog.heldAmong(ids)).toEqual(new Set([only(ids)]));
      expect((await catalog.keepingFacts(only(ids)))?.holds).toHaveLength(1);
    });
  });

  test('edge case 3: placed between approval and execution, the gate defers that item and lets the others go on', async () => {
    await withCatalog(3, async (catalog, ids, raw) => {
      putItems(raw, ids, 'listed');
      expect(await catalog.heldAmong(ids)).toEqual(new Set());
      await putCase(catalog, '案', { parties: ['王某'] });
      await putLink(catalog, '案', only(ids, 1));
      await putHold(catalog, { kind: 'party', party: '王某' }, { state: 'proposed' });
      expect(await catalog.heldAmong(ids)).toEqual(new Set([only(ids, 1)]));
    });
  });
});

describe('edge case 4: between intent and deed', () => {
  const ways: readonly (readonly [string, (catalog: Catalog, id: RecordingId) => Promise<unknown>])[] = [
    ['a hold on it', (catalog, recording) => putHold(catalog, { kind: 'recording', recording })],
    [
      'a list with it in it',
      (catalog, recording) => putHold(catalog, { kind: 'list', query: '{}', recordings: [recording] }),
    ],
    [
      'a hold on its case',
      async (catalog, recording) => {
        await putCase(catalog, '案');
        await putLink(catalog, '案', recording);
        await putHold(catalog, { kind: 'case', case: caseNo('案') });
      },
    ],
    [
      'a hold on its party',
      async (catalog, recording) => {
        await putCase(catalog, '案', { parties: ['王某'] });
        await putLink(catalog, '案', recording);
        await putHold(catalog, { kind: 'party', party: '王某' });
      },
    ],
    [
      'a link to a case that is held',
      async (catalog, recording) => {
        await putCase(catalog, '案');
        await putHold(catalog, { kind: 'case', case: caseNo('案') });
        await putLink(catalog, '案', recording);
      },
    ],
    [
      'a party that is held, added to its case',
      async (catalog, recording) => {
        const before = await putCase(catalog, '案');
        await putLink(catalog, '案', recording);
        await putHold(catalog, { kind: 'party', party: '王某' });
        const after = { ...before, parties: ['王某'], changedAt: '2027-01-01T00:00:00.000Z' };
        await catalog.keepCase({ before, after, entry: draft('case.changed') });
      },
    ],
  ];

  test.each(ways)('%s comes too late, and says so', async (_, way) => {
    await withCatalog(2, async (catalog, ids, raw) => {
      putItems(raw, [only(ids)], 'destroying');
      await expect(way(catalog, only(ids))).rejects.toMatchObject({
        code: 'being-destroyed',
        about: only(ids),
      });
      expect(await catalog.heldAmong(ids)).toEqual(new Set());
      // Nothing is left of it that would hold the item when it is looked at again.
      await expect(way(catalog, only(ids, 1)).catch((thrown) => thrown.code)).resolves.not.toBe(
        'being-destroyed',
      );
    });
  });

  test.each(ways)('%s is in time while the item is only listed, deferred or failed', async (_, way) => {
    for (const state of ['listed', 'deferred', 'failed', 'struck-out']) {
      await withCatalog(1, async (catalog, ids, raw) => {
        putItems(raw, ids, state);
        await way(catalog, only(ids));
        expect(await catalog.heldAmong(ids)).toEqual(new Set(ids));
      });
    }
  });

  test('something else that is being destroyed stops no hold, also when that is held against all rules', async () => {
    await withCatalog(2, async (catalog, ids, raw) => {
      await putHold(catalog, { kind: 'recording', recording: only(ids) });
      putItems(raw, [only(ids)], 'destroying');
      await putHold(catalog, { kind: 'recording', recording: only(ids, 1) });
      expect(await catalog.heldAmong(ids)).toEqual(new Set(ids));
    });
  });

  test('two processes, one holding and one destroying the same recordings: each of them is won by exactly one', async () => {
    await withCatalog(60, async (catalog, ids, raw, path) => {
      putItems(raw, ids, 'listed');
      const begin = `
        const [, path, name, ...ids] = process.argv;
        const { existsSync, writeFileSync } = await import('node:fs');
        const { setTimeout: sleep } = await import('node:timers/promises');
        const ready = async () => {
          writeFileSync(path + '.' + name, '');
          while (!['holds', 'destroys'].every((each) => existsSync(path + '.' + each))) await sleep(1);
        };`;
      const holds = `${begin}
        const { openSqliteCatalog } = await import(${JSON.stringify(moduleUrl('adapters/sqlite/sqlite-catalog.ts'))});
        const { openSystemClock } = await import(${JSON.stringify(moduleUrl('adapters/system-clock.ts'))});
        const catalog = openSqliteCatalog(path, openSystemClock());
        const at = '2026-11-20T08:00:00.000Z';
        await ready();
        for (const [place, recording] of ids.entries()) {
          const hold = { id: 'hold-20261120T080000-' + String(place).padStart(8, '0'),
            target: { kind: 'recording', recording }, ground: 'other', clause: null, text: null, state: 'placed',
            restarts: false, owesOfflineCopy: false, placedBy: 'x', placedAt: at, releasedAt: null, approval: null,
            changedAt: at };
          await catalog.placeHold(hold, { act: 'hold.placed', actor: { kind: 'system', id: name, role: 'x',
            established: 'process' }, object: { kind: 'hold', id: hold.id }, reason: null, before: null,
            after: 'placed', detail: {} }).catch((thrown) => { if (thrown.code !== 'being-destroyed') throw thrown; });
          await sleep(1);
        }
        await catalog.close();`;
      const destroys = `${begin}
        const { openSqliteCatalog } = await import(${JSON.stringify(moduleUrl('adapters/sqlite/sqlite-catalog.ts'))});
        const { openSystemClock } = await import(${JSON.stringify(moduleUrl('adapters/system-clock.ts'))});
        const catalog = openSqliteCatalog(path, openSystemClock());
        await ready();
        for (const recording of ids.reverse()) {
          await catalog.intendDestruction({ batch: 'batch-2026-1', recording, edgesSha256: 'edges',
            now: '2026-11-20T08:00:00.000Z', judge: () => null, entry: { act: 'recording.destruction-intended',
            actor: { kind: 'system', id: name, role: 'x', established: 'process' },
            object: { kind: 'recording', id: recording }, reason: null, before: null, after: null, detail: {} } });
          await sleep(1);
        }
        await catalog.close();`;
      const run = (name: string, script: string) =>
        runNode(['--input-type=module', '-e', script, path, name, ...ids]);
      await Promise.all([run('holds', holds), run('destroys', destroys)]);
      const held = await catalog.heldAmong(ids);
      const going = raw
        .prepare(`SELECT recording FROM destruction_item WHERE state = 'destroying'`)
        .all() as readonly { recording: RecordingId }[];
      expect(going.filter(({ recording }) => held.has(recording))).toEqual([]);
      expect(going.length + held.size).toBe(ids.length);
    });
  });
});

describe('any holds on any cases, parties, lists and links', () => {
  const RECORDINGS = 6;
  const CASES = ['甲案', '乙案', '丙案'];
  const PARTIES = ['王某', '李某'];
  const recording = fc.integer({ min: 0, max: RECORDINGS - 1 });
  const target = fc.oneof(
    fc.record({ kind: fc.constant('recording' as const), at: recording }),
    fc.record({ kind: fc.constant('case' as const), no: fc.constantFrom(...CASES) }),
    fc.record({ kind: fc.constant('party' as const), party: fc.constantFrom(...PARTIES) }),
    fc.record({ kind: fc.constant('list' as const), ats: fc.uniqueArray(recording, { minLength: 1 }) }),
  );
  const scene = fc.record({
    parties: fc.tuple(...CASES.map(() => fc.subarray(PARTIES))),
    links: fc.uniqueArray(fc.tuple(recording, fc.constantFrom(...CASES)), {
      selector: ([at, no]) => `${at} ${no}`,
    }),
    holds: fc.array(fc.tuple(target, fc.constantFrom<HoldState>(...HOLD_STATES)), { maxLength: 6 }),
    /** What is added afterwards. */
    more: fc.tuple(target, fc.constantFrom<HoldState>(...HOLDING_STATES)),
    moreLink: fc.tuple(recording, fc.constantFrom(...CASES)),
  });
  type Scene = typeof scene extends fc.Arbitrary<infer T> ? T : never;

  /** The rule in words: one that has not ended, on the recording, on a case of it, or on a party of such a case. */
  const modelOf = ({ parties, links, holds }: Pick<Scene, 'parties' | 'links' | 'holds'>, at: number) => {
    const cases = links.filter(([linked]) => linked === at).map(([, no]) => no);
    const named = cases.flatMap((no) => parties[CASES.indexOf(no)] ?? []);
    return holds.some(([on, state]) => {
      if (!HOLDING_STATES.includes(state)) return false;
      if (on.kind === 'recording') return on.at === at;
      if (on.kind === 'list') return on.ats.includes(at);
      return on.kind === 'case' ? cases.includes(on.no) : named.includes(on.party);
    });
  };

  test('are what the gate says, for one and for many at once; and adding never takes anything out of a hold', async () => {
    await fc.assert(
      fc.asyncProperty(scene, async (given) => {
        const catalog = openSqliteCatalog(':memory:', openSystemClock());
        try {
          const ids = await putRecordings(catalog, RECORDINGS);
          const targetOf = (on: Scene['more'][0]): HoldTarget => {
            if (on.kind === 'recording') return { kind: 'recording', recording: only(ids, on.at) };
            if (on.kind === 'case') return { kind: 'case', case: caseNo(on.no) };
            if (on.kind === 'party') return { kind: 'party', party: on.party };
            return { kind: 'list', query: '{}', recordings: on.ats.map((at) => only(ids, at)) };
          };
          for (const [place, no] of CASES.entries()) {
            await putCase(catalog, no, { parties: given.parties[place] ?? [] });
          }
          for (const [at, no] of given.links) await putLink(catalog, no, only(ids, at));
          for (const [on, state] of given.holds) await putHold(catalog, targetOf(on), { state });
          const agrees = async (scene: Pick<Scene, 'parties' | 'links' | 'holds'>) => {
            const held = await catalog.heldAmong(ids);
            const page = await catalog.keepingPage(null, 100);
            for (const [at, id] of ids.entries()) {
              const isHeld = modelOf(scene, at);
              expect(held.has(id)).toBe(isHeld);
              expect((await catalog.heldAmong([id])).has(id)).toBe(isHeld);
              expect((page[at]?.holds.length ?? 0) > 0).toBe(isHeld);
              const on = await catalog.holds({
                states: HOLDING_STATES,
                recording: id,
                owesOfflineCopy: null,
                after: null,
                limit: 99,
              });
              expect(on.length > 0).toBe(isHeld);
            }
            return held;
          };
          const before = await agrees(given);
          const holds = [...given.holds, given.more];
          await putHold(catalog, targetOf(given.more[0]), { state: given.more[1] });
          const after = await agrees({ ...given, holds });
          await putLink(catalog, given.moreLink[1], only(ids, given.moreLink[0]));
          const linked = await agrees({ ...given, holds, links: [...given.links, given.moreLink] });
          expect([...before].filter((id) => !after.has(id))).toEqual([]);
          expect([...after].filter((id) => !linked.has(id))).toEqual([]);
        } finally {
          await catalog.close();
        }
      }),
      { numRuns: 60 },
    );
  });
});

function moduleUrl(path: string): string {
  return new URL(`../../src/${path}`, import.meta.url).href;
}

function runNode(args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...args], { stdio: ['ignore', 'ignore', 'inherit'] });
    child.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`exit ${code}`))));
  });
}
