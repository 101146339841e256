import { describe, expect, test } from 'vitest';
import type { AuditAct, AuditDraft, AuditEntry } from '../../src/evidence/audit-entry.ts';
import type { DockId, OfficerNo, RecorderNo } from '../../src/evidence/ids.ts';
import type { Medium } from '../../src/evidence/medium.ts';
import type { MetRecorder, RegisteredRecorder } from '../../src/evidence/registered-recorder.ts';
import { utcOf } from '../../src/evidence/time.ts';
import type { Catalog } from '../../src/ports/catalog.ts';
import type { RegisterChange } from '../../src/ports/register.ts';
import { CANDIDATES_LIMIT } from '../../src/ports/register.ts';
import { draft, request } from './catalog.contract.ts';

const no = (text: string) => text as RecorderNo;
const DOCK = 'dock-1' as DockId;
const tooLong = (act: AuditAct): AuditDraft => ({ ...draft(act), detail: { list: 'x'.repeat(65_536) } });

function row(number: string, facts: Partial<RegisteredRecorder> = {}): RegisteredRecorder {
  return {
    no: no(number),
    model: null,
    serials: [],
    cards: [],
    unit: null,
    asset: null,
    state: 'in-service',
    note: null,
    registeredAt: utcOf(1_000),
    changedAt: utcOf(1_000),
    assignments: [],
    ...facts,
  };
}

const added = (after: RegisteredRecorder): RegisterChange => ({
  before: null,
  after,
  settles: [],
  entry: draft('recorder.registered'),
});

const met = (facts: Partial<MetRecorder> = {}): MetRecorder => ({
  number: null,
  model: null,
  label: null,
  serial: null,
  card: null,
  ...facts,
});

