import { describe, expect, test } from 'vitest';
import type { ClearItem } from '../../src/evidence/clear-order.ts';
import { type ClearId, clearIdOf } from '../../src/evidence/clearing.ts';
import { sha256Of } from '../../src/evidence/digest.ts';
import type { DockId, RecordingId } from '../../src/evidence/ids.ts';
import type { Catalog } from '../../src/ports/catalog.ts';
import type { ClearDecision } from '../../src/ports/clear-ledger.ts';
import { dockOf, draft, RECORDER, sealing } from './catalog.contract.ts';

const DOCK = 'dock-1' as DockId;
const ID = clearIdOf('2026-11-20T08:00:00.000Z', '00000001');

/** What every catalogue keeps to about clearing. `open` gives an empty one, which the suite closes. */
export function clearLedgerContract(name: string, open: () => Catalog): void {
  describe(`clearing in the catalogue: ${name}`, () => {
    /** A dock with two sealed files, `a` and `b`, and one that failed. */
    const withSealed = (
      title: string,
      act: (catalog: Catalog, ids: readonly RecordingId[]) => Promise<void>,
    ) =>
      test(title, async () => {
        const catalog = open();
        try {
          await dockOf(catalog, DOCK);
          const sealings = [sealing('b.jpg', 1), sealing('a.jpg', 2)];
          const found = [
            ...sealings.map(({ intent }) => intent.file),
            { ...sealing('c.jpg', 3).intent.file },
          ];
          await catalog.listFiles(
            DOCK,
            RECORDER,
            found.map((file) => ({
              found: {
                kind: 'found',
                file,
                mediaType: 'photo',
                name: { recorder: null, officer: null, reading: null, important: false, encrypted: false },
                digestFile: null,
                digestExpected: false,
                marks: [],
              },
              outcome: { kind: 'pending' },
            })),
            draft('dock.listed'),
          );
          await catalog.catalogue(sealings);
          const failed = { kind: 'failed', code: 'card-read-failed' } as const;
          await catalog.settleFile(DOCK, RECORDER, sealing('c.jpg', 3).intent.file, failed, null);
          await act(
            catalog,
            sealings.map(({ manifest }) => manifest.recording),
          );
        } finally {
          await catalog.close();
        }
      });
    const itemOf = (path: string, recording: RecordingId): ClearItem => ({
      recording,
      pathHex: Buffer.from(path).toString('hex'),
      sizeBytes: 10,
      modifiedMs: 0,
      sha256: sha256Of(path),
      digestFile: null,
    });
    const decision = (items: readonly ClearItem[], id: ClearId = ID): ClearDecision => ({
      id,
      dock: DOCK,
      recorder: RECORDER,
      proof: 'compare',
      digest: items.length === 0 ? null : sha256Of('order'),
      items,
      kept: { grace: 2 },
      keptUntil: null,
    });
    const acts = async (catalog: Catalog, from: number) =>
      (await catalog.auditRows(from, 100)).map(({ text }) => (JSON.parse(text) as { act: string }).act);

    withSealed('only sealed files may go, in the order of their paths, page by page', async (catalog) => {
      const first = await catalog.clearableFiles(DOCK, null, 1);
      expect(first.map(({ found }) => found.file.path.text)).toEqual(['a.jpg']);
      const rest = await catalog.clearableFiles(DOCK, first[0]?.cursor ?? null, 10);
      expect(rest.map(({ found }) => found.file.path.text)).toEqual(['b.jpg']);
      expect(await catalog.clearableFiles('dock-2' as DockId, null, 10)).toEqual([]);
    });

    withSealed(
      'a decision stands open until it is answered, each with its entry',
      async (catalog, [b, a]) => {
        const before = await catalog.auditSize();
        const items = [itemOf('a.jpg', a as RecordingId), itemOf('b.jpg', b as RecordingId)];
        await catalog.decideClear(decision(items), draft('card.clear-ordered'));
        expect((await catalog.openClears()).map(({ id }) => id)).toEqual([ID]);
        expect(await catalog.clear(ID)).toMatchObject({
          dock: DOCK,
          digest: sha256Of('order'),
          files: 2,
          bytes: 20,
          kept: { grace: 2 },
          end: null,
          endedAt: null,
          outcomes: {},
        });
        await catalog.endClear(ID, 'done', ['removed', 'differs'], draft('card.cleared'));
        expect(await catalog.openClears()).toEqual([]);
        expect(await catalog.clearsOf(DOCK)).toMatchObject([
          { end: 'done', outcomes: { removed: 1, differs: 1 } },
        ]);
        const files = await catalog.clearedFiles(ID, 10);
        expect(files.map(({ path, recording, outcome }) => [path.text, recording, outcome])).toEqual([
          ['a.jpg', a, 'removed'],
          ['b.jpg', b, 'differs'],
        ]);
        expect(await acts(catalog, before)).toEqual(['card.clear-ordered', 'card.cleared']);
      },
    );

    withSealed('a decision that lets nothing go is ended at once', async (catalog) => {
      await catalog.decideClear(decision([]), draft('card.clear-kept'));
      expect(await catalog.clear(ID)).toMatchObject({ end: 'nothing', files: 0, digest: null });
      expect(await catalog.openClears()).toEqual([]);
    });

    withSealed(
      'a late answer replaces "unanswered" once, and nothing replaces an answer',
      async (catalog, [b]) => {
        await catalog.decideClear(decision([itemOf('b.jpg', b as RecordingId)]), draft('card.clear-ordered'));
        await catalog.endClear(ID, 'unanswered', ['unknown'], draft('card.cleared'));
        await catalog.endClear(ID, 'done', ['removed'], draft('card.cleared'));
        const size = await catalog.auditSize();
        const again = catalog.endClear(ID, 'done', ['absent'], draft('card.cleared'));
        await expect(again).rejects.toMatchObject({ code: 'defect' });
        expect((await catalog.clear(ID))?.outcomes).toEqual({ removed: 1 });
        expect(await catalog.auditSize()).toBe(size);
      },
    );

    withSealed(
      'DESIGN 5.4: nothing is kept of a change whose entry cannot be written',
      async (catalog, [b]) => {
        const items = [itemOf('b.jpg', b as RecordingId)];
        const tooLong = { ...draft('card.clear-ordered'), detail: { text: 'x'.repeat(70_000) } };
        await expect(catalog.decideClear(decision(items), tooLong)).rejects.toMatchObject({ code: 'defect' });
        expect(await catalog.clear(ID)).toBeNull();
        await catalog.decideClear(decision(items), draft('card.clear-ordered'));
        await expect(catalog.endClear(ID, 'done', ['removed'], tooLong)).rejects.toMatchObject({
          code: 'defect',
        });
        expect((await catalog.clear(ID))?.end).toBeNull();
        const wrongCount = catalog.endClear(ID, 'done', [], draft('card.cleared'));
        await expect(wrongCount).rejects.toMatchObject({ code: 'defect' });
      },
    );
  });
}
