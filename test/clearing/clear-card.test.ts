import { appendFileSync, chmodSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { clearCard } from '../../src/clearing/clear-card.ts';
import type { ClearContext, ClearOptions, ClearSubject } from '../../src/clearing/clear-context.ts';
import { settleClears } from '../../src/clearing/take-answer.ts';
import { type ClearOrder, clearDigestOf } from '../../src/evidence/clear-order.ts';
import { type ClearId, clearIdOf } from '../../src/evidence/clearing.ts';
import { sha256Of } from '../../src/evidence/digest.ts';
import type { DockReport } from '../../src/evidence/dock.ts';
import { SealdockError } from '../../src/evidence/errors.ts';
import type { DockId } from '../../src/evidence/ids.ts';
import { probeCard } from '../../src/ingest/probe-recordings.ts';
import type { Card } from '../../src/ports/card.ts';
import type { ClearRow } from '../../src/ports/clear-ledger.ts';
import { type Prober, UNPLAYABLE } from '../../src/ports/probe.ts';
import { allRemoved, FakeCleaner } from '../fakes/fake-cleaner.ts';
import { entries, photoName, put, recordingOf, SetClock, sealedPath } from '../support/flow-bench.ts';
import { mediumOf } from '../support/slot-facts.ts';
import {
  dock,
  makePlace,
  openTestStation,
  removeFolder,
  TEST_ACTOR,
  type TestStation,
} from '../support/test-station.ts';

let card: string;
let station: TestStation;
let cleaner: FakeCleaner;
let clock: SetClock;
let held: Set<string>;
let ids = 0;
let prober: Prober;

beforeEach(async () => {
  card = makePlace('card');
  clock = new SetClock();
  cleaner = new FakeCleaner();
  held = new Set();
  prober = plays;
  station = await openTestStation({ clock });
});
afterEach(async () => {
  await station.close();
  removeFolder(station.data);
  removeFolder(card);
});

const context = (changes: Partial<ClearContext> = {}): ClearContext => ({
  ...station,
  cleaner,
  clearing: { mode: 'after-seal', proof: 'compare', keepOnCardMs: null },
  holds: { heldAmong: async (recordings) => new Set(recordings.filter((id) => held.has(id))) },
  ...changes,
});
/** These cards are folders, which are writable: as if they were mounted like real ones. */
const subject = (report: DockReport): ClearSubject => ({
  dock: report.dock,
  recorder: report.recorder,
  path: card,
  result: report.result,
  marks: [],
  medium: null,
});
const OPTIONS = {
  signal: new AbortController().signal,
  gone: new AbortController().signal,
  actor: TEST_ACTOR,
  onOrdered: () => {},
};
/** As the daemon does it, with an ffprobe that plays whatever it is given. */
const plays: Prober = { probe: async () => ({ ...UNPLAYABLE, playable: true }) };
const probe = (dockId: DockId, signal: AbortSignal) =>
  probeCard(station, prober, { dock: dockId, actor: TEST_ACTOR, signal }, (act) => act());
const newId = (): ClearId => {
  ids += 1;
  return clearIdOf('2026-11-20T08:00:00.000Z', ids.toString(16).padStart(8, '0'));
};
const clear = (
  asked: ClearSubject,
  changes: Partial<ClearContext> = {},
  how: Partial<ClearOptions> = {},
  id = newId(),
) => clearCard(context(changes), asked, id, { ...OPTIONS, probe, ...how });
const names = (order: ClearOrder | undefined) =>
  order?.files.map(({ pathHex }) => Buffer.from(pathHex, 'hex').toString()) ?? [];
const onlyClear = async (report: DockReport): Promise<ClearRow> => {
  const rows = await station.catalog.clearsOf(report.dock);
  expect(rows).toHaveLength(1);
  return rows[0] as ClearRow;
};

describe('after a good dock', () => {
  test('orders exactly the sealed files, with the digests that were sealed, and enters what became of them', async () => {
    const bytes = put(card, photoName(0), 3_000);
    put(card, photoName(1), 3_001);
    put(card, 'readme.txt', 20);
    const report = await dock(station, card);
    expect(report.result).toBe('done');
    const ended = await clear(subject(report));
    expect(ended).toEqual({ end: 'done', outcomes: ['removed', 'removed'], code: null });
    const [order] = cleaner.orders;
    expect(names(order)).toEqual([photoName(0), photoName(1)]);
    expect(order?.files[0]).toMatchObject({ sizeBytes: 3_000, sha256: sha256Of(bytes), digestFile: null });
    expect(order).toMatchObject({
      proof: 'compare',
      boot: 'test',
      medium: { diskSeq: '22' },
      dock: report.dock,
    });
    expect(await onlyClear(report)).toMatchObject({
      end: 'done',
      files: 2,
      bytes: 6_001,
      outcomes: { removed: 2 },
    });
    const files = await station.catalog.clearedFiles(order?.id as ClearId, 10);
    expect(files.map(({ path, outcome }) => [path.text, outcome])).toEqual([
      [photoName(0), 'removed'],
      [photoName(1), 'removed'],
    ]);
    const [ordered] = await entries(station, 'card.clear-ordered');
    const [cleared] = await entries(station, 'card.cleared');
    const digest = clearDigestOf(order as ClearOrder);
    expect(ordered).toMatchObject({
      object: { kind: 'dock', id: report.dock },
      detail: { digest, files: 2, kept: {} },
    });
    expect(cleared).toMatchObject({
      after: 'done',
      reason: null,
      detail: { digest, outcomes: { removed: 2 } },
    });
    expect(cleaner.settled).toEqual([order?.id]);
  });

  test('DESIGN 5.1: nothing on the card is touched by the daemon itself', async () => {
    const bytes = put(card, photoName(0), 3_000);
    await clear(subject(await dock(station, card)));
    expect(readFileSync(join(card, photoName(0))).equals(bytes)).toBe(true);
  });

  test('the decision is in the catalogue and the audit before the order lies there', async () => {
    put(card, photoName(0), 3_000);
    const report = await dock(station, card);
    const seen: unknown[] = [];
    cleaner.submit = async (order) => {
      seen.push(
        (await station.catalog.clear(order.id))?.end,
        (await entries(station, 'card.clear-ordered')).length,
      );
      throw new SealdockError('vault-full');
    };
    await expect(clear(subject(report))).rejects.toMatchObject({ code: 'vault-full' });
    expect(seen).toEqual([null, 1]);
  });

  test('what was sealed at an earlier dock goes too', async () => {
    put(card, photoName(0), 3_000);
    await dock(station, card);
    const again = await dock(station, card);
    expect(again.counts).toMatchObject({ sealed: 0, metAgain: 1 });
    expect((await clear(subject(again)))?.outcomes).toEqual(['removed']);
  });

  test("the recorder's own digest file goes with its video, by its own digest", async () => {
    const name = 'Media/Video/DCAM_BC240001_A01234_20261118_083000.mp4';
    const video = put(card, name, 3_000);
    const md5 = (await import('node:crypto')).createHash('md5').update(video).digest('hex');
    put(card, name.replace('.mp4', '.md5'), Buffer.from(md5));
    const report = await dock(station, card);
    await clear(subject(report));
    expect(cleaner.orders[0]?.files).toHaveLength(1);
    expect(cleaner.orders[0]?.files[0]?.digestFile).toMatchObject({
      pathHex: Buffer.from(name.replace('.mp4', '.md5')).toString('hex'),
      sizeBytes: 32,
      sha256: sha256Of(md5),
    });
  });

  test('nothing is ordered when the policy is off, and nothing is written down', async () => {
    put(card, photoName(0), 3_000);
    const report = await dock(station, card);
    const off = { mode: 'off', proof: 'compare', keepOnCardMs: null } as const;
    expect(await clear(subject(report), { clearing: off })).toBeNull();
    expect(cleaner.orders).toEqual([]);
    expect(await station.catalog.clearsOf(report.dock)).toEqual([]);
  });

  test.each([
    ['the dock found something', (asked: ClearSubject) => ({ ...asked, result: 'findings' as const })],
    [
      'the card is marked',
      (asked: ClearSubject) => ({ ...asked, marks: ['recorder-docked-twice' as const] }),
    ],
    [
      'another medium is there by now',
      (asked: ClearSubject) => ({ ...asked, medium: mediumOf('21', 'sdb1') }),
    ],
  ])('nothing is ordered when %s', async (_, change) => {
    put(card, photoName(0), 3_000);
    const report = await dock(station, card);
    expect(await clear(change(subject(report)))).toBeNull();
    expect(cleaner.orders).toEqual([]);
  });

  test('a plain folder is never cleared', async () => {
    put(card, photoName(0), 3_000);
    cleaner.medium = null;
    expect(await clear(subject(await dock(station, card)))).toBeNull();
  });
});

describe('a file stays', () => {
  const keeps = async (report: DockReport, kept: object, changes: Partial<ClearContext> = {}) => {
    await clear(subject(report), changes);
    expect(names(cleaner.orders[0])).not.toContain(photoName(0));
    expect((await onlyClear(report)).kept).toEqual(kept);
    const acts = [
      ...(await entries(station, 'card.clear-kept')),
      ...(await entries(station, 'card.clear-ordered')),
    ];
    expect(acts.map(({ detail }) => detail.kept)).toEqual([kept]);
  };

  test('when its sealed copy is altered', async () => {
    put(card, photoName(0), 3_000);
    const report = await dock(station, card);
    const path = sealedPath(station, await recordingOf(station, photoName(0)));
    const bytes = readFileSync(path);
    bytes[1_500] = (bytes[1_500] as number) ^ 1;
    chmodSync(path, 0o644);
    writeFileSync(path, bytes);
    await keeps(report, { 'vault-differs': 1 });
  });

  test('when its sealed copy is missing, and the others go', async () => {
    put(card, photoName(0), 3_000);
    put(card, photoName(1), 3_001);
    const report = await dock(station, card);
    const path = sealedPath(station, await recordingOf(station, photoName(0)));
    chmodSync(join(path, '..'), 0o755);
    rmSync(path);
    await keeps(report, { 'vault-differs': 1 });
    expect(names(cleaner.orders[0])).toEqual([photoName(1)]);
  });

  test('when the manifest beside its sealed copy is another one', async () => {
    put(card, photoName(0), 3_000);
    const report = await dock(station, card);
    const path = sealedPath(station, await recordingOf(station, photoName(0)), 'manifest.json');
    chmodSync(path, 0o644);
    writeFileSync(path, readFileSync(path, 'utf8').replace('"test"', '"tess"'));
    await keeps(report, { 'vault-differs': 1 });
  });

  test('when its sealed copy could only be read from the cache', async () => {
    put(card, photoName(0), 3_000);
    const report = await dock(station, card);
    const { mover } = station;
    const cached = {
      copy: mover.copy,
      warm: mover.warm,
      close: mover.close,
      readBackAll: mover.readBackAll,
      readBack: async (job: Parameters<typeof mover.readBack>[0]) => ({
        ...(await mover.readBack(job)),
        from: 'cache' as const,
      }),
    };
    await keeps(report, { 'vault-unproved': 1 }, { mover: cached });
  });

  test('when it cannot be played, at its first clearing', async () => {
    put(card, photoName(0), 3_000);
    put(card, photoName(1), 3_001);
    const report = await dock(station, card);
    const path = sealedPath(station, await recordingOf(station, photoName(0)));
    prober = { probe: async (asked) => ({ ...UNPLAYABLE, playable: asked !== path }) };
    await keeps(report, { finding: 1 });
    expect(names(cleaner.orders[0])).toEqual([photoName(1)]);
  });

  test('while nobody has probed it, and a later dock clears it', async () => {
    put(card, photoName(0), 3_000);
    const report = await dock(station, card);
    const how = { probe: async () => {} };
    expect(await clear(subject(report), {}, how)).toBeNull();
    expect((await onlyClear(report)).kept).toEqual({ 'not-probed': 1 });
    expect((await clear(subject(await dock(station, card))))?.outcomes).toEqual(['removed']);
  });

  test('when it has grown since it was sealed', async () => {
    put(card, photoName(0), 3_000);
    const report = await dock(station, card);
    appendFileSync(join(card, photoName(0)), 'more');
    await keeps(report, { changed: 1 });
  });

  test('when another file has taken its place, with the same name, size and time', async () => {
    put(card, photoName(0), 3_000);
    const report = await dock(station, card);
    const at = join(card, photoName(0));
    writeFileSync(`${at}.new`, Buffer.alloc(3_000));
    utimesSync(`${at}.new`, new Date('2026-11-18T04:00:00Z'), new Date('2026-11-18T04:00:00Z'));
    (await import('node:fs')).renameSync(`${at}.new`, at);
    await keeps(report, { changed: 1 });
  });

  test('DESIGN 5.5: when a hold lies on its recording, also one placed while the vault was read', async () => {
    put(card, photoName(0), 3_000);
    put(card, photoName(1), 3_001);
    const report = await dock(station, card);
    const { id } = await recordingOf(station, photoName(0));
    let asked = 0;
    const late = {
      heldAmong: async () => {
        asked += 1;
        return new Set(asked > 1 ? [id] : []);
      },
    };
    await keeps(report, { held: 1 }, { holds: late });
    expect(names(cleaner.orders[0])).toEqual([photoName(1)]);
  });

  test('when the hold gate cannot answer, with everything else', async () => {
    put(card, photoName(0), 3_000);
    const report = await dock(station, card);
    const broken = { heldAmong: () => Promise.reject(new SealdockError('catalogue-failed')) };
    await expect(clear(subject(report), { holds: broken })).rejects.toMatchObject({
      code: 'catalogue-failed',
    });
    expect(cleaner.orders).toEqual([]);
  });

  test('for its time of grace; the report says until when, and a later dock clears it', async () => {
    put(card, photoName(0), 3_000);
    const report = await dock(station, card);
    const clearing = { mode: 'after-seal', proof: 'compare', keepOnCardMs: 3 * 86_400_000 } as const;
    await keeps(report, { grace: 1 }, { clearing });
    expect(await onlyClear(report)).toMatchObject({ end: 'nothing', keptUntil: '2026-11-23T08:00:00.000Z' });
    clock.wallMs += 3 * 86_400_000;
    const later = await dock(station, card);
    expect((await clear(subject(later), { clearing }))?.outcomes).toEqual(['removed']);
  });
});

describe('a card that is sick or leaves', () => {
  const sick = (look: Card['look']): Partial<ClearContext> => ({
    settings: { ...station.settings, stallMs: 50 },
    cards: { open: async (asked) => ({ ...(await station.cards.open(asked)), look }) },
  });

  test('while it is looked at ends its own clearing: it is waited for no longer than for a dock', async () => {
    put(card, photoName(0), 3_000);
    const report = await dock(station, card);
    const hangs = clear(
      subject(report),
      sick(() => new Promise(() => {})),
    );
    await expect(hangs).rejects.toMatchObject({ code: 'card-stalled' });
    expect(await station.catalog.clearsOf(report.dock)).toEqual([]);
  });

  test('before anything was ordered ends it at once, and nothing is ordered', async () => {
    put(card, photoName(0), 3_000);
    const report = await dock(station, card);
    const gone = new AbortController();
    const pulled = sick(() => {
      setImmediate(() => gone.abort(new SealdockError('card-gone')));
      return new Promise(() => {});
    });
    const changes = { ...pulled, settings: station.settings };
    await expect(clear(subject(report), changes, { gone: gone.signal })).rejects.toMatchObject({
      code: 'card-gone',
    });
    expect(cleaner.orders).toEqual([]);
  });

  test('after it was ordered ends nothing: the answer is waited for', async () => {
    put(card, photoName(0), 3_000);
    const report = await dock(station, card);
    const gone = new AbortController();
    const how = { gone: gone.signal, onOrdered: () => gone.abort(new SealdockError('card-gone')) };
    expect((await clear(subject(report), {}, how))?.end).toBe('done');
  });
});

describe('the answer', () => {
  const dockOne = async () => {
    put(card, photoName(0), 3_000);
    return dock(station, card);
  };

  test.each([
    ['is to another order', (order: ClearOrder) => ({ ...allRemoved(order), digest: sha256Of('x') })],
    ['names another id', (order: ClearOrder) => ({ ...allRemoved(order), id: newId() })],
    [
      'tells of too many files',
      (order: ClearOrder) => ({ ...allRemoved(order), outcomes: ['removed', 'removed'] as const }),
    ],
  ])('counts as none when it %s', async (_, forge) => {
    const report = await dockOne();
    cleaner.answer = (order) => ({ kind: 'result', result: forge(order) as ReturnType<typeof allRemoved> });
    const ended = await clear(subject(report));
    expect(ended).toEqual({ end: 'unanswered', outcomes: ['unknown'], code: 'clear-unanswered' });
    expect(await onlyClear(report)).toMatchObject({ end: 'unanswered', outcomes: { unknown: 1 } });
  });

  test('is an alarm when something else than removal is told, and stands in the audit', async () => {
    const report = await dockOne();
    cleaner.answer = (order) => ({ kind: 'result', result: { ...allRemoved(order), outcomes: ['differs'] } });
    expect((await clear(subject(report)))?.code).toBe('clear-refused');
    expect((await entries(station, 'card.cleared'))[0]?.detail.outcomes).toEqual({ differs: 1 });
  });

  test('that never comes is told, the order is taken back, and one that comes late is entered all the same', async () => {
    const report = await dockOne();
    cleaner.answer = () => ({ kind: 'none' });
    expect((await clear(subject(report)))?.code).toBe('clear-unanswered');
    const [order] = cleaner.orders as [ClearOrder];
    expect(cleaner.takenBack).toEqual([order.id]);
    cleaner.answers.set(order.id, { kind: 'result', result: allRemoved(order) });
    await settleClears(context(), TEST_ACTOR, false);
    expect(await onlyClear(report)).toMatchObject({ end: 'done', outcomes: { removed: 1 } });
    expect((await entries(station, 'card.cleared')).map(({ after }) => after)).toEqual([
      'unanswered',
      'done',
    ]);
  });

  test('is waited for as long as somebody is at work on the card, and then told as unanswered', async () => {
    const report = await dockOne();
    cleaner.answer = () => ({ kind: 'begun' });
    const ended = await clear(subject(report));
    expect(ended?.code).toBe('clear-unanswered');
    expect(cleaner.takenBack).toEqual([]);
  });

  test('may come in the moment in which the order is taken back', async () => {
    const report = await dockOne();
    cleaner.answer = () => ({ kind: 'none' });
    const { takeBack } = cleaner;
    cleaner.takeBack = async (id) => {
      cleaner.begin(id);
      const lies = await takeBack(id);
      cleaner.end(id, { kind: 'result', result: allRemoved(cleaner.orders[0] as ClearOrder) });
      return lies;
    };
    expect(await clear(subject(report))).toMatchObject({ end: 'done', code: null });
  });

  test('to an order that was laid down in spite of an error is waited for', async () => {
    const report = await dockOne();
    const { submit } = cleaner;
    cleaner.submit = async (order) => {
      await submit(order);
      throw new SealdockError('vault-write-failed');
    };
    expect((await clear(subject(report)))?.end).toBe('done');
  });

  test('DESIGN 5.8: of an order that is still carried out at the next start is left to whoever waits for it', async () => {
    const report = await dockOne();
    cleaner.answer = () => ({ kind: 'begun' });
    const waiting = new AbortController();
    const onOrdered = () => waiting.abort();
    await expect(clear(subject(report), {}, { signal: waiting.signal, onOrdered })).rejects.toMatchObject({
      code: 'interrupted',
    });
    const { ended, begun } = await settleClears(context(), TEST_ACTOR, true);
    expect(ended).toEqual([]);
    expect(begun.map(({ dock: id }) => id)).toEqual([report.dock]);
    expect((await onlyClear(report)).end).toBeNull();
  });

  test('that is waited for is left to whoever waits', async () => {
    const report = await dockOne();
    cleaner.answerTo = async (id) => {
      expect((await settleClears(context(), TEST_ACTOR, false)).ended).toEqual([]);
      return cleaner.look(id);
    };
    expect((await clear(subject(report)))?.end).toBe('done');
  });

  test('of an order that nobody knows is put away', async () => {
    const stray = newId();
    cleaner.answers.set(stray, { kind: 'bad', why: 'no result' });
    expect((await settleClears(context(), TEST_ACTOR, true)).ended).toEqual([]);
    expect(cleaner.settled).toEqual([stray]);
  });

  test('DESIGN 5.8: a daemon that died while it waited takes the answer, or says that there is none', async () => {
    const report = await dockOne();
    const stopping = AbortSignal.abort();
    cleaner.answer = () => ({ kind: 'none' });
    await expect(clear(subject(report), {}, { signal: stopping })).rejects.toThrow();
    const waiting = new AbortController();
    cleaner.answerTo = async (id) => {
      waiting.abort();
      return cleaner.look(id);
    };
    await expect(clear(subject(report), {}, { signal: waiting.signal })).rejects.toMatchObject({
      code: 'interrupted',
    });
    expect(await station.catalog.openClears()).toHaveLength(1);
    const { ended } = await settleClears(context(), TEST_ACTOR, true);
    expect(ended).toEqual([{ end: 'unanswered', outcomes: ['unknown'], code: 'clear-unanswered' }]);
    expect(await station.catalog.openClears()).toEqual([]);
    expect((await dock(station, card)).counts).toMatchObject({ metAgain: 1, failed: 0 });
  });
});