/** What every register keeps to. `open` gives an empty catalogue, which the suite closes. */
export function registerContract(name: string, open: () => Promise<Catalog> | Catalog): void {
  describe(`register: ${name}`, () => {
    const withRegister = (title: string, act: (catalog: Catalog) => Promise<void>) =>
      test(title, async () => {
        const catalog = await open();
        try {
          await catalog.startDock(request('dock-1'), draft('dock.started'));
          await act(catalog);
        } finally {
          await catalog.close();
        }
      });
    const acts = async (catalog: Catalog) =>
      (await catalog.auditRows(1, 1_000)).map(({ text }) => (JSON.parse(text) as AuditEntry).act);

    withRegister('keeps a recorder as it was given, and answers null for another', async (catalog) => {
      const whole = row('A1', {
        model: 'dcam-1.14',
        serials: ['S2', 'S1'],
        cards: ['C-1'],
        unit: '一中队',
        asset: 'ZC-1',
        state: 'lost',
        note: 'on a train',
        assignments: [
          { officer: 'P1' as OfficerNo, from: utcOf(1), until: utcOf(2) },
          { officer: 'P2' as OfficerNo, from: utcOf(2), until: null },
        ],
      });
      await catalog.keepRecorders([added(whole)]);
      expect(await catalog.registered(no('A1'))).toEqual(whole);
      expect(await catalog.registered(no('B1'))).toBeNull();
      expect(await acts(catalog)).toEqual(['recorder.registered']);
    });

    withRegister('pages through all of them in the order of numbers', async (catalog) => {
      await catalog.keepRecorders(['C1', 'A1', 'B1'].map((each) => added(row(each))));
      const numbers = async (after: string | null, limit: number) =>
        (await catalog.registeredPage(after === null ? null : no(after), limit)).map((each) => each.no);
      expect(await numbers(null, 2)).toEqual(['A1', 'B1']);
      expect(await numbers('B1', 2)).toEqual(['C1']);
      expect(await numbers('C1', 2)).toEqual([]);
    });

    withRegister('changes a row, its serials and cards, and adds to who had it', async (catalog) => {
      const before = row('A1', {
        serials: ['S1', 'S2'],
        assignments: [{ officer: 'P1' as OfficerNo, from: utcOf(1), until: null }],
      });
      await catalog.keepRecorders([added(before)]);
      const after = {
        ...before,
        unit: 'two',
        serials: ['S3'],
        changedAt: utcOf(2_000),
        assignments: [
          { officer: 'P1' as OfficerNo, from: utcOf(1), until: utcOf(5) },
          { officer: 'P2' as OfficerNo, from: utcOf(5), until: null },
        ],
      };
      await catalog.keepRecorders([{ before, after, settles: [], entry: draft('recorder.changed') }]);
      expect(await catalog.registered(no('A1'))).toEqual(after);
      // One that is left out is in the history all the same.
      const forgetful = { ...after, changedAt: utcOf(3_000), assignments: [] };
      await catalog.keepRecorders([
        { before: after, after: forgetful, settles: [], entry: draft('recorder.changed') },
      ]);
      expect((await catalog.registered(no('A1')))?.assignments).toEqual(after.assignments);
    });

    withRegister('takes a number once, and nothing that was made from an older row', async (catalog) => {
      const before = row('A1');
      await catalog.keepRecorders([added(before)]);
      await expect(catalog.keepRecorders([added(row('A1'))])).rejects.toMatchObject({
        code: 'recorder-known',
      });
      const change = (ms: number): RegisterChange => ({
        before,
        after: { ...before, unit: `at ${ms}`, changedAt: utcOf(ms) },
        settles: [],
        entry: draft('recorder.changed'),
      });
      await catalog.keepRecorders([change(2_000)]);
      await expect(catalog.keepRecorders([change(3_000)])).rejects.toMatchObject({ code: 'catalogue-busy' });
      expect((await catalog.registered(no('A1')))?.unit).toBe('at 2000');
    });

    withRegister('a number in another case is the same number, wherever it is looked up', async (catalog) => {
      await catalog.keepRecorders([added(row('LOST1', { state: 'lost' }))]);
      expect((await catalog.registered(no('lost1')))?.no).toBe('LOST1');
      const found = await catalog.candidates({
        numbers: [no('Lost1'), no('LOST1')],
        serial: null,
        card: null,
      });
      expect(found.map((each) => each.no)).toEqual(['LOST1']);
      await expect(catalog.keepRecorders([added(row('lost1'))])).rejects.toMatchObject({
        code: 'recorder-known',
      });
      await catalog.noteIdentity({
        dock: DOCK,
        recorder: no('LOST1'),
        learned: null,
        changes: [
          { change: { kind: 'serial', known: [], found: 'S' }, entry: draft('recorder.identity-changed') },
        ],
      });
      expect(await catalog.openAlerts(no('lost1'), 10)).toHaveLength(1);
      await catalog.identifyDock(
        DOCK,
        { recorder: no('LOST1'), model: 'm', label: null },
        draft('recorder.first-seen'),
      );
      const docks = await catalog.docks({ recorder: no('lost1'), before: null, limit: 10 });
      expect(docks.map(({ id }) => id)).toEqual([DOCK]);
    });

    withRegister('pages through alerts in their order, the settled ones too', async (catalog) => {
      const before = row('A1', { serials: ['S1'] });
      await catalog.keepRecorders([added(before)]);
      const note = (found: string) =>
        catalog.noteIdentity({
          dock: DOCK,
          recorder: no('A1'),
          learned: null,
          changes: [
            { change: { kind: 'serial', known: ['S1'], found }, entry: draft('recorder.identity-changed') },
          ],
        });
      await note('S2');
      const after = { ...before, changedAt: utcOf(2_000) };
      await catalog.keepRecorders([
        { before, after, settles: ['serial'], entry: draft('recorder.confirmed') },
      ]);
      await note('S3');
      const [first] = await catalog.alertPage(0, 1);
      expect(first).toMatchObject({ recorder: 'A1', known: ['S1'], found: 'S2', isSettled: true });
      expect(await catalog.alertPage(first?.place ?? 0, 10)).toMatchObject([
        { found: 'S3', isSettled: false },
      ]);
    });

    withRegister('takes all rows of a list or none', async (catalog) => {
      const list = [added(row('A1')), added(row('B1')), added(row('A1'))];
      await expect(catalog.keepRecorders(list)).rejects.toMatchObject({ code: 'recorder-known' });
      const unsaid = { ...added(row('B1')), entry: tooLong('recorder.registered') };
      await expect(catalog.keepRecorders([added(row('A1')), unsaid])).rejects.toThrow();
      expect(await catalog.registeredPage(null, 10)).toEqual([]);
      expect(await acts(catalog)).toEqual([]);
    });

    withRegister('finds candidates by number, by serial and by card, each once', async (catalog) => {
      await catalog.keepRecorders([
        added(row('A1', { serials: ['S'], cards: ['C'] })),
        added(row('B1', { serials: ['S'] })),
        added(row('C1', { cards: ['C'] })),
        added(row('D1', { serials: ['other'] })),
      ]);
      const find = async (numbers: string[], serial: string | null, card: string | null) =>
        (await catalog.candidates({ numbers: numbers.map(no), serial, card })).map((each) => each.no);
      expect(await find([], null, null)).toEqual([]);
      expect(await find(['D1', 'X9'], null, null)).toEqual(['D1']);
      expect(await find([], 'S', null)).toEqual(['A1', 'B1']);
      expect(await find(['A1'], 'S', 'C')).toEqual(['A1', 'B1', 'C1']);
    });

    withRegister('finds a number among more twins than are looked at', async (catalog) => {
      const numbers = Array.from(
        { length: CANDIDATES_LIMIT + 3 },
        (_, at) => `T${String(at).padStart(3, '0')}`,
      );
      await catalog.keepRecorders(numbers.map((each) => added(row(each, { serials: ['S'] }))));
      const last = numbers.at(-1) as string;
      const found = await catalog.candidates({ numbers: [no(last)], serial: 'S', card: null });
      expect(found.map((each) => each.no)).toContain(last);
      expect(found).toHaveLength(CANDIDATES_LIMIT + 1);
    });

    withRegister('ZZ-52.2 learns the first serial and card once', async (catalog) => {
      await catalog.keepRecorders([added(row('A1'))]);
      const learn = (serial: string | null, card: string | null) =>
        catalog.noteIdentity({
          dock: DOCK,
          recorder: no('A1'),
          learned: { serial, card, entry: draft('recorder.learned') },
          changes: [],
        });
      await learn('S1', null);
      await learn('S2', 'C1');
      await learn('S3', 'C3');
      expect(await catalog.registered(no('A1'))).toMatchObject({ serials: ['S1'], cards: ['C1'] });
      expect(await acts(catalog)).toEqual(['recorder.registered', 'recorder.learned', 'recorder.learned']);
    });

    withRegister('ZZ-52.2 WS-20.2 raises what changed once, until it is settled', async (catalog) => {
      const before = row('A1', { serials: ['S1'] });
      await catalog.keepRecorders([added(before), added(row('B1'))]);
      const note = (recorder: string, found: string, entry = draft('recorder.identity-changed')) =>
        catalog.noteIdentity({
          dock: DOCK,
          recorder: no(recorder),
          learned: null,
          changes: [{ change: { kind: 'serial', known: ['S1'], found }, entry }],
        });
      await expect(note('A1', 'S2', tooLong('recorder.identity-changed'))).rejects.toThrow();
      expect(await catalog.openAlerts(null, 10)).toEqual([]);
      await note('A1', 'S2');
      await note('A1', 'S2');
      await note('B1', 'S2');
      expect(await catalog.openAlerts(no('A1'), 10)).toMatchObject([
        { recorder: 'A1', kind: 'serial', dock: DOCK, known: ['S1'], found: 'S2' },
      ]);
      expect(await catalog.openAlerts(null, 10)).toHaveLength(2);
      expect(await catalog.openAlerts(null, 1)).toHaveLength(1);
      const settled = { ...before, serials: ['S1', 'S2'], changedAt: utcOf(2_000) };
      await catalog.keepRecorders([
        { before, after: settled, settles: ['serial', 'card'], entry: draft('recorder.confirmed') },
      ]);
      expect((await catalog.openAlerts(null, 10)).map(({ recorder }) => recorder)).toEqual(['B1']);
      await note('A1', 'S2');
      expect(await catalog.openAlerts(no('A1'), 10)).toHaveLength(1);
    });

    withRegister('keeps what was met of a refused dock, with its medium and its entry', async (catalog) => {
      await catalog.keepRecorders([added(row('A1', { state: 'lost' }))]);
      const medium: Medium = {
        diskSeq: '22',
        device: 'sdb1',
        port: '1-2.3',
        usb: { vendorId: 1, productId: 2, serial: 'S', manufacturer: null, product: null },
        fileSystem: 'vfat',
        fileSystemId: 'C',
        sizeBytes: 5,
      };
      const refused = {
        dock: DOCK,
        code: 'recorder-lost',
        met: met({ number: no('A1'), serial: 'S', card: 'C' }),
        recorder: no('A1'),
      } as const;
      await expect(catalog.noteRefusal({ ...refused, entry: tooLong('recorder.refused') })).rejects.toThrow();
      expect(await catalog.refusals(10)).toEqual([]);
      await catalog.noteRefusal({ ...refused, entry: draft('recorder.refused') });
      expect(await catalog.refusal(DOCK)).toMatchObject({
        ...refused,
        path: request('dock-1').path,
        medium: null,
      });
      expect((await catalog.dock(DOCK))?.refused).toEqual({ recorder: 'A1', met: refused.met });
      expect(await catalog.refusal('dock-2' as DockId)).toBeNull();
      expect(await catalog.openAlerts(null, 10)).toMatchObject([{ recorder: 'A1', kind: 'lost' }]);
      await catalog.startDock({ ...request('dock-2'), medium }, draft('dock.started'));
      await catalog.noteRefusal({
        ...refused,
        dock: 'dock-2' as DockId,
        entry: draft('recorder.refused'),
      });
      expect((await catalog.refusals(10)).map(({ dock }) => dock).toSorted()).toEqual(['dock-1', 'dock-2']);
      expect((await catalog.refusal('dock-2' as DockId))?.medium).toEqual(medium);
      expect(await catalog.refusals(1)).toHaveLength(1);
      expect(await catalog.openAlerts(null, 10)).toHaveLength(1);
    });
  });
}
