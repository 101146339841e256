import { describe, expect, test } from 'vitest';
import type { CalendarDate } from '../../src/evidence/calendar-date.ts';
import type { RecordingId } from '../../src/evidence/ids.ts';
import type { Catalog } from '../../src/ports/catalog.ts';
import {
  caseFile,
  caseNo,
  moveHold,
  putCase,
  putHold,
  putLink,
  putRecordings,
} from '../support/hold-facts.ts';
import { draft } from './catalog.contract.ts';

const FIRST = '市监罚〔2026〕1号';
const SECOND = '市监罚〔2026〕2号';

/** What every book of cases keeps to. `open` gives an empty catalogue, which the suite closes. */
export function caseBookContract(name: string, open: () => Promise<Catalog> | Catalog): void {
  describe(`case book: ${name}`, () => {
    const withBook = (title: string, act: (catalog: Catalog, ids: readonly RecordingId[]) => Promise<void>) =>
      test(title, async () => {
        const catalog = await open();
        try {
          await act(catalog, await putRecordings(catalog, 3));
        } finally {
          await catalog.close();
        }
      });

    withBook('keeps cases as given, in the order of numbers, and finds those of a party', async (catalog) => {
      const first = await putCase(catalog, FIRST, {
        parties: ['王某', '某某商行'],
        cause: '无照经营',
        openedOn: '2026-01-02' as CalendarDate,
        filePeriod: { kind: 'months', months: 120 },
      });
      const second = await putCase(catalog, SECOND, { parties: ['某某商行'], enforcement: null });
      expect(await catalog.caseOf(first.no)).toEqual(first);
      expect(await catalog.cases(null, 1)).toEqual([first]);
      expect(await catalog.cases(first.no, 9)).toEqual([second]);
      expect((await catalog.casesOfParty('某某商行', 9)).map(({ no }) => no)).toEqual([first.no, second.no]);
      expect(await catalog.casesOfParty('商行', 9)).toEqual([]);
      expect(await catalog.caseOf(caseNo('无'))).toBeNull();
    });

    withBook('changes only the row that was read, and enters no case twice', async (catalog) => {
      const before = await putCase(catalog, FIRST);
      await expect(putCase(catalog, FIRST)).rejects.toMatchObject({ code: 'case-known' });
      const after = { ...before, cause: '占道经营', changedAt: '2026-11-21T00:00:00.000Z' };
      await catalog.keepCase({ before, after, entry: draft('case.changed') });
      const late = catalog.keepCase({ before, after, entry: draft('case.changed') });
      await expect(late).rejects.toMatchObject({ code: 'catalogue-busy' });
      expect(await catalog.caseOf(before.no)).toEqual(after);
    });

    withBook('links what there is, and says whether it is evidence', async (catalog, [a, b]) => {
      await putCase(catalog, FIRST);
      const link = { case: caseNo(FIRST), recording: a as RecordingId, isEvidence: false };
      await catalog.link(link, draft('case.linked'));
      await catalog.link({ ...link, isEvidence: true }, draft('case.linked'));
      await putLink(catalog, FIRST, b as RecordingId);
      expect(await catalog.linksOf(a as RecordingId)).toEqual([{ ...link, isEvidence: true }]);
      expect(
        (await catalog.linked(caseNo(FIRST), a as RecordingId, 9)).map((each) => each.recording),
      ).toEqual([b]);
      await expect(putLink(catalog, SECOND, a as RecordingId)).rejects.toMatchObject({
        code: 'case-unknown',
      });
      const nothing = putLink(catalog, FIRST, 'X-20260101T000000-0123456789ab' as RecordingId);
      await expect(nothing).rejects.toMatchObject({ code: 'recording-unknown' });
      await catalog.removeLink(link, draft('case.unlinked'));
      expect(await catalog.linksOf(a as RecordingId)).toEqual([]);
      await expect(catalog.removeLink(link, draft('case.unlinked'))).rejects.toMatchObject({
        code: 'case-unknown',
      });
    });

    withBook(
      'DESIGN 5.4: nothing is kept of a change whose entry cannot be written',
      async (catalog, [a]) => {
        const tooLong = { ...draft('case.added'), detail: { text: 'x'.repeat(70_000) } };
        const unkept = catalog.keepCase({ before: null, after: caseFile(FIRST), entry: tooLong });
        await expect(unkept).rejects.toMatchObject({ code: 'defect' });
        expect(await catalog.cases(null, 9)).toEqual([]);
        await putCase(catalog, FIRST);
        const link = { case: caseNo(FIRST), recording: a as RecordingId, isEvidence: false };
        await expect(catalog.link(link, tooLong)).rejects.toMatchObject({ code: 'defect' });
        expect(await catalog.linksOf(a as RecordingId)).toEqual([]);
        await catalog.link(link, draft('case.linked'));
        await expect(catalog.removeLink(link, tooLong)).rejects.toMatchObject({ code: 'defect' });
        expect(await catalog.linksOf(a as RecordingId)).toHaveLength(1);
      },
    );

    withBook('takes no recording out of a hold: neither by its link nor by a party', async (catalog, [a]) => {
      const recording = a as RecordingId;
      const file = await putCase(catalog, FIRST, { parties: ['王某'] });
      await putLink(catalog, FIRST, recording);
      const link = { case: file.no, recording, isEvidence: false };
      const held = await putHold(catalog, { kind: 'case', case: file.no });
      const size = await catalog.auditSize();
      await expect(catalog.removeLink(link, draft('case.unlinked'))).rejects.toMatchObject({
        code: 'state-differs',
        found: held.id,
      });
      const hold = await putHold(catalog, { kind: 'party', party: '王某' }, { state: 'proposed' });
      const after = { ...file, parties: [], changedAt: '2026-11-21T00:00:00.000Z' };
      const strike = () => catalog.keepCase({ before: file, after, entry: draft('case.changed') });
      await expect(strike()).rejects.toMatchObject({ code: 'state-differs', found: hold.id });
      expect(await catalog.auditSize()).toBe(size + 1);
      expect(await catalog.heldAmong([recording])).toEqual(new Set([recording]));
      // The recording stays under a hold that lies on it in another way, so this link may go.
      await putHold(catalog, { kind: 'recording', recording });
      await moveHold(catalog, held, { state: 'released' });
      await moveHold(catalog, hold, { state: 'refused' });
      await strike();
      await catalog.removeLink(link, draft('case.unlinked'));
      expect(await catalog.heldAmong([recording])).toEqual(new Set([recording]));
    });
  });
}
