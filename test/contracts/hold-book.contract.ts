import { describe, expect, test } from 'vitest';
import { HOLD_STATES, HOLDING_STATES, type HoldTarget } from '../../src/evidence/hold.ts';
import type { RecordingId } from '../../src/evidence/ids.ts';
import type { StaffId } from '../../src/evidence/staff.ts';
import type { Catalog } from '../../src/ports/catalog.ts';
import type { HoldQuery } from '../../src/ports/hold-book.ts';
import { requestApproval } from '../../src/staff/approvals.ts';
import { caseNo, holdOn, moveHold, putCase, putHold, putLink, putRecordings } from '../support/hold-facts.ts';
import { acting, person, putPeople } from '../support/people.ts';
import { draft } from './catalog.contract.ts';

const NO = '市监罚〔2026〕12号';
const PARTY = '某某商行';
const ANY: HoldQuery = { states: null, recording: null, owesOfflineCopy: null, after: null, limit: 99 };

type Ids = readonly [RecordingId, RecordingId, RecordingId, RecordingId];

/** What every book of holds keeps to. `open` gives an empty catalogue, which the suite closes. */
export function holdBookContract(name: string, open: () => Promise<Catalog> | Catalog): void {
  describe(`hold book: ${name}`, () => {
    const withBook = (title: string, act: (catalog: Catalog, ids: Ids) => Promise<void>) =>
      test(title, async () => {
        const catalog = await open();
        try {
          await act(catalog, (await putRecordings(catalog, 4)) as unknown as Ids);
        } finally {
          await catalog.close();
        }
      });
    const heldOf = async (catalog: Catalog, ids: readonly RecordingId[]) =>
      ids.filter(
        (
          (held) => (id: RecordingId) =>
            held.has(id)
        )(await catalog.heldAmong(ids)),
      );
    const holdsOn = async (catalog: Catalog, recording: RecordingId) =>
      (await catalog.holds({ ...ANY, recording })).map(({ id }) => id);

    withBook('keeps holds as given, on each of the four things', async (catalog, [a, b, c]) => {
      await putCase(catalog, NO);
      const targets: readonly HoldTarget[] = [
        { kind: 'recording', recording: a },
        { kind: 'case', case: caseNo(NO) },
        { kind: 'party', party: PARTY },
        { kind: 'list', query: '{"recorder":"BC240001"}', recordings: [b, c] },
      ];
      for (const target of targets) {
        const hold = holdOn(target, { text: '当事人投诉', restarts: true, owesOfflineCopy: true });
        await catalog.placeHold(hold, draft('hold.placed'));
        expect(await catalog.hold(hold.id)).toEqual(hold);
      }
      expect((await catalog.holds(ANY)).map(({ target }) => target)).toEqual(targets);
      expect(await catalog.holds({ ...ANY, limit: 1 })).toHaveLength(1);
      expect(await catalog.hold(holdOn(targets[0] as HoldTarget).id)).toBeNull();
    });

    withBook('a hold on a recording holds it and nothing else', async (catalog, ids) => {
      const hold = await putHold(catalog, { kind: 'recording', recording: ids[1] });
      expect(await heldOf(catalog, ids)).toEqual([ids[1]]);
      expect(await holdsOn(catalog, ids[1])).toEqual([hold.id]);
      expect(await holdsOn(catalog, ids[0])).toEqual([]);
    });

    withBook('edge case 5: a hold on a case covers what is linked to it later', async (catalog, ids) => {
      await putCase(catalog, NO);
      await putLink(catalog, NO, ids[0]);
      await putHold(catalog, { kind: 'case', case: caseNo(NO) });
      expect(await heldOf(catalog, ids)).toEqual([ids[0]]);
      await putLink(catalog, NO, ids[2]);
      expect(await heldOf(catalog, ids)).toEqual([ids[0], ids[2]]);
    });

    withBook('a hold on a party covers its cases, those to come too', async (catalog, ids) => {
      await putHold(catalog, { kind: 'party', party: PARTY });
      expect(await heldOf(catalog, ids)).toEqual([]);
      await putCase(catalog, NO, { parties: ['别人', PARTY] });
      await putLink(catalog, NO, ids[3]);
      expect(await heldOf(catalog, ids)).toEqual([ids[3]]);
      const other = await putCase(catalog, '另案', { parties: ['别人'] });
      await putLink(catalog, '另案', ids[1]);
      expect(await heldOf(catalog, ids)).toEqual([ids[3]]);
      const after = { ...other, parties: ['别人', PARTY], changedAt: '2026-11-21T00:00:00.000Z' };
      await catalog.keepCase({ before: other, after, entry: draft('case.changed') });
      expect(await heldOf(catalog, ids)).toEqual([ids[1], ids[3]]);
    });

    withBook(
      'a list holds what was found when it was fixed, and not what is sealed later',
      async (catalog, ids) => {
        await putHold(catalog, { kind: 'list', query: '{}', recordings: [ids[0], ids[1]] });
        expect(await heldOf(catalog, ids)).toEqual([ids[0], ids[1]]);
      },
    );

    withBook(
      'only holds that have not ended block: proposed like placed, and until released',
      async (catalog, ids) => {
        for (const state of HOLD_STATES) {
          const hold = await putHold(catalog, { kind: 'recording', recording: ids[0] }, { state });
          expect(await heldOf(catalog, ids), state).toEqual(HOLDING_STATES.includes(state) ? [ids[0]] : []);
          if (HOLDING_STATES.includes(state)) await moveHold(catalog, hold, { state: 'refused' });
        }
      },
    );

    withBook('edge case 2: of two holds one is released, and it is still held', async (catalog, ids) => {
      await putCase(catalog, NO, { parties: [PARTY] });
      await putLink(catalog, NO, ids[0]);
      const first = await putHold(catalog, { kind: 'case', case: caseNo(NO) });
      const second = await putHold(catalog, { kind: 'party', party: PARTY });
      const third = await putHold(catalog, { kind: 'list', query: '{}', recordings: [ids[0]] });
      for (const hold of [first, third]) {
        await moveHold(catalog, hold, { state: 'released', releasedAt: hold.placedAt });
        expect(await heldOf(catalog, ids)).toEqual([ids[0]]);
      }
      await moveHold(catalog, second, { state: 'released', releasedAt: second.placedAt });
      expect(await heldOf(catalog, ids)).toEqual([]);
      expect(await holdsOn(catalog, ids[0])).toEqual([first.id, second.id, third.id]);
    });

    withBook('finds holds by state, by recording, and by the copy that is owed', async (catalog, ids) => {
      const owed = await putHold(
        catalog,
        { kind: 'recording', recording: ids[0] },
        { owesOfflineCopy: true },
      );
      const asked = await putHold(catalog, { kind: 'recording', recording: ids[0] }, { state: 'proposed' });
      const find = async (query: Partial<HoldQuery>) =>
        (await catalog.holds({ ...ANY, ...query })).map(({ id }) => id);
      expect(await find({ owesOfflineCopy: true })).toEqual([owed.id]);
      expect(await find({ states: ['proposed'] })).toEqual([asked.id]);
      expect(await find({ after: owed.id })).toEqual([asked.id]);
      expect(await find({ recording: ids[1] })).toEqual([]);
      await moveHold(catalog, owed, { owesOfflineCopy: false });
      expect(await find({ owesOfflineCopy: true })).toEqual([]);
    });

    withBook(
      'a hold changes only from the row that was read; what it lies on never changes',
      async (catalog, ids) => {
        const hold = await putHold(catalog, { kind: 'recording', recording: ids[0] });
        await moveHold(catalog, hold, {
          state: 'release-requested',
          ground: 'other-important',
          target: { kind: 'recording', recording: ids[1] },
          placedBy: 'li',
        });
        await expect(moveHold(catalog, hold, { state: 'released' })).rejects.toMatchObject({
          code: 'catalogue-busy',
        });
        const { state, ground, target, placedBy } = (await catalog.hold(hold.id)) ?? hold;
        expect({ state, ground, target, placedBy }).toEqual({
          state: 'release-requested',
          ground: hold.ground,
          target: hold.target,
          placedBy: hold.placedBy,
        });
        expect(await heldOf(catalog, ids)).toEqual([ids[0]]);
      },
    );

    withBook('lies only on what there is', async (catalog) => {
      const onNothing = putHold(catalog, { kind: 'case', case: caseNo(NO) });
      await expect(onNothing).rejects.toMatchObject({ code: 'case-unknown' });
      const recording = 'X-20260101T000000-0123456789ab' as RecordingId;
      await expect(putHold(catalog, { kind: 'recording', recording })).rejects.toMatchObject({
        code: 'recording-unknown',
      });
      const list = { kind: 'list', query: '{}', recordings: [recording] } as const;
      await expect(putHold(catalog, list)).rejects.toMatchObject({ code: 'recording-unknown' });
      expect(await catalog.holds(ANY)).toEqual([]);
    });

    withBook(
      'a hold and its request stand or fall together, with all their entries',
      async (catalog, [a]) => {
        const wang = person('wang', { roles: ['custodian'] });
        await putPeople(catalog, [person('admin'), wang], wang.createdAt);
        const hold = holdOn({ kind: 'recording', recording: a }, { state: 'proposed' });
        const request = requestApproval(
          {
            id: 'apr-20261120T101112-00000001' as never,
            kind: 'hold',
            subject: { kind: 'hold', id: hold.id },
            reason: '投诉',
            content: { hold: hold.id },
            steps: [{ role: 'deputy-head', kind: 'decision' }],
          },
          acting(wang),
        );
        const size = await catalog.auditSize();
        const byNobody = { ...request, after: { ...request.after, requestedBy: 'nobody' as StaffId } };
        await expect(catalog.placeHold(hold, draft('hold.placed'), [byNobody])).rejects.toThrow();
        expect(await catalog.hold(hold.id)).toBeNull();
        expect(await heldOf(catalog, [a])).toEqual([]);
        expect(await catalog.auditSize()).toBe(size);
        await catalog.placeHold(hold, draft('hold.placed'), [request]);
        expect(await catalog.approval(request.after.id)).toEqual(request.after);
        expect(await catalog.auditSize()).toBe(size + 2);

        const tooLong = { ...draft('hold.decided'), detail: { text: 'x'.repeat(70_000) } };
        const withdrawn = {
          ...request.after,
          state: 'withdrawn',
          changedAt: '2027-01-01T00:00:00.000Z',
        } as never;
        const change = { before: request.after, after: withdrawn, entry: draft('approval.withdrawn') };
        const moved = { ...hold, state: 'placed', changedAt: '2027-01-01T00:00:00.000Z' } as never;
        await expect(catalog.changeHold(hold, moved, tooLong, [change])).rejects.toMatchObject({
          code: 'defect',
        });
        expect(await catalog.hold(hold.id)).toEqual(hold);
        expect(await catalog.approval(request.after.id)).toEqual(request.after);
        expect(await catalog.auditSize()).toBe(size + 2);
      },
    );

    withBook(
      'tells of any number at once which are held, and nothing of what is unknown',
      async (catalog, ids) => {
        await putHold(catalog, { kind: 'recording', recording: ids[2] });
        const unknown = 'X-20260101T000000-0123456789ab' as RecordingId;
        expect(await catalog.heldAmong([unknown, ...ids, ids[2]])).toEqual(new Set([ids[2]]));
        expect(await catalog.heldAmong([])).toEqual(new Set());
      },
    );
  });
}
