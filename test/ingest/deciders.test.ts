import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SYSTEM_ACTOR } from '../../src/evidence/audit-entry.ts';
import { SealdockError } from '../../src/evidence/errors.ts';
import type { DockId, RecorderNo } from '../../src/evidence/ids.ts';
import type { StagingKey } from '../../src/evidence/recording.ts';
import { utcOf } from '../../src/evidence/time.ts';
import { Berths } from '../../src/ingest/berths.ts';
import { DockProgressBoard } from '../../src/ingest/dock-progress.ts';
import { PromisedRoom } from '../../src/ingest/promised-room.ts';
import { COMPARED_BYTES, isSealedAlready, isStagedCopySealed } from '../../src/ingest/recognise-file.ts';
import { pruneTorn, releaseTorn } from '../../src/ingest/release-torn.ts';
import { RANGE_BYTES_LIMIT } from '../../src/ports/card.ts';
import { FINISHED_DOCKS_SHOWN } from '../../src/ports/status-board.ts';
import type { TornCopy } from '../../src/ports/vault.ts';
import { fakeClipBytes } from '../cards/fake-clip.ts';
import { NOW_MS } from '../support/flow-bench.ts';
import { dockRequest } from '../support/test-station.ts';

const RECORDER = 'BC240001' as RecorderNo;
const KEY = '0'.repeat(32) as StagingKey;

function range(bytes: Uint8Array, offset: number, length: number): Uint8Array {
  return bytes.subarray(offset, offset + Math.min(length, RANGE_BYTES_LIMIT));
}

function recordingOf(sizeBytes: number) {
  return { id: 'r', folder: 'f', manifest: { file: { sealedAs: 'a.jpg', sizeBytes } } } as never;
}

/** Staging with torn copies, a sealed file, and a memory of what was written to the log and removed. */
function bench(torn: readonly Uint8Array[], sealed: Uint8Array | null | 'unreadable') {
  const happened: string[] = [];
  const copies = torn.map(
    (bytes, number): TornCopy => ({ key: KEY, number, path: String(number), sizeBytes: bytes.length }),
  );
  const left = new Set(copies);
  const vault = {
    tornCopiesOf: async () => [...left],
    readTorn: async (copy: TornCopy, offset: number, length: number) =>
      range(torn[copy.number] ?? new Uint8Array(), offset, length),
    readSealed: async (_: string, offset: number, length: number) => {
      if (sealed === 'unreadable') throw new SealdockError('vault-read-failed', { found: 'EIO' });
      return sealed === null ? null : range(sealed, offset, length);
    },
    removeTorn: async (copy: TornCopy) => {
      happened.push(`removed ${copy.number}`);
      left.delete(copy);
    },
  };
  const catalog = { record: async ({ act }: { act: string }) => void happened.push(act) };
  return { ports: { vault, catalog } as never, copies, happened };
}

