import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { knownRecorders, unknownMedia } from '../../src/cli/register/known-recorders.ts';
import { SYSTEM_ACTOR } from '../../src/evidence/audit-entry.ts';
import type { OfficerNo, RecorderNo } from '../../src/evidence/ids.ts';
import type { Medium } from '../../src/evidence/medium.ts';
import type { RegisteredRecorder } from '../../src/evidence/registered-recorder.ts';
import { utcOf } from '../../src/evidence/time.ts';
import { dockCard } from '../../src/ingest/dock-card.ts';
import type { RegisterChange } from '../../src/ports/register.ts';
import type { Admission } from '../../src/recorders/admit-recorder.ts';
import {
  assignRecorder,
  changeRecorder,
  NO_RECORDER_FACTS,
  registerRecorder,
} from '../../src/recorders/change-register.ts';
import { WatchedPorts } from '../fakes/watched-ports.ts';
import { entries, findings, put, putPhotos, recordings, SetClock } from '../support/flow-bench.ts';
import {
  dockRequest,
  makePlace,
  openTestStation,
  removeFolder,
  TEST_SETTINGS,
  type TestStation,
} from '../support/test-station.ts';

const REGISTERED_MS = Date.parse('2026-11-01T00:00:00Z');

let place: string;
let card: string;
let station: TestStation;
const watched = new WatchedPorts();

async function openWith(admit: Admission): Promise<void> {
  const settings = { ...TEST_SETTINGS, admit };
  station = await openTestStation({
    data: join(place, 'data'),
    clock: new SetClock(),
    settings,
    wrap: watched.wrap,
  });
}

beforeEach(async () => {
  place = makePlace('register');
  card = join(place, 'card');
  await openWith('registered');
  watched.forget();
});
afterEach(async () => {
  await station.close();
  removeFolder(place);
});

async function register(
  no: string,
  facts: Partial<Omit<RegisteredRecorder, 'assignments'>> = {},
  worn: readonly (readonly [officer: string, fromMs: number])[] = [],
): Promise<void> {
  const by = { actor: SYSTEM_ACTOR, at: utcOf(REGISTERED_MS) };
  const first = registerRecorder(no as RecorderNo, { ...NO_RECORDER_FACTS, ...facts }, null, by);
  const changes = [first];
  for (const [officer, fromMs] of worn) {
    const before = changes.at(-1)?.after ?? first.after;
    const given = assignRecorder(before, officer as OfficerNo, utcOf(fromMs), by);
    if (given !== null) changes.push(given);
  }
  await station.catalog.keepRecorders(changes);
}

interface Shown {
  readonly serial?: string;
  readonly card?: string;
  readonly label?: string;
  readonly recorder?: string;
}

function mediumOf(shown: Shown): Medium {
  return {
    diskSeq: '22',
    device: 'sdb1',
    port: '1-2.3',
    usb: {
      vendorId: 0x4255,
      productId: 1,
      serial: shown.serial ?? null,
      manufacturer: 'maker',
      product: 'cam',
    },
    fileSystem: 'vfat',
    fileSystemId: shown.card ?? null,
    sizeBytes: 1_000_000,
  };
}

/** Docks the card as if this device held it. */
function dock(shown: Shown = {}) {
  const { recorder, label } = shown;
  const asked = dockRequest(card, {
    ...(recorder === undefined ? {} : { recorder }),
    ...(label === undefined ? {} : { label }),
  });
  return dockCard(
    station,
    { ...asked, medium: mediumOf(shown) },
    { signal: new AbortController().signal, actor: SYSTEM_ACTOR, onEvent: () => {} },
  );
}

/** Files that were opened on the card, by whichever way. */
function opened(): readonly string[] {
  const names = watched.calls.map(({ name }) => name);
  return names.filter(
    (name) => name.startsWith('mover.') || name === 'card.readRange' || name === 'card.look',
  );
}

