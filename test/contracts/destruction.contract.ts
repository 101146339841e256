import { describe, expect, test } from 'vitest';
import type { AuditDraft } from '../../src/evidence/audit-entry.ts';
import type { CalendarDate } from '../../src/evidence/calendar-date.ts';
import type { CaseNo } from '../../src/evidence/case.ts';
import {
  type Batch,
  type BatchItem,
  batchIdOf,
  type DeferCause,
  type NewItem,
  type Tombstone,
} from '../../src/evidence/destruction.ts';
import { sha256Of } from '../../src/evidence/digest.ts';
import { type Hold, holdIdOf } from '../../src/evidence/hold.ts';
import type { DockId, RecordingId } from '../../src/evidence/ids.ts';
import type { KeepingFacts } from '../../src/evidence/retention.ts';
import type { StaffId } from '../../src/evidence/staff.ts';
import type { UtcTime } from '../../src/evidence/time.ts';
import { type Catalog, EVERY_RECORDING } from '../../src/ports/catalog.ts';
import { dockOf, draft, sealing } from './catalog.contract.ts';

const NOW = '2027-03-02T02:00:00.000Z' as UtcTime;
const LATER = '2027-03-02T03:00:00.000Z' as UtcTime;
const PERIOD = '2027-03';

export function draftBatch(n = 1, period = PERIOD, policy = 'default'): Batch {
  return {
    id: batchIdOf(period, n),
    period,
    policy,
    policyVersion: 1,
    state: 'draft',
    contentSha256: null,
    approval: null,
    proposedBy: null,
    submittedAt: null,
    approvedAt: null,
    executeAfter: null,
    executedBy: null,
    startedAt: null,
    witnesses: [],
    registerNo: null,
    registerSha256: null,
    endedAt: null,
    changedAt: NOW,
  };
}

const newItem = (recording: RecordingId): NewItem => ({
  recording,
  keepUntil: '2027-03-01' as CalendarDate,
  why: '{"class":"patrol"}',
});
const onBatch = (act: AuditDraft['act']): AuditDraft => draft(act);
const added = () => onBatch('batch.added');

let holds = 0;
export function holdOn(target: Hold['target']): Hold {
  holds += 1;
  return {
    id: holdIdOf(NOW, holds.toString(16).padStart(8, '0')),
    target,
    ground: 'other',
    clause: null,
    text: null,
    state: 'placed',
    restarts: false,
    owesOfflineCopy: false,
    placedBy: 'li.wei',
    placedAt: NOW,
    releasedAt: null,
    approval: null,
    changedAt: NOW,
  };
}