describe('a torn copy goes only when every byte of it is proved to be inside the sealed recording', () => {
  const whole = fakeClipBytes('whole', 2 * RANGE_BYTES_LIMIT + 500);
  const flipped = (at: number) => {
    const bytes = Buffer.from(whole);
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    return bytes;
  };

  test.each<[string, Uint8Array, Uint8Array | null | 'unreadable', boolean]>([
    ['the whole file', whole, whole, true],
    ['its beginning', whole.subarray(0, 5_000), whole, true],
    ['a beginning that ends with a range', whole.subarray(0, RANGE_BYTES_LIMIT), whole, true],
    ['one byte', whole.subarray(0, 1), whole, true],
    ['its first byte differs', flipped(0).subarray(0, 5_000), whole, false],
    ['its last byte differs', flipped(whole.length - 1), whole, false],
    ['a byte in a later range differs', flipped(RANGE_BYTES_LIMIT + 7), whole, false],
    ['the sealed one differs', whole, flipped(RANGE_BYTES_LIMIT * 2 + 1), false],
    ['the sealed one is shorter', whole, whole.subarray(0, -1), false],
    ['the sealed one is empty', whole.subarray(0, 10), new Uint8Array(), false],
    ['the sealed one is missing', whole, null, false],
    ['the sealed one cannot be read', whole, 'unreadable', false],
    ['its middle, at the beginning', whole.subarray(100, 5_000), whole, false],
    ['with the padding of a block', Buffer.concat([whole, Buffer.alloc(4_095)]), whole, true],
    ['with more zeros than a block', Buffer.concat([whole, Buffer.alloc(4_096)]), whole, false],
    ['with padding that is not all zeros', Buffer.concat([whole, Buffer.from([0, 0, 1])]), whole, false],
  ])('%s', async (_, torn, sealed, goes) => {
    const { ports, copies, happened } = bench([torn], sealed);
    const [copy] = copies as [TornCopy];
    expect(await releaseTorn(ports, copy, recordingOf(whole.length), SYSTEM_ACTOR)).toBe(goes);
    expect(happened).toEqual(goes ? ['staging.removed', 'removed 0'] : []);
  });

  test('and of several copies those go that are the beginning of another one, never the last of their bytes', async () => {
    const { ports, happened } = bench(
      [
        whole.subarray(0, 10),
        whole.subarray(0, 5_000),
        whole.subarray(0, 5_000),
        flipped(3).subarray(0, 900),
      ],
      null,
    );
    await pruneTorn(ports, KEY, SYSTEM_ACTOR);
    expect(happened.filter((each) => each.startsWith('removed')).sort()).toEqual(['removed 0', 'removed 1']);
    expect(happened.filter((each) => each === 'staging.removed')).toHaveLength(2);
  });
});

describe('a file is known already', () => {
  const file = (sizeBytes: number) =>
    ({ path: { text: 'a', hex: null }, sizeBytes, modifiedAt: utcOf(0), inode: '' }) as const;
  const known = (card: Uint8Array, sealed: Uint8Array | null) => {
    const reads: number[] = [];
    const answer = isSealedAlready(
      {
        readRange: async (_, offset, length) => {
          reads.push(length);
          return range(card, offset, length);
        },
      },
      { readSealed: async (_, offset, length) => (sealed === null ? null : range(sealed, offset, length)) },
      file(card.length),
      recordingOf(card.length),
    );
    return answer.then((isKnown) => ({ isKnown, reads }));
  };

  test.each([0, 1, COMPARED_BYTES - 1, COMPARED_BYTES, COMPARED_BYTES + 1, 2 * COMPARED_BYTES, 500_000])(
    'when head and tail of its %i bytes are the sealed ones, and not when a byte there differs or the end is elsewhere',
    async (size) => {
      const bytes = fakeClipBytes('known', size);
      const { isKnown, reads } = await known(bytes, Buffer.from(bytes));
      expect(isKnown).toBe(true);
      expect(reads.length).toBeLessThanOrEqual(2);
      expect(reads.every((length) => length <= COMPARED_BYTES)).toBe(true);
      for (const at of [0, COMPARED_BYTES - 1, size - COMPARED_BYTES, size - 1].filter(
        (at) => at >= 0 && at < size,
      )) {
        const other = Buffer.from(bytes);
        other[at] = (other[at] ?? 0) ^ 1;
        expect([at, (await known(bytes, other)).isKnown]).toEqual([at, false]);
      }
      expect((await known(bytes, Buffer.concat([bytes, Buffer.from('x')]))).isKnown).toBe(false);
      if (size > 0) expect((await known(bytes, bytes.subarray(0, -1))).isKnown).toBe(false);
      expect((await known(bytes, null)).isKnown).toBe(false);
    },
  );

  test.each([0, 1, RANGE_BYTES_LIMIT - 1, RANGE_BYTES_LIMIT, RANGE_BYTES_LIMIT + 1])(
    'from a copy in staging only when all %i bytes are the sealed ones',
    async (size) => {
      const bytes = fakeClipBytes('staged', size);
      const same = (sealed: Uint8Array | null) =>
        isStagedCopySealed(
          {
            readStaged: async (_, offset, length) => range(bytes, offset, length),
            readSealed: async (_, offset, length) => (sealed === null ? null : range(sealed, offset, length)),
          },
          KEY,
          recordingOf(size),
        );
      expect(await same(Buffer.from(bytes))).toBe(true);
      expect(await same(Buffer.concat([bytes, Buffer.from('x')]))).toBe(false);
      expect(await same(null)).toBe(false);
      if (size === 0) return;
      const other = Buffer.from(bytes);
      other[size >> 1] = (other[size >> 1] ?? 0) ^ 1;
      expect(await same(other)).toBe(false);
    },
  );
});