describe('what is not in the register', () => {
  test('is refused before any file on it is opened, and all that was met of it is kept and audited', async () => {
    putPhotos(card, 2);
    const report = await dock({ serial: 'S1', card: 'ABCD-1234', label: 'CAM01' });
    expect(report).toMatchObject({
      result: 'refused',
      code: 'recorder-unregistered',
      recorder: 'BC240001',
      counts: { found: 0 },
    });
    expect(opened()).toEqual([]);
    expect(await recordings(station)).toEqual([]);
    const met = {
      number: 'BC240001',
      model: 'dcam-1.14',
      label: 'CAM01',
      serial: 'S1',
      card: 'ABCD-1234',
    };
    expect(await station.catalog.refusal(report.dock)).toMatchObject({ code: 'recorder-unregistered', met });
    const [entry] = await entries(station, 'recorder.refused');
    expect(entry).toMatchObject({
      reason: 'recorder-unregistered',
      object: { kind: 'dock', id: report.dock },
      detail: { ...met, usb: '4255:0001', port: '1-2.3' },
    });
  });

  test('is taken where the bureau admits any', async () => {
    await station.close();
    await openWith('any');
    putPhotos(card, 2);
    expect(await dock({ serial: 'S1' })).toMatchObject({ result: 'done', recorder: 'BC240001' });
    expect(await station.catalog.registered('BC240001' as RecorderNo)).toBeNull();
  });

  test('is taken as soon as it is registered', async () => {
    putPhotos(card, 2);
    expect((await dock()).code).toBe('recorder-unregistered');
    await register('BC240001');
    expect(await dock()).toMatchObject({ result: 'done', counts: { sealed: 2 } });
    expect(opened()).toContain('mover.copy');
    expect(await findings(station)).toEqual([]);
  });

  test('a device that tells hostile or broken text is refused and audited all the same', async () => {
    putPhotos(card, 1);
    const report = await dock({ serial: 'a\ud800\u0000=cmd', card: '  ', label: '\u202e' });
    expect(report.code).toBe('recorder-unregistered');
    expect((await station.catalog.refusal(report.dock))?.met).toMatchObject({
      serial: 'a\ufffd\0=cmd',
      card: null,
    });
    expect(await findings(station)).toEqual([]);
  });
});

describe('ZZ-52.1 WS-20.1 what is out of use', () => {
  test.each(['registered', 'any'] as const)(
    'is refused where %s are admitted, by whatever sign it is known',
    async (admit) => {
      await station.close();
      await openWith(admit);
      putPhotos(card, 1);
      await register('BC240001', { state: 'out-of-service' });
      expect(await dock()).toMatchObject({
        result: 'refused',
        code: 'recorder-out-of-service',
        recorder: 'BC240001',
      });
      await register('OLD1', { state: 'out-of-service', serials: ['S-OLD'] });
      put(join(place, 'blank'), 'note.txt', 5);
      card = join(place, 'blank');
      expect(await dock({ serial: 'S-OLD' })).toMatchObject({
        code: 'recorder-out-of-service',
        recorder: 'OLD1',
      });
      expect(await station.catalog.openAlerts(null, 10)).toEqual([]);
    },
  );

  test('ZY-22.4 ZZ-55.5 WS-23.5 a lost one is refused, and that it was found waits for an administrator', async () => {
    putPhotos(card, 1);
    await register('BC240001', { state: 'lost' });
    expect(await dock()).toMatchObject({ result: 'refused', code: 'recorder-lost' });
    expect(opened()).toEqual([]);
    expect(await station.catalog.openAlerts(null, 10)).toMatchObject([
      { recorder: 'BC240001', kind: 'lost' },
    ]);
  });
});