/** What every catalogue keeps to about batches and what stays of them. `open` gives an empty one. */
export function destructionContract(name: string, open: () => Catalog): void {
  describe(`destruction in the catalogue: ${name}`, () => {
    /** Three sealed recordings, and a draft that holds nothing. */
    const withDraft = (
      title: string,
      act: (catalog: Catalog, batch: Batch, ids: readonly RecordingId[]) => Promise<void>,
    ) =>
      test(title, async () => {
        const catalog = open();
        try {
          await dockOf(catalog, 'dock-1');
          const sealings = [sealing('a.jpg', 1), sealing('b.jpg', 2), sealing('c.jpg', 3)];
          await catalog.intend(sealings.map(({ intent }) => intent));
          await catalog.catalogue(sealings);
          const batch = draftBatch();
          await catalog.createBatch(batch, onBatch('batch.drafted'));
          await act(
            catalog,
            batch,
            sealings.map(({ manifest }) => manifest.recording),
          );
        } finally {
          await catalog.close();
        }
      });
    const acts = async (catalog: Catalog) =>
      (await catalog.auditRows(0, 200)).map(({ text }) => (JSON.parse(text) as { act: string }).act);
    const states = async (catalog: Catalog, batch: Batch) =>
      (await catalog.items(batch.id, null, 10)).map(({ state }) => state);
    const settled = (item: BatchItem, state: BatchItem['state'], cause: string | null = null) => ({
      from: item.state,
      item: { ...item, state, cause, endedAt: NOW },
    });
    const start = (catalog: Catalog, batch: Batch) =>
      catalog.startBatch(
        {
          before: batch,
          after: { ...batch, state: 'executing', startedAt: NOW, changedAt: LATER },
          approvals: [],
        },
        () => onBatch('batch.execution-started'),
      );
    const intend = (
      catalog: Catalog,
      batch: Batch,
      recording: RecordingId,
      judge: (facts: KeepingFacts) => DeferCause | null = () => null,
    ) =>
      catalog.intendDestruction({
        batch: batch.id,
        recording,
        edgesSha256: sha256Of('edges'),
        now: NOW,
        judge,
        entry: onBatch('recording.destruction-intended'),
      });
    const stone = (item: BatchItem, batch: Batch): Tombstone => ({
      recording: item.recording,
      sha256: item.sha256,
      sizeBytes: item.sizeBytes,
      edgesSha256: sha256Of('edges'),
      batch: batch.id,
      registerNo: batch.registerNo ?? 0,
      destroyedAt: LATER,
    });
    const itemAt = async (catalog: Catalog, batch: Batch, recording: RecordingId) => {
      const item = await catalog.itemOf(batch.id, recording);
      if (item === null) throw new Error(`${recording} is in no place`);
      return item;
    };

    withDraft('there is one draft for a period and a policy', async (catalog, batch) => {
      const second = catalog.createBatch(draftBatch(2), onBatch('batch.drafted'));
      await expect(second).rejects.toMatchObject({ code: 'state-differs' });
      await catalog.createBatch(draftBatch(3, PERIOD, 'wenshang'), onBatch('batch.drafted'));
      expect(await catalog.draftOf(PERIOD, 'default')).toEqual(batch);
      expect(await catalog.countBatches(PERIOD)).toBe(2);
      expect(await catalog.batches(['executed'], 10)).toEqual([]);
    });

    withDraft('what is added has its digest and size from the recording', async (catalog, batch, ids) => {
      const told: number[] = [];
      const count = await catalog.addItems(batch.id, ids.map(newItem), (items) => {
        told.push(items.length);
        return added();
      });
      expect([count, told]).toEqual([3, [3]]);
      const [first] = await catalog.items(batch.id, null, 1);
      const row = await catalog.recording(ids[0] as RecordingId);
      expect(first).toMatchObject({
        place: 1,
        sha256: row?.manifest.file.sha256,
        sizeBytes: row?.manifest.file.sizeBytes,
        state: 'listed',
      });
      expect(await catalog.countItems(batch.id)).toMatchObject({ listed: 3, destroyed: 0 });
      expect((await catalog.items(batch.id, 2, 10)).map(({ place }) => place)).toEqual([3]);
    });

    withDraft('nothing held is added, however the hold lies on it', async (catalog, batch, ids) => {
      const [a, b] = ids as [RecordingId, RecordingId];
      await catalog.placeHold(holdOn({ kind: 'recording', recording: a }), draft('hold.placed'));
      const list = { kind: 'list', query: 'q', recordings: [b] } as const;
      await catalog.placeHold(holdOn(list), draft('hold.placed'));
      expect(await catalog.addItems(batch.id, ids.map(newItem), added)).toBe(1);
      expect(await catalog.addItems(batch.id, ids.map(newItem), added)).toBe(0);
      expect((await acts(catalog)).filter((act) => act === 'batch.added')).toHaveLength(1);
    });

    withDraft('a recording lies in one open batch at a time', async (catalog, batch, ids) => {
      const other = draftBatch(2, PERIOD, 'wenshang');
      await catalog.createBatch(other, onBatch('batch.drafted'));
      await catalog.addItems(batch.id, ids.map(newItem), added);
      expect(await catalog.addItems(other.id, ids.map(newItem), added)).toBe(0);
      const [first] = ids as [RecordingId];
      expect(await catalog.openItems(first, first)).toMatchObject([{ batch: batch.id, batchState: 'draft' }]);
    });

    withDraft(
      'what left a draft comes back to its place when it is due again',
      async (catalog, batch, ids) => {
        const [a] = ids as [RecordingId];
        await catalog.addItems(batch.id, ids.map(newItem), added);
        await catalog.settleItem(batch.id, settled(await itemAt(catalog, batch, a), 'left', 'held'), added());
        expect(await catalog.openItems(a, a)).toEqual([]);
        expect(await catalog.addItems(batch.id, [newItem(a)], added)).toBe(1);
        expect(await itemAt(catalog, batch, a)).toMatchObject({ place: 1, state: 'listed', cause: null });
      },
    );

    withDraft('what a person struck out is not added again in its period', async (catalog, batch, ids) => {
      const [a] = ids as [RecordingId];
      await catalog.addItems(batch.id, ids.map(newItem), added);
      const strike = settled(await itemAt(catalog, batch, a), 'struck-out', '另有用途');
      await catalog.settleItem(batch.id, strike, onBatch('batch.item-struck-out'));
      expect(await catalog.addItems(batch.id, [newItem(a)], added)).toBe(0);
      const again = catalog.settleItem(batch.id, strike, onBatch('batch.item-struck-out'));
      await expect(again).rejects.toMatchObject({ code: 'state-differs' });
      const next = draftBatch(1, '2027-04');
      await catalog.createBatch(next, onBatch('batch.drafted'));
      expect(await catalog.addItems(next.id, [newItem(a)], added)).toBe(1);
    });

    withDraft('a batch changes only from the state in which it was read', async (catalog, batch, ids) => {
      await catalog.addItems(batch.id, ids.map(newItem), added);
      const after: Batch = { ...batch, state: 'withdrawn', changedAt: LATER };
      const change = { before: batch, after, item: null, approvals: [], entry: onBatch('batch.withdrawn') };
      await catalog.changeBatch(change);
      await expect(catalog.changeBatch(change)).rejects.toMatchObject({ code: 'catalogue-busy' });
      expect(await catalog.batch(batch.id)).toEqual(after);
      const late = catalog.addItems(batch.id, ids.map(newItem), added);
      await expect(late).rejects.toMatchObject({ code: 'state-differs' });
    });

    withDraft('edge case 24: registers have numbers without a gap', async (catalog, batch) => {
      const numbers: (number | null)[] = [(await start(catalog, batch)).registerNo];
      for (const n of [2, 3]) {
        const next = draftBatch(n);
        await catalog.createBatch(next, onBatch('batch.drafted'));
        await expect(start(catalog, { ...next, changedAt: LATER })).rejects.toMatchObject({
          code: 'catalogue-busy',
        });
        numbers.push((await start(catalog, next)).registerNo);
      }
      expect(numbers).toEqual([1, 2, 3]);
    });

    withDraft('the intent wants a batch that is executed', async (catalog, batch, ids) => {
      const [a] = ids as [RecordingId];
      await catalog.addItems(batch.id, ids.map(newItem), added);
      await expect(intend(catalog, batch, a)).rejects.toMatchObject({ code: 'state-differs' });
      expect(await states(catalog, batch)).toEqual(['listed', 'listed', 'listed']);
    });

    withDraft(
      'edge case 4: a hold before the intent stops it, a hold after it is refused',
      async (catalog, batch, ids) => {
        const [a, b] = ids as [RecordingId, RecordingId];
        await catalog.addItems(batch.id, ids.map(newItem), added);
        const begun = await start(catalog, batch);
        await catalog.placeHold(holdOn({ kind: 'recording', recording: a }), draft('hold.placed'));
        const size = await catalog.auditSize();
        expect(await intend(catalog, begun, a)).toBe('held');
        expect(await catalog.auditSize()).toBe(size);
        expect(await intend(catalog, begun, b)).toBeNull();
        for (const target of [
          { kind: 'recording', recording: b },
          { kind: 'list', query: 'q', recordings: [a, b] },
        ] as const) {
          const late = catalog.placeHold(holdOn(target), draft('hold.placed'));
          await expect(late).rejects.toMatchObject({ code: 'being-destroyed' });
        }
        expect(await states(catalog, batch)).toEqual(['listed', 'destroying', 'listed']);
        expect(await catalog.intended(null)).toMatchObject([
          { batch: batch.id, item: { recording: b, edgesSha256: sha256Of('edges') } },
        ]);
        await expect(intend(catalog, begun, b)).rejects.toMatchObject({ code: 'state-differs' });
      },
    );

    withDraft('edge case 4: so it is with a hold on its case', async (catalog, batch, ids) => {
      const [a] = ids as [RecordingId];
      const no = '市监罚〔2026〕12号' as CaseNo;
      const file = {
        no,
        enforcement: null,
        cause: null,
        parties: [],
        openedOn: null,
        concludedOn: null,
        closedOn: null,
        state: 'open',
        filePeriod: null,
        changedAt: NOW,
      } as const;
      await catalog.keepCase({ before: null, after: file, entry: draft('case.added') });
      await catalog.link({ case: no, recording: a, isEvidence: false }, draft('case.linked'));
      await catalog.addItems(batch.id, ids.map(newItem), added);
      const begun = await start(catalog, batch);
      expect(await intend(catalog, begun, a)).toBeNull();
      const late = catalog.placeHold(holdOn({ kind: 'case', case: no }), draft('hold.placed'));
      await expect(late).rejects.toMatchObject({ code: 'being-destroyed' });
    });

    withDraft('the judge is asked of the facts as they are, and says no', async (catalog, batch, ids) => {
      const [a] = ids as [RecordingId];
      await catalog.addItems(batch.id, ids.map(newItem), added);
      const begun = await start(catalog, batch);
      const decided = {
        recording: a,
        kind: 'class',
        value: 'evidence',
        by: 'x',
        at: NOW,
        reason: 'y',
      } as const;
      await catalog.decideOn(decided, draft('recording.class-decided'));
      const judge = (facts: KeepingFacts) => (facts.classByPerson === 'evidence' ? 'not-due' : null);
      expect(await intend(catalog, begun, a, judge)).toBe('not-due');
    });

    withDraft('edge case 22: who reads it keeps it, until the time is over', async (catalog, batch, ids) => {
      const [a, b] = ids as [RecordingId, RecordingId];
      await catalog.addItems(batch.id, ids.map(newItem), added);
      const begun = await start(catalog, batch);
      await catalog.leaseRecording(a, 'export-1', LATER);
      expect(await intend(catalog, begun, a)).toBe('in-use');
      await catalog.leaseRecording(a, 'export-1', NOW); // over by now
      expect(await intend(catalog, begun, a)).toBeNull();
      const late = catalog.leaseRecording(a, 'export-2', LATER);
      await expect(late).rejects.toMatchObject({ code: 'being-destroyed' });
      await catalog.leaseRecording(b, 'export-3', LATER);
      await catalog.endLeases('export-3');
      expect(await intend(catalog, begun, b)).toBeNull();
    });

    withDraft(
      'the deed takes it out of every search and total, and leaves a tombstone',
      async (catalog, batch, ids) => {
        const [a, b] = ids as [RecordingId, RecordingId];
        await catalog.addItems(batch.id, ids.map(newItem), added);
        const begun = await start(catalog, batch);
        const before = await catalog.totals();
        const item = await itemAt(catalog, batch, a);
        await expect(
          catalog.noteDestroyed(stone(item, begun), draft('recording.destroyed')),
        ).rejects.toMatchObject({
          code: 'state-differs',
        });
        await intend(catalog, begun, a);
        await catalog.noteDestroyed(stone(item, begun), draft('recording.destroyed'));
        expect(await catalog.recording(a)).toBeNull();
        expect((await catalog.destroyedRecording(a))?.id).toBe(a);
        expect(await catalog.destroyedRecording(b)).toBeNull();
        expect(await catalog.keepingFacts(a)).toBeNull();
        const query = { ...EVERY_RECORDING, limit: 10 };
        for (const more of [{}, { dock: 'dock-1' as DockId }]) {
          const found = await catalog.recordings({ ...query, ...more });
          expect(found.map(({ id }) => id)).not.toContain(a);
        }
        expect((await catalog.unprobed(10)).map(({ id }) => id)).not.toContain(a);
        const totals = await catalog.totals();
        expect(totals.recordings).toBe(before.recordings - 1);
        expect(totals.bytes).toBe(before.bytes - item.sizeBytes);
        const [recorder] = await catalog.recorders(null, 1);
        expect(recorder).toMatchObject({ recordings: 2, bytes: totals.bytes });
        // What is not there is not read again, and not overdue.
        expect(await catalog.fixityState('9999-01-01T00:00:00.000Z' as UtcTime)).toMatchObject({
          recordings: 2,
          bytes: totals.bytes,
          overdue: 2,
        });
        expect(await catalog.tombstone(a)).toEqual(stone(item, begun));
        expect(await catalog.tombstoneOf(item.sha256)).toEqual(stone(item, begun));
        expect(await catalog.tombstones(null, 10)).toHaveLength(1);
        expect(await catalog.tombstones(a, 10)).toEqual([]);
        const again = catalog.noteDestroyed(stone(item, begun), draft('recording.destroyed'));
        await expect(again).rejects.toMatchObject({ code: 'state-differs' });
        await expect(catalog.leaseRecording(a, 'late', LATER)).rejects.toMatchObject({
          code: 'recording-unknown',
        });
      },
    );

    withDraft(
      'edge case 17: an incident is added to no draft of any period until it is whole again',
      async (catalog, batch, ids) => {
        const [a] = ids as [RecordingId];
        await catalog.addItems(batch.id, [newItem(a)], added);
        const begun = await start(catalog, batch);
        const item = await itemAt(catalog, batch, a);
        await catalog.settleItem(batch.id, settled(item, 'incident', 'sealed-differs'), added());
        expect(await catalog.openIncidents(9)).toMatchObject([{ batch: begun.id, item: { recording: a } }]);
        const next = draftBatch(1, '2027-05');
        await catalog.createBatch(next, onBatch('batch.drafted'));
        expect(await catalog.addItems(next.id, [newItem(a)], added)).toBe(0);
        const incident = await itemAt(catalog, batch, a);
        await catalog.settleItem(
          batch.id,
          settled(incident, 'lost', '灭失'),
          onBatch('batch.incident-settled'),
        );
        expect(await catalog.openIncidents(9)).toEqual([]);
        expect(await catalog.addItems(next.id, [newItem(a)], added)).toBe(0);
        const lost = await itemAt(catalog, batch, a);
        await catalog.settleItem(
          batch.id,
          settled(lost, 'restored', '找回'),
          onBatch('batch.incident-settled'),
        );
        expect(await catalog.addItems(next.id, [newItem(a)], added)).toBe(1);
      },
    );

    withDraft(
      'edge case 21: only what has a tombstone is intended again, with its entry, and not what is held by now',
      async (catalog, batch, ids) => {
        const [a, b] = ids as [RecordingId, RecordingId];
        const no = '市监罚〔2026〕13号' as CaseNo;
        const facts = { enforcement: null, cause: null, parties: [], filePeriod: null, changedAt: NOW };
        const days = { openedOn: null, concludedOn: null, closedOn: null };
        const file = { no, ...facts, ...days, state: 'open' } as const;
        await catalog.keepCase({ before: null, after: file, entry: draft('case.added') });
        await catalog.link({ case: no, recording: a, isEvidence: false }, draft('case.linked'));
        await catalog.addItems(batch.id, ids.map(newItem), added);
        const begun = await start(catalog, batch);
        const again = (recording: RecordingId) =>
          catalog.intendAgain(recording, draft('recording.destruction-intended-again'));
        await intend(catalog, begun, a);
        await expect(again(a)).rejects.toMatchObject({ code: 'recording-unknown' });
        await catalog.noteDestroyed(
          stone(await itemAt(catalog, batch, a), begun),
          draft('recording.destroyed'),
        );
        const folder = (await catalog.destroyedRecording(a))?.folder;
        expect(await catalog.destroyedFolders(null, 9)).toEqual([{ recording: a, folder }]);
        expect(await catalog.destroyedFolders(a, 9)).toEqual([]);
        const size = await catalog.auditSize();
        expect(await again(a)).toBe(size);
        await catalog.placeHold(holdOn({ kind: 'case', case: no }), draft('hold.placed'));
        expect(await again(a)).toBeNull();
        expect(await catalog.auditSize()).toBe(size + 2);
        await expect(again(b)).rejects.toMatchObject({ code: 'recording-unknown' });
      },
    );

    withDraft('what a probe saw while the bytes went is not noted', async (catalog, batch, ids) => {
      const [a] = ids as [RecordingId];
      await catalog.addItems(batch.id, ids.map(newItem), added);
      const begun = await start(catalog, batch);
      await intend(catalog, begun, a);
      const size = await catalog.auditSize();
      const probe = { playable: false, durationMs: null } as never;
      await catalog.noteProbe(a, probe, draft('recording.probed'));
      expect(await catalog.auditSize()).toBe(size);
    });

    withDraft(
      'edge case 27: a work is one holder’s at a time, until it ends or its time is over',
      async (catalog) => {
        expect(await catalog.takeTurn('sweep', 'one', NOW, LATER)).toBe(true);
        expect(await catalog.takeTurn('sweep', 'two', NOW, LATER)).toBe(false);
        expect(await catalog.takeTurn('destruction', 'two', NOW, LATER)).toBe(true);
        expect(await catalog.takeTurn('sweep', 'one', NOW, LATER)).toBe(true);
        await catalog.endTurn('sweep', 'two');
        expect(await catalog.takeTurn('sweep', 'two', NOW, LATER)).toBe(false);
        expect(await catalog.takeTurn('sweep', 'two', LATER, LATER)).toBe(true);
        await catalog.endTurn('sweep', 'two');
        expect(await catalog.takeTurn('sweep', 'one', NOW, LATER)).toBe(true);
      },
    );

    withDraft('two who ask for a turn at once: one has it', async (catalog) => {
      const asked = ['a', 'b', 'c', 'd'].map((holder) => catalog.takeTurn('sweep', holder, NOW, LATER));
      expect((await Promise.all(asked)).filter(Boolean)).toHaveLength(1);
    });

    withDraft('witnesses and names of people come back as they were kept', async (catalog, batch) => {
      const witnesses = [{ staff: 'wang' as StaffId, at: NOW }];
      const after: Batch = {
        ...batch,
        state: 'executing',
        executedBy: 'li' as StaffId,
        witnesses,
        changedAt: LATER,
      };
      await catalog.startBatch({ before: batch, after, approvals: [] }, () =>
        onBatch('batch.execution-started'),
      );
      expect(await catalog.batch(batch.id)).toEqual({ ...after, registerNo: 1 });
    });
  });
}
