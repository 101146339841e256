import { describe, expect, test } from 'vitest';
import type { AuditDraft } from '../../src/evidence/audit-entry.ts';
import type { CalendarDate } from '../../src/evidence/calendar-date.ts';
import type { RecordingId } from '../../src/evidence/ids.ts';
import { utcOf } from '../../src/evidence/time.ts';
import type { Catalog } from '../../src/ports/catalog.ts';
import type { KeepingDecision } from '../../src/ports/keeping-book.ts';
import { walkKeeping } from '../../src/retention/walk-keeping.ts';
import { putCase, putHold, putLink, putRecordings } from '../support/hold-facts.ts';
import { draft } from './catalog.contract.ts';

function decision(recording: RecordingId, facts: Partial<KeepingDecision> = {}): KeepingDecision {
  return {
    recording,
    kind: 'class',
    value: 'patrol',
    by: 'keeper',
    at: utcOf(1_000),
    reason: '巡查',
    ...facts,
  };
}

const entry = (): AuditDraft => draft('recording.class-decided');

/** What every book of keeping keeps to. `open` gives an empty catalogue, which the suite closes. */
export function keepingBookContract(name: string, open: () => Promise<Catalog> | Catalog): void {
  describe(`keeping book: ${name}`, () => {
    const withBook = (title: string, act: (catalog: Catalog, ids: readonly RecordingId[]) => Promise<void>) =>
      test(title, async () => {
        const catalog = await open();
        try {
          const ids = [...(await putRecordings(catalog, 4))].sort();
          await act(catalog, ids);
        } finally {
          await catalog.close();
        }
      });

    withBook('tells of a recording all that keeping depends on', async (catalog, [a]) => {
      const id = a as RecordingId;
      const { manifest } = (await catalog.recording(id)) ?? {};
      expect(await catalog.keepingFacts(id)).toEqual({
        recording: id,
        recorder: manifest?.recorder.no,
        officer: manifest?.officer,
        recordedAt: manifest?.recorded.at,
        sealedAt: manifest?.sealedAt,
        marks: [],
        correctedDay: null,
        classByPerson: null,
        cases: [],
        holds: [],
        restartedAt: null,
      });
      expect(await catalog.keepingFacts('BC240001-19700101T000000-000000000000' as RecordingId)).toBeNull();
    });

    withBook('tells the newest decision of each kind, and keeps those before it', async (catalog, [a, b]) => {
      const [one, other] = [a, b] as [RecordingId, RecordingId];
      const day = '2026-11-01' as CalendarDate;
      const all = [
        decision(one),
        decision(one, { value: 'case', reason: 'x', at: utcOf(2_000) }),
        decision(one, { kind: 'day', value: day }),
        decision(other, { kind: 'day', value: day }),
        decision(other, { kind: 'day', value: null }),
      ];
      for (const each of all) await catalog.decideOn(each, entry());
      expect(await catalog.keepingFacts(one)).toMatchObject({ classByPerson: 'case', correctedDay: day });
      expect(await catalog.keepingFacts(other)).toMatchObject({ classByPerson: null, correctedDay: null });
      expect(await catalog.decisionsOf(one)).toEqual(all.slice(0, 3));
    });

    withBook('tells all decisions page by page, each with the entry that tells it', async (catalog, ids) => {
      const before = await catalog.auditSize();
      for (const id of ids) await catalog.decideOn(decision(id), entry());
      await catalog.decideOn(decision(ids[0] as RecordingId, { value: null }), entry());
      const [first, second] = await catalog.decisions(null, 2);
      expect([first, second]).toMatchObject([
        { recording: ids[0], value: 'patrol', auditSeq: before },
        { recording: ids[0], value: null, auditSeq: before + ids.length },
      ]);
      const rest = await catalog.decisions(second ?? null, 9);
      expect(rest.map(({ recording }) => recording)).toEqual(ids.slice(1));
    });

    withBook(
      'tells pages as it tells each by itself, in the order of ids, none twice',
      async (catalog, ids) => {
        const [a, b, c] = ids as [RecordingId, RecordingId, RecordingId];
        await putCase(catalog, 'N1', { parties: ['甲'] });
        await putLink(catalog, 'N1', a);
        await putLink(catalog, 'N1', b);
        await putHold(catalog, { kind: 'recording', recording: c });
        await catalog.decideOn(decision(b), entry());
        const each = [];
        for (const id of ids) each.push(await catalog.keepingFacts(id));
        expect(await catalog.keepingPage(null, 9)).toEqual(each);
        const pages = [
          ...(await catalog.keepingPage(null, 2)),
          ...(await catalog.keepingPage(ids[1] as RecordingId, 2)),
          ...(await catalog.keepingPage(ids[3] as RecordingId, 2)),
        ];
        expect(pages).toEqual(each);
        const walked = [];
        for await (const page of walkKeeping(catalog)) walked.push(...page);
        expect(walked).toEqual(each);
      },
    );

    withBook(
      'decides on nothing that is not there, and on nothing without its entry',
      async (catalog, [a]) => {
        const none = 'BC240001-19700101T000000-000000000000' as RecordingId;
        await expect(catalog.decideOn(decision(none), entry())).rejects.toMatchObject({
          code: 'recording-unknown',
        });
        const tooLong = { ...entry(), detail: { list: 'x'.repeat(65_536) } };
        await expect(catalog.decideOn(decision(a as RecordingId), tooLong)).rejects.toThrow();
        expect(await catalog.decisions(null, 9)).toEqual([]);
      },
    );
  });
}