describe('who it is', () => {
  test.each(['registered', 'any'] as const)(
    'a lost recorder is not admitted under its number in another case (%s are admitted)',
    async (admit) => {
      await station.close();
      await openWith(admit);
      putPhotos(card, 1);
      await register('bc240001', { state: 'lost' });
      expect(await dock()).toMatchObject({ code: 'recorder-lost', recorder: 'bc240001' });
      expect(await dock({ recorder: 'Bc240001' })).toMatchObject({ code: 'recorder-lost' });
      // A label tells the number as well, in whatever width it was typed.
      put(join(place, 'blank'), 'note.txt', 5);
      card = join(place, 'blank');
      expect(await dock({ label: 'ＢＣ240001' })).toMatchObject({ code: 'recorder-lost' });
      expect(await findings(station)).toEqual([]);
    },
  );

  test('footage with the number in another case is the same recorder’s, and is told whose it is', async () => {
    putPhotos(card, 1);
    await register('bc240001', {}, [['OFF777', REGISTERED_MS]]);
    expect(await dock()).toMatchObject({ result: 'done', recorder: 'bc240001' });
    const [sealed] = await recordings(station);
    expect(sealed?.marks).not.toContain('name-of-another-recorder');
  });

  test.each([
    ['the serial of another recorder', 'S-B', 'B1 (serial); A1 (card)'],
    ['a serial that nobody has', 'S-X', 'S-X (serial, not registered); A1 (card)'],
  ])('a card without a number in a body with %s is refused and audited', async (_what, serial, found) => {
    put(card, 'note.txt', 5);
    await register('A1', { model: 'dcam-1.14', serials: ['S-A'], cards: ['C-A'] });
    await register('B1', { model: 'dcam-1.14', serials: ['S-B'], cards: ['C-B'] });
    const report = await dock({ serial, card: 'C-A' });
    expect(report).toMatchObject({ result: 'refused', code: 'card-ambiguous' });
    expect(opened()).toEqual([]);
    const [entry] = await entries(station, 'recorder.refused');
    expect(entry).toMatchObject({ reason: 'card-ambiguous', detail: { serial, card: 'C-A', found } });
    // It is shown until somebody has said which one it is, although its card is known.
    const shown = async () => unknownMedia(station, await knownRecorders(station));
    expect(await shown()).toMatchObject([{ dock: report.dock, code: 'card-ambiguous' }]);
    await station.catalog.keepRecorders([
      changeRecorder(
        (await station.catalog.registered('A1' as RecorderNo)) as RegisteredRecorder,
        { serials: ['S-A', 'S-X'] },
        { actor: SYSTEM_ACTOR, at: utcOf(REGISTERED_MS + 1) },
      ) as RegisterChange,
    ]);
    expect(await shown()).toHaveLength(serial === 'S-X' ? 0 : 1);
  });

  test('a serial tells, where the card does not', async () => {
    put(card, 'DCIM/100CANON/IMG_0001.JPG', 500);
    await register('ZF-7', { serials: ['S7'] });
    expect(await dock({ serial: 'S7' })).toMatchObject({
      result: 'done',
      recorder: 'ZF-7',
      model: 'camera-dcim',
    });
  });

  test('an empty card of a registered recorder is known by its serial and the registered model', async () => {
    put(card, 'readme.txt', 5);
    await register('BC240001', { serials: ['S1'], model: 'dcam-1.14' });
    expect(await dock({ serial: 'S1' })).toMatchObject({
      result: 'done',
      model: 'dcam-1.14',
      counts: { found: 0 },
    });
    expect(await dock({ serial: 'S2' })).toMatchObject({ result: 'refused', code: 'card-unrecognised' });
  });

  test('twins with one serial are told apart by the number on the card, and without one by nobody', async () => {
    putPhotos(card, 1);
    await register('BC240001', { serials: ['SAME'] });
    await register('BC240002', { serials: ['SAME'] });
    expect(await dock({ serial: 'SAME' })).toMatchObject({
      result: 'done',
      recorder: 'BC240001',
      marks: expect.not.arrayContaining(['identity-changed']),
    });
    card = join(place, 'dcim');
    put(card, 'DCIM/100/IMG_0001.JPG', 500);
    const report = await dock({ serial: 'SAME' });
    expect(report).toMatchObject({ result: 'refused', code: 'card-ambiguous' });
    const [entry] = await entries(station, 'recorder.refused');
    expect(entry?.detail.found).toBe('BC240001 (serial); BC240002 (serial)');
    expect(await dock({ serial: 'SAME', recorder: 'BC240002' })).toMatchObject({
      result: 'done',
      recorder: 'BC240002',
    });
  });

  test("a card of one recorder in another one's body is nobody's until a person says", async () => {
    putPhotos(card, 1);
    await register('BC240001', { serials: ['S1'] });
    await register('BC240002', { serials: ['S2'] });
    expect(await dock({ serial: 'S2' })).toMatchObject({ result: 'refused', code: 'card-ambiguous' });
    expect(await dock({ serial: 'S2', recorder: 'BC240001' })).toMatchObject({
      result: 'done',
      marks: expect.arrayContaining(['identity-changed']),
    });
  });
});