describe('cards of one recorder take turns', () => {
  const never = new AbortController().signal;

  test('in the order in which they came, and a card of another recorder waits for nobody', async () => {
    const berths = new Berths();
    const order: string[] = [];
    const visit = async (name: string, recorder: RecorderNo) => {
      const turn = await berths.takeTurn(recorder, never);
      order.push(`${name} in${turn.twice ? ', after another' : ''}`);
      await sleep(5);
      order.push(`${name} out`);
      turn.release();
    };
    await Promise.all([visit('a', RECORDER), visit('b', RECORDER), visit('c', RECORDER)]);
    expect(order).toEqual(['a in', 'a out', 'b in, after another', 'b out', 'c in, after another', 'c out']);
    const first = await berths.takeTurn(RECORDER, never);
    expect(first.twice).toBe(false);
    expect((await berths.takeTurn('X1' as RecorderNo, never)).twice).toBe(false);
  });

  test('and one that gives up waiting lets nobody pass before the one inside has left', async () => {
    const berths = new Berths();
    const stop = new AbortController();
    const inside = await berths.takeTurn(RECORDER, never);
    const waiting = berths.takeTurn(RECORDER, stop.signal);
    const third = berths.takeTurn(RECORDER, never);
    stop.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'interrupted' });
    expect(await Promise.race([third.then(() => 'in'), sleep(20, 'waits')])).toBe('waits');
    inside.release();
    expect((await third).twice).toBe(true);
    await expect(berths.takeTurn(RECORDER, AbortSignal.abort())).rejects.toMatchObject({
      code: 'interrupted',
    });
  });
});

describe('what is left behind is recovered', () => {
  const id = (name: string) => name as DockId;

  test('before a dock begins, by one dock at a time', async () => {
    const berths = new Berths();
    const order: string[] = [];
    const recover = (name: string) => async () => {
      order.push(`${name} begins`);
      await sleep(5);
      order.push(`${name} ends`);
    };
    const enter = async (name: string) => {
      const leave = await berths.enter(id(name), recover(name));
      order.push(`${name} docked`);
      return leave;
    };
    await Promise.all([enter('a'), enter('b')]);
    expect(order.indexOf('a ends')).toBeLessThan(order.indexOf('a docked'));
    const recoveries = order.filter((each) => !each.endsWith('docked'));
    expect(recoveries.map((each) => each.split(' ')[1])).toEqual(
      recoveries.map((_, at) => (at % 2 === 0 ? 'begins' : 'ends')),
    );
  });

  test('anew when it failed, and the failure reaches the dock that met it', async () => {
    const berths = new Berths();
    const fail = async () => {
      throw new SealdockError('vault-read-failed');
    };
    await expect(berths.enter(id('a'), fail)).rejects.toMatchObject({ code: 'vault-read-failed' });
    let recovered = 0;
    const leave = await berths.enter(id('b'), async () => {
      recovered += 1;
    });
    expect(recovered).toBe(1);
    leave();
  });

  test('and more docks than any station has ports are turned away', async () => {
    const berths = new Berths();
    const leaves = await Promise.all(
      Array.from({ length: 64 }, (_, at) => berths.enter(id(`dock-${at}`), async () => {})),
    );
    await expect(berths.enter(id('one more'), async () => {})).rejects.toMatchObject({ code: 'busy' });
    leaves[0]?.();
    await berths.enter(id('one more'), async () => {});
  });
});

describe('room', () => {
  const vault = (freeBytes: number) =>
    ({ root: '/v', room: async () => ({ freeBytes, totalBytes: 1_000 }) }) as const;

  test('is promised once, and given back in whatever way a copy ends', async () => {
    const room = new PromisedRoom();
    const first = await room.promise(vault(100), 20, 50);
    await expect(room.promise(vault(100), 20, 31)).rejects.toMatchObject({ code: 'vault-full' });
    const second = await room.promise(vault(100), 20, 30);
    second.end();
    second.end();
    first.written(40);
    // 40 of the 50 lie on the disk now: 60 are free, 10 of them promised.
    await expect(room.promise(vault(60), 20, 31)).rejects.toMatchObject({ code: 'vault-full' });
    const third = await room.promise(vault(60), 20, 30);
    first.written(999);
    first.end();
    third.end();
    await room.promise(vault(100), 20, 80);
  });

  test('is not found twice by two that ask at the same moment', async () => {
    const room = new PromisedRoom();
    const asked = await Promise.allSettled([1, 2, 3].map(() => room.promise(vault(100), 0, 40)));
    expect(asked.map((each) => each.status)).toEqual(['fulfilled', 'fulfilled', 'rejected']);
  });
});

