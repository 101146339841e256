import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { openHeadFile } from '../../src/adapters/head-file.ts';
import { checkPublished } from '../../src/audit/check-published.ts';
import { logStanding, refuseSetBack } from '../../src/audit/log-standing.ts';
import { publishLog } from '../../src/audit/publish-log.ts';
import { leaveBranch, recordRestored } from '../../src/audit/restore-log.ts';
import { verifyLog } from '../../src/audit/verify-log.ts';
import type { AuditEntry } from '../../src/evidence/audit-entry.ts';
import { entries } from '../support/flow-bench.ts';
import {
  makePlace,
  openTestStation,
  removeFolder,
  TEST_ACTOR,
  type TestStation,
} from '../support/test-station.ts';

const ORIGIN = 'test.example/log';
const places: string[] = [];
let data: string;
afterAll(() => places.forEach(removeFolder));
beforeEach(() => {
  data = makePlace('standing');
  places.push(data);
});

type Remembering = TestStation & { readonly headMemory: ReturnType<typeof openHeadFile> };

async function withStation<T>(act: (station: Remembering) => Promise<T>): Promise<T> {
  const station = await openTestStation({ data });
  try {
    return await act({ ...station, headMemory: openHeadFile(join(data, 'keys/log.head')) });
  } finally {
    await station.close();
  }
}

/** So many more entries, published. */
const grow = (count: number, reason = 'first branch') =>
  withStation(async (station) => {
    for (let each = 0; each < count; each += 1) {
      await station.catalog.record({
        act: 'staging.removed',
        actor: TEST_ACTOR,
        object: { kind: 'staging', id: String(each) },
        reason,
        before: null,
        after: null,
        detail: {},
      });
    }
    return publishLog(station, { origin: ORIGIN });
  });
const copyTo = (name: string, ...folders: string[]) =>
  folders.forEach((folder) => {
    cpSync(join(data, folder), join(data, name, folder), { recursive: true });
  });
const bringBack = (name: string, ...folders: string[]) =>
  folders.forEach((folder) => {
    rmSync(join(data, folder), { recursive: true });
    cpSync(join(data, name, folder), join(data, folder), { recursive: true });
  });
const verdictNow = () =>
  withStation(async (station) => {
    const { findings } = await verifyLog(station, { origin: ORIGIN, remembered: null });
    return findings.map(({ kind, about }) => `${kind}: ${about}`);
  });
const standingNow = () => withStation((station) => logStanding(station, { origin: ORIGIN }));

/** What the daemon does at its start. */
const goOn = () =>
  withStation(async (station) => {
    const standing = await logStanding(station, { origin: ORIGIN });
    if (standing.kind !== 'sound') throw new Error('nobody has decided');
    await leaveBranch(station.logFiles, standing.leaves);
    await checkPublished(station, { origin: ORIGIN });
    return publishLog(station, { origin: ORIGIN });
  });
const decide = () =>
  withStation((station) =>
    recordRestored(station, { origin: ORIGIN, actor: TEST_ACTOR, reason: 'the disk of 20 November died' }),
  );