describe('ZZ-52.2 WS-20.2 a registered recorder that is not as it was', () => {
  test('has its first serial and card learned, and says nothing of them again', async () => {
    putPhotos(card, 1);
    await register('BC240001');
    for (const _ of [1, 2]) {
      const report = await dock({ serial: 'S1', card: 'C1' });
      expect(report.marks).not.toContain('identity-changed');
    }
    expect(await station.catalog.registered('BC240001' as RecorderNo)).toMatchObject({
      serials: ['S1'],
      cards: ['C1'],
    });
    expect(await entries(station, 'recorder.learned')).toHaveLength(1);
  });

  test('is taken all the same; the dock is marked, and old and new stand in the audit and in an alert', async () => {
    putPhotos(card, 2);
    await register('BC240001', { serials: ['S1'], cards: ['C1'] });
    const report = await dock({ serial: 'S9', card: 'C9' });
    expect(report).toMatchObject({ result: 'done', counts: { sealed: 2 } });
    expect(report.marks).toContain('identity-changed');
    const changed = await entries(station, 'recorder.identity-changed');
    expect(changed.map(({ detail }) => [detail.kind, detail.known, detail.found])).toEqual([
      ['serial', ['S1'], 'S9'],
      ['card', ['C1'], 'C9'],
    ]);
    expect(await station.catalog.openAlerts(null, 10)).toHaveLength(2);
    // Known parts stay as they are until a person says otherwise.
    expect(await station.catalog.registered('BC240001' as RecorderNo)).toMatchObject({
      serials: ['S1'],
      cards: ['C1'],
    });
    await dock({ serial: 'S9', card: 'C9' });
    expect(await entries(station, 'recorder.identity-changed')).toHaveLength(2);
    expect(await findings(station)).toEqual([]);
  });
});

describe('ZZ-48 WS-16 whose recording it is', () => {
  const MADE = '2026-11-18T04:00:00Z';
  const madeMs = Date.parse(MADE);
  const photo = () => put(card, 'DCIM/100/IMG_0001.JPG', 500, MADE);

  async function officerOf(): Promise<readonly [string | null, string | null]> {
    const [only] = await recordings(station);
    if (only === undefined) throw new Error('nothing was sealed');
    const manifest = JSON.parse(
      readFileSync(join(station.vault.root, only.folder, 'manifest.json'), 'utf8'),
    ) as { officer: string | null; officerFrom: string | null };
    return [manifest.officer, manifest.officerFrom];
  }

  test('the one whom the name tells, whoever has it by the register', async () => {
    putPhotos(card, 1);
    await register('BC240001', {}, [['P1', 0]]);
    await dock();
    expect(await officerOf()).toEqual(['A01234', 'name']);
  });

  test.each([
    [
      'who had it then, and not who has it now',
      [
        ['P1', madeMs],
        ['P2', madeMs + 1],
      ],
      ['P1', 'assignment'],
    ],
    ['nobody, where it was given out later', [['P2', madeMs + 1]], [null, null]],
    ['nobody, where nobody had it', [], [null, null]],
  ] as const)('%s', async (_what, worn, expected) => {
    photo();
    await register('ZF-7', { serials: ['S7'] }, worn);
    expect((await dock({ serial: 'S7' })).result).toBe('done');
    expect(await officerOf()).toEqual(expected);
    expect(await findings(station)).toEqual([]);
  });

  test('nobody, where no time can be true', async () => {
    put(card, 'DCIM/100/IMG_0001.JPG', 500, '1970-01-02T00:00:00Z');
    await register('ZF-7', { serials: ['S7'] }, [['P1', 0]]);
    await dock({ serial: 'S7' });
    expect(await officerOf()).toEqual([null, null]);
  });
});