describe('the progress of a dock', () => {
  let board: DockProgressBoard;
  const request = dockRequest('/card');
  const dock = request.id;
  const now = () => board.snapshot().find((each) => each.dock === dock);

  beforeEach(() => {
    board = new DockProgressBoard();
    board.start(request, NOW_MS);
  });
  afterEach(() => {
    expect(board.snapshot().length).toBeGreaterThan(0);
  });

  test('goes from looking to listing to copying to an end', () => {
    expect(now()).toMatchObject({ phase: 'identifying', startedAt: utcOf(NOW_MS), bytesPerSecond: null });
    board.note({ kind: 'identified', dock, recorder: RECORDER, model: 'm', dirty: true }, NOW_MS);
    expect(now()).toMatchObject({ phase: 'listing', recorder: RECORDER, model: 'm', dirty: true });
    board.note({ kind: 'listed', dock, files: 3, bytes: 3_000 }, NOW_MS);
    expect(now()).toMatchObject({ phase: 'copying', filesTotal: 3, bytesTotal: 3_000 });
    const path = { text: 'a', hex: null };
    board.note({ kind: 'sealed', dock, recording: 'r' as never, bytes: 1_000 }, NOW_MS);
    board.note({ kind: 'met-again', dock, path, bytes: 1_000 }, NOW_MS);
    board.note({ kind: 'failed', dock, path, code: 'card-read-failed', bytes: 1_000 }, NOW_MS);
    expect(now()).toMatchObject({ filesDone: 3, bytesDone: 3_000 });
    const report = {
      dock,
      path: '/card',
      recorder: RECORDER,
      model: 'm',
      result: 'findings',
      code: null,
    } as never;
    board.note({ kind: 'finished', dock, report }, NOW_MS);
    expect(now()).toMatchObject({
      phase: 'finished',
      result: 'findings',
      bytesPerSecond: null,
      secondsLeft: null,
    });
  });

  test('tells rate and time left of the last seconds, not of the whole dock', () => {
    board.note({ kind: 'listed', dock, files: 1, bytes: 100_000_000 }, NOW_MS);
    for (let second = 0; second <= 20; second += 1) {
      const bytes = second <= 10 ? 1_000_000 : 4_000_000;
      board.note({ kind: 'copied', dock, bytes }, NOW_MS + second * 1_000);
    }
    expect(now()?.bytesPerSecond).toBe(4_000_000);
    // 11 + 40 million are copied.
    expect(now()?.secondsLeft).toBe(Math.ceil(49 / 4));
  });

  test('says nothing of the rate before there is something to tell', () => {
    board.note({ kind: 'listed', dock, files: 1, bytes: 1_000 }, NOW_MS);
    board.note({ kind: 'copied', dock, bytes: 100 }, NOW_MS);
    board.note({ kind: 'copied', dock, bytes: 100 }, NOW_MS + 100);
    expect(now()).toMatchObject({ bytesPerSecond: null, secondsLeft: null });
  });

  test('is kept for all that run, and for the newest that have ended', () => {
    for (let each = 0; each < FINISHED_DOCKS_SHOWN + 20; each += 1) {
      const other = dockRequest('/other');
      board.start(other, NOW_MS);
      board.note({ kind: 'finished', dock: other.id, report: { result: 'done' } as never }, NOW_MS);
    }
    board.note({ kind: 'copied', dock: 'dock-nobody' as DockId, bytes: 1 }, NOW_MS);
    expect(now()?.phase).toBe('identifying');
    expect(board.snapshot().length).toBeLessThanOrEqual(FINISHED_DOCKS_SHOWN + 2);
  });
});