describe('ZY-4, ZZ-4: a log that came out of a backup is not continued as if nothing had happened', () => {
  test('a log that only grew is sound, whatever of its heads is behind', async () => {
    await grow(3);
    const older = readFileSync(join(data, 'keys/log.head'));
    await grow(300);
    expect(await standingNow()).toEqual({ kind: 'sound', leaves: [] });
    writeFileSync(join(data, 'keys/log.head'), older);
    expect(await standingNow()).toEqual({ kind: 'sound', leaves: [] });
    expect(await verdictNow()).toEqual([]);
  });

  test('the catalogue restored alone is shorter than the checkpoint on the disk and than the kept head', async () => {
    await grow(3);
    copyTo('backup', 'catalogue');
    await grow(5);
    bringBack('backup', 'catalogue');
    expect(await standingNow()).toMatchObject({
      kind: 'set-back',
      conflicts: [{ kind: 'shorter', head: { about: 'checkpoint, kept head', size: 9 }, found: { size: 4 } }],
    });
    await withStation(async (station) => {
      await expect(refuseSetBack(station, { origin: ORIGIN })).rejects.toMatchObject({
        code: 'log-set-back',
        about: 'checkpoint, kept head',
        found: '4 entries',
      });
    });
    expect(await verdictNow()).toContain('log-truncated: checkpoint, kept head');
  });

  test('catalogue and audit restored together are told by the head beside the key', async () => {
    await grow(3);
    copyTo('backup', 'catalogue', 'audit');
    await grow(5);
    bringBack('backup', 'catalogue', 'audit');
    expect(await standingNow()).toMatchObject({
      kind: 'set-back',
      conflicts: [{ kind: 'shorter', head: { about: 'kept head', size: 9 } }],
    });
  });

  test('two heads of one size with different roots are a fork, and both are told', async () => {
    await grow(3);
    copyTo('backup', 'catalogue', 'audit');
    await grow(5);
    const first = readFileSync(join(data, 'keys/log.head'));
    bringBack('backup', 'catalogue', 'audit');
    rmSync(join(data, 'keys/log.head'));
    await grow(5, 'second branch');
    const second = readFileSync(join(data, 'keys/log.head'), 'utf8');
    writeFileSync(join(data, 'keys/log.head'), first);
    const root = (note: string) => note.split('\n')[2];
    await withStation(async (station) => {
      await expect(refuseSetBack(station, { origin: ORIGIN })).rejects.toMatchObject({
        code: 'log-forked',
        expected: `size 9, root ${root(first.toString())}`,
        found: `size 9, root ${root(second)}`,
      });
    });
    expect(await verdictNow()).toContain('log-forked: kept head');
  });

  test('a head that is not ours is no measure, and ends the start', async () => {
    await grow(3);
    writeFileSync(join(data, 'keys/log.head'), 'something else\n');
    await expect(standingNow()).rejects.toMatchObject({ code: 'audit-differs', about: 'kept head' });
  });
});

describe('the decision of an administrator', () => {
  beforeEach(async () => {
    await grow(3);
    copyTo('backup', 'catalogue');
    await grow(400);
    bringBack('backup', 'catalogue');
  });

  test('is an entry with its reason and the heads that are given up; then the log goes on as a branch', async () => {
    await decide();
    await goOn();
    const [entry] = await withStation((station) => entries(station, 'log.restored'));
    expect(entry).toMatchObject({
      reason: 'the disk of 20 November died',
      before: 'set-back',
      detail: { entriesBefore: 4, gaveUp: [{ size: 404 }] },
    } satisfies Partial<AuditEntry>);
    expect(await standingNow()).toEqual({ kind: 'sound', leaves: [] });
    expect(await verdictNow()).toEqual([]);
    await grow(1_000, 'second branch');
    expect(await verdictNow()).toEqual([]);
    expect(await standingNow()).toEqual({ kind: 'sound', leaves: [] });
  });

  test('loses nothing of the branch that was left, and a head of it that turns up again is told as left', async () => {
    const head = readFileSync(join(data, 'keys/log.head'));
    const tiles = readdirSync(join(data, 'audit/tile'), { recursive: true });
    await decide();
    await goOn();
    const [branch] = readdirSync(join(data, 'audit-left'));
    expect(branch).toMatch(/^404-[0-9a-f]{16}$/);
    expect(readdirSync(join(data, 'audit-left', String(branch), 'tile'), { recursive: true })).toEqual(tiles);
    expect(readFileSync(join(data, 'audit-left', String(branch), 'checkpoint'))).toEqual(head);
    writeFileSync(join(data, 'keys/log.head'), head);
    expect(await verdictNow()).toEqual(['log-restored: kept head']);
    expect(await standingNow()).toMatchObject({ kind: 'sound', leaves: [{ size: 404 }] });
    await goOn();
    expect(await verdictNow()).toEqual(['log-restored: kept head']);
  });

  test('is refused where there is nothing to decide', async () => {
    await decide();
    await goOn();
    await expect(decide()).rejects.toMatchObject({ code: 'log-not-set-back' });
  });

  test.each(['tile', 'nothing'])(
    'is carried out at the next start when power failed in the middle (%s is aside yet)',
    async (moved) => {
      await decide();
      if (moved === 'tile') {
        await withStation(async (station) => {
          const standing = await logStanding(station, { origin: ORIGIN });
          if (standing.kind !== 'sound') throw new Error('not decided');
          await leaveBranch(station.logFiles, standing.leaves);
        });
        const [branch] = readdirSync(join(data, 'audit-left'));
        const back = 'checkpoint';
        cpSync(join(data, 'audit-left', String(branch), back), join(data, 'audit', back), {
          recursive: true,
        });
        rmSync(join(data, 'audit-left', String(branch), back), { recursive: true });
      }
      await goOn();
      expect(existsSync(join(data, 'audit/checkpoint'))).toBe(true);
      expect(await verdictNow()).toEqual([]);
    },
  );
});
