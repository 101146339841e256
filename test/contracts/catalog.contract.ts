import { describe, expect, test } from 'vitest';
import type { AuditDraft, AuditEntry } from '../../src/evidence/audit-entry.ts';
import { firstSeenDraft, SYSTEM_ACTOR } from '../../src/evidence/audit-entry.ts';
import { isCanonicalJson } from '../../src/evidence/canonical-json.ts';
import type { DeviceCheck } from '../../src/evidence/device-check.ts';
import { type Sha256, sha256Of } from '../../src/evidence/digest.ts';
import type { DockReport, DockRequest } from '../../src/evidence/dock.ts';
import { type DockId, type RecorderNo, recordingIdOf } from '../../src/evidence/ids.ts';
import type { Manifest } from '../../src/evidence/manifest.ts';
import { leafHash } from '../../src/evidence/merkle.ts';
import type { CardFile, FoundFile } from '../../src/evidence/recording.ts';
import { localSecondsOf, type UtcTime, utcOf } from '../../src/evidence/time.ts';
import { vaultFolderOf } from '../../src/evidence/vault-path.ts';
import type { Catalog, FileCursor, PendingFile, SealIntent } from '../../src/ports/catalog.ts';
import { EVERY_RECORDING } from '../../src/ports/catalog.ts';

export const RECORDER = 'BC240001' as RecorderNo;
const NO_COUNTS = {
  found: 0,
  sealed: 0,
  metAgain: 0,
  left: 0,
  growing: 0,
  failed: 0,
  pending: 0,
  sealedBytes: 0,
};
const EVERY_DOCK = { recorder: null, before: null } as const;
const EVERY = { ...EVERY_RECORDING, limit: 1_000 } as const;

/** What every catalogue keeps to. `open` gives an empty one, which the suite closes. */
export function catalogContract(name: string, open: () => Promise<Catalog> | Catalog): void {
  describe(`catalogue: ${name}`, () => {
    const withCatalog = (title: string, act: (catalog: Catalog) => Promise<void>) =>
      test(title, async () => {
        const catalog = await open();
        try {
          await act(catalog);
        } finally {
          await catalog.close();
        }
      });

    describe('the log', () => {
      withCatalog('begins empty, and each entry has the next number', async (catalog) => {
        expect(await catalog.auditSize()).toBe(0);
        expect(await catalog.auditRows(0, 10)).toEqual([]);
        for (let count = 0; count < 5; count += 1) await catalog.record(draft('staging.removed'));
        expect((await catalog.auditRows(0, 10)).map((row) => row.seq)).toEqual([0, 1, 2, 3, 4]);
        expect(await catalog.auditSize()).toBe(5);
        expect((await catalog.auditRows(3, 1)).map((row) => row.seq)).toEqual([3]);
        expect(await catalog.auditRows(5, 10)).toEqual([]);
      });

      withCatalog('keeps canonical text with its number, times and hash', async (catalog) => {
        await catalog.record({ ...draft('dock.started'), detail: { z: 1, ä: '证据', a: [null] } });
        const [row] = await catalog.auditRows(0, 1);
        if (row === undefined) throw new Error('no row');
        expect(isCanonicalJson(row.text)).toBe(true);
        expect(Buffer.compare(row.leafHash, leafHash(Buffer.from(row.text)))).toBe(0);
        const entry = JSON.parse(row.text) as AuditEntry;
        expect(entry).toMatchObject({ v: 1, seq: 0, act: 'dock.started', detail: { ä: '证据' } });
        expect(entry.at).toBe(utcOf(entry.clock.wallMs));
      });

      withCatalog('finds the newest entry of an act', async (catalog) => {
        expect(await catalog.lastAuditRow('inspection.finished')).toBeNull();
        for (const act of ['inspection.finished', 'inspection.finished', 'dock.started'] as const) {
          await catalog.record(draft(act));
        }
        expect((await catalog.lastAuditRow('inspection.finished'))?.seq).toBe(1);
      });

      withCatalog('gives many writers at once one number each', async (catalog) => {
        await Promise.all(Array.from({ length: 50 }, () => catalog.record(draft('staging.removed'))));
        expect((await catalog.auditRows(0, 100)).map((row) => row.seq)).toEqual([...Array(50).keys()]);
      });

      withCatalog('remembers the newest published head, and refuses an older one', async (catalog) => {
        expect(await catalog.published()).toBeNull();
        await catalog.notePublished({ size: 5, note: 'five' });
        await catalog.notePublished({ size: 7, note: 'seven' });
        await expect(catalog.notePublished({ size: 6, note: 'six' })).rejects.toMatchObject({
          code: 'audit-differs',
        });
        expect(await catalog.published()).toEqual({ size: 7, note: 'seven' });
      });
    });

    /** An entry that no log takes: 64 KiB and more. */
    const tooLong = (act: AuditDraft['act']) => ({ ...draft(act), detail: { list: 'x'.repeat(65_536) } });

    describe('a change and its entry are one: where the entry fails, nothing has happened', () => {
      withCatalog('createStation', async (catalog) => {
        const station = { id: 's', logKey: sha256Of('log'), sealKey: sha256Of('seal') };
        await expect(catalog.createStation(station, tooLong('log.created'))).rejects.toThrow();
        expect(await catalog.station()).toBeNull();
        await catalog.createStation(station, draft('log.created'));
        expect(await catalog.station()).toEqual(station);
      });

      withCatalog('changeKey: from the key in force only', async (catalog) => {
        const [log, seal, next] = ['log', 'seal', 'next'].map(sha256Of) as [Sha256, Sha256, Sha256];
        await catalog.createStation({ id: 's', logKey: log, sealKey: seal }, draft('log.created'));
        const change = { purpose: 'seal', from: seal, to: next } as const;
        await expect(catalog.changeKey(change, tooLong('key.changed'))).rejects.toThrow();
        expect(await catalog.station()).toMatchObject({ logKey: log, sealKey: seal });
        await catalog.changeKey(change, draft('key.changed'));
        expect(await catalog.station()).toMatchObject({ logKey: log, sealKey: next });
        await expect(catalog.changeKey(change, draft('key.changed'))).rejects.toMatchObject({
          code: 'key-differs',
        });
        expect(await catalog.auditSize()).toBe(2);
      });

      withCatalog('startDock and finishDock', async (catalog) => {
        await expect(catalog.startDock(request('dock-1'), tooLong('dock.started'))).rejects.toThrow();
        expect(await catalog.dock('dock-1' as DockId)).toBeNull();
        await catalog.startDock(request('dock-1'), draft('dock.started'));
        await expect(catalog.finishDock(report('dock-1'), tooLong('dock.finished'))).rejects.toThrow();
        expect(await catalog.unfinishedDocks()).toHaveLength(1);
        await catalog.finishDock(report('dock-1'), draft('dock.finished'));
        expect(await catalog.unfinishedDocks()).toEqual([]);
        expect(await catalog.dock('dock-1' as DockId)).toMatchObject({ result: 'done', counts: NO_COUNTS });
        expect(await catalog.auditSize()).toBe(2);
      });

      withCatalog('identifyDock: a recorder enters the register once, with its entry', async (catalog) => {
        await catalog.startDock(request('dock-1'), draft('dock.started'));
        const card = { recorder: RECORDER, model: 'dcam-1.14', label: null };
        const identify = (entry: AuditDraft) => catalog.identifyDock('dock-1' as DockId, card, entry);
        await expect(identify(tooLong('recorder.first-seen'))).rejects.toThrow();
        expect(await catalog.recorders(null, 10)).toEqual([]);
        expect((await catalog.dock('dock-1' as DockId))?.recorder).toBeNull();
        await identify(firstSeen());
        await identify(firstSeen());
        expect(await catalog.auditSize()).toBe(2);
        expect(await catalog.recorders(null, 10)).toMatchObject([{ no: RECORDER, lastDock: 'dock-1' }]);
      });

      withCatalog('listFiles and settleFile', async (catalog) => {
        await dockOf(catalog, 'dock-1');
        const dock = 'dock-1' as DockId;
        const line = { found: found('a.jpg'), outcome: { kind: 'pending' } } as const;
        await expect(catalog.listFiles(dock, RECORDER, [line], tooLong('dock.listed'))).rejects.toThrow();
        expect((await catalog.countFiles(dock)).found).toBe(0);
        await catalog.listFiles(dock, RECORDER, [line], draft('dock.listed'));
        const failed = { kind: 'failed', code: 'card-read-failed' } as const;
        await expect(
          catalog.settleFile(dock, RECORDER, line.found.file, failed, tooLong('file.failed')),
        ).rejects.toThrow();
        expect(await catalog.countFiles(dock)).toMatchObject({ pending: 1, failed: 0 });
        await catalog.settleFile(dock, RECORDER, line.found.file, failed, draft('file.failed'));
        expect(await catalog.countFiles(dock)).toMatchObject({ pending: 0, failed: 1 });
        expect(await catalog.failedFiles(dock, 10)).toEqual([
          { path: line.found.file.path, outcome: failed },
        ]);
      });

      withCatalog('catalogue: a group is there as a whole or not at all', async (catalog) => {
        await dockOf(catalog, 'dock-1');
        const group = [sealing('a', 1), sealing('b', 2), sealing('c', 3)];
        await catalog.intend(group.map((each) => each.intent));
        const size = await catalog.auditSize();
        const broken = group.map((each, at) =>
          at === 2 ? { ...each, entry: tooLong('recording.sealed') } : each,
        );
        await expect(catalog.catalogue(broken)).rejects.toThrow();
        expect(await catalog.recordings(EVERY)).toEqual([]);
        expect(await catalog.auditSize()).toBe(size);
        expect(await catalog.intents()).toHaveLength(3);

        await catalog.catalogue(group);
        expect(await catalog.intents()).toEqual([]);
        expect((await catalog.recordings(EVERY)).map((row) => row.auditSeq)).toEqual([
          size,
          size + 1,
          size + 2,
        ]);
        await expect(catalog.catalogue(group)).rejects.toThrow();
        expect(await catalog.auditSize()).toBe(size + 3);
      });

      withCatalog('noteProbe', async (catalog) => {
        await dockOf(catalog, 'dock-1');
        const one = sealing('a', 1);
        await catalog.catalogue([one]);
        const probe = { ...NOT_PLAYABLE };
        const note = (entry: AuditDraft) => catalog.noteProbe(one.intent.recording, probe, entry);
        await expect(note(tooLong('recording.probed'))).rejects.toThrow();
        expect(await catalog.unprobed(10)).toHaveLength(1);
        await note(draft('recording.probed'));
        expect(await catalog.unprobed(10)).toEqual([]);
        expect(await catalog.recording(one.intent.recording)).toMatchObject({
          marks: ['unplayable'],
          probe,
          manifest: { marks: [] },
        });
      });
    });

    describe('files of a dock', () => {
      const dock = 'dock-1' as DockId;
      const all = async (catalog: Catalog, limit: number) => {
        const pages: PendingFile[] = [];
        let after: FileCursor | null = null;
        for (;;) {
          const page = await catalog.pendingFiles(dock, after, limit);
          pages.push(...page);
          const last = page.at(-1);
          if (last === undefined) return pages.map(({ found }) => found.file.path.text);
          after = last.cursor;
        }
      };

      withCatalog('come important first, then by path, whatever the page', async (catalog) => {
        await dockOf(catalog, 'dock-1');
        const names = ['b', 'z!', 'a', 'd!', 'c', 'y'];
        const lines = names.map((each) => ({
          found: found(each, each.endsWith('!')),
          outcome: { kind: 'pending' } as const,
        }));
        await catalog.listFiles(dock, RECORDER, lines, draft('dock.listed'));
        for (const limit of [1, 2, 3, 100]) {
          expect(await all(catalog, limit)).toEqual(['d!', 'z!', 'a', 'b', 'c', 'y']);
        }
      });

      withCatalog('that were sealed at an earlier dock come with their recording', async (catalog) => {
        await dockOf(catalog, 'dock-1');
        const line = { found: found('a'), outcome: { kind: 'pending' } } as const;
        await catalog.listFiles(dock, RECORDER, [line], draft('dock.listed'));
        expect(await catalog.pendingFiles(dock, null, 9)).toMatchObject([{ sealedBefore: null }]);
        const one = sealing('a', 1);
        await catalog.catalogue([one]);
        expect(await catalog.pendingFiles(dock, null, 9)).toEqual([]);

        await dockOf(catalog, 'dock-2');
        await catalog.listFiles('dock-2' as DockId, RECORDER, [line], draft('dock.listed'));
        expect(await catalog.pendingFiles('dock-2' as DockId, null, 9)).toMatchObject([
          { sealedBefore: one.intent.recording, found: line.found },
        ]);
        const changed = { ...line.found, file: { ...line.found.file, sizeBytes: 999 } };
        await catalog.listFiles(
          'dock-2' as DockId,
          RECORDER,
          [{ ...line, found: changed }],
          draft('dock.listed'),
        );
        expect(await catalog.pendingFiles('dock-2' as DockId, null, 9)).toHaveLength(2);
      });

      withCatalog('whose names differ only in bytes that are no text are two files', async (catalog) => {
        await dockOf(catalog, 'dock-1');
        const lines = ['ff', 'fe'].map((hex) => ({
          found: { ...found('\ufffd'), file: { ...found('\ufffd').file, path: { text: '\ufffd', hex } } },
          outcome: { kind: 'pending' } as const,
        }));
        await catalog.listFiles(dock, RECORDER, lines, draft('dock.listed'));
        expect(await catalog.pendingFiles(dock, null, 9)).toHaveLength(2);
      });

      withCatalog('are counted by what became of them', async (catalog) => {
        await dockOf(catalog, 'dock-1');
        const outcomes = [
          { kind: 'failed', code: 'card-read-failed' },
          { kind: 'left', reason: 'still-growing' },
          { kind: 'met-again', recording: recordingIdOf(RECORDER, '2026-11-18T08:30:00', sha256Of('x')) },
          { kind: 'pending' },
        ] as const;
        for (const [at, outcome] of outcomes.entries()) {
          const each = found(`f${at}`);
          await catalog.listFiles(
            dock,
            RECORDER,
            [{ found: each, outcome: { kind: 'pending' } }],
            draft('dock.listed'),
          );
          if (outcome.kind !== 'pending') await catalog.settleFile(dock, RECORDER, each.file, outcome, null);
        }
        const left = {
          file: found('notes.txt').file,
          outcome: { kind: 'left', reason: 'not-footage' },
        } as const;
        await catalog.listFiles(dock, RECORDER, [left], draft('dock.listed'));
        await catalog.catalogue([sealing('s', 9)]);
        expect(await catalog.countFiles(dock)).toEqual({
          ...NO_COUNTS,
          found: 3,
          failed: 1,
          left: 2,
          growing: 1,
          metAgain: 1,
          pending: 1,
        });
      });
    });

    describe('recordings', () => {
      withCatalog('are found by recorder, dock, mark and time, in pages of one order', async (catalog) => {
        await dockOf(catalog, 'dock-1');
        const group = Array.from({ length: 7 }, (_, at) => sealing(`r${at}`, at % 4));
        await catalog.catalogue(group);
        const every = await catalog.recordings(EVERY);
        const keys = every.map((row) => `${row.manifest.recorded.at} ${row.id}`);
        expect(keys).toEqual([...keys].sort());
        expect(every).toHaveLength(7);
        const paged: string[] = [];
        for (let after = null as (typeof every)[number]['id'] | null; ; ) {
          const page = await catalog.recordings({ ...EVERY, after, limit: 2 });
          paged.push(...page.map((row) => row.id));
          after = page.at(-1)?.id ?? null;
          if (after === null) break;
        }
        expect(paged).toEqual(every.map((row) => row.id));
        const ids = async (query: object) =>
          (await catalog.recordings({ ...EVERY, ...query })).map((row) => row.manifest.recorded.at);
        expect(await ids({ recordedFrom: timeOf(1), recordedTo: timeOf(2) })).toEqual([timeOf(1), timeOf(1)]);
        expect(await ids({ recorder: 'OTHER' })).toEqual([]);
        expect(await ids({ dock: 'dock-1' })).toHaveLength(7);
        expect(await ids({ mark: 'important' })).toEqual([]);
      });

      withCatalog('come back as they were put in', async (catalog) => {
        await dockOf(catalog, 'dock-1');
        const one = sealing('a', 1, { marks: ['important', 'empty'] });
        await catalog.catalogue([one]);
        const row = await catalog.recording(one.intent.recording);
        expect(row).toMatchObject({
          id: one.intent.recording,
          folder: one.intent.folder,
          manifest: one.manifest,
          manifestSha256: one.manifestSha256,
          probe: null,
        });
        expect([...(row?.marks ?? [])].sort()).toEqual(['empty', 'important']);
        expect(await catalog.recording('BC-20260101T000000-000000000000' as never)).toBeNull();
      });

      withCatalog(
        'of a recorder that no card has shown put it into the register, with its entry',
        async (catalog) => {
          await dockOf(catalog, 'dock-1');
          const one = sealing('a', 1, {
            recorder: { no: 'NEW1' as RecorderNo, model: 'm', modelVerified: true },
          });
          const size = await catalog.auditSize();
          await catalog.catalogue([one]);
          const acts = (await catalog.auditRows(size, 9)).map(
            (row) => (JSON.parse(row.text) as AuditEntry).act,
          );
          expect(acts).toEqual(['recorder.first-seen', 'recording.sealed']);
          expect((await catalog.recorders(null, 9)).map((row) => row.no)).toEqual([RECORDER, 'NEW1']);
        },
      );

      withCatalog('add up in the totals', async (catalog) => {
        await dockOf(catalog, 'dock-1');
        await catalog.catalogue([sealing('a', 1, { marks: ['empty', 'important'] }), sealing('b', 2)]);
        expect(await catalog.totals()).toEqual({
          recordings: 2,
          bytes: 20,
          recorders: 1,
          docks: 1,
          auditEntries: 4,
          pendingProbes: 2,
          marked: 1,
        });
      });
    });

    withCatalog('intents are kept until they are dropped or catalogued', async (catalog) => {
      await dockOf(catalog, 'dock-1');
      const [a, b] = [sealing('a', 1).intent, sealing('b', 2).intent];
      await catalog.intend([a, b]);
      await catalog.intend([a]);
      expect((await catalog.intents()).map((each) => each.recording).sort()).toEqual(
        [a.recording, b.recording].sort(),
      );
      expect(await catalog.intents()).toContainEqual(a);
      await catalog.dropIntents([a.recording]);
      await catalog.dropIntents([]);
      expect(await catalog.intents()).toEqual([b]);
    });

    withCatalog('a dock keeps its medium, its marks and the check of its recorder', async (catalog) => {
      const medium = {
        diskSeq: '22',
        device: 'sdb1',
        port: '1-2.3',
        usb: null,
        fileSystem: 'vfat',
        fileSystemId: 'ABCD-1234',
        sizeBytes: 64_000_000_000,
      };
      const check: DeviceCheck = {
        at: timeOf(0),
        fileSystem: 'vfat',
        readOnly: true,
        dirty: null,
        totalBytes: 64_000_000_000,
        freeBytes: 1,
        files: { video: 1, audio: 0, photo: 2, other: 0 },
        leftFiles: 3,
        footageBytes: 4,
        oldestAt: null,
        newestAt: timeOf(1),
        timesFrom: 'recorder',
        newest: { kind: 'ahead', byMs: 5 },
      };
      await catalog.startDock({ ...request('dock-1'), medium }, draft('dock.started'));
      expect(await catalog.dock('dock-1' as DockId)).toMatchObject({ medium, marks: [], check: null });
      const marks = ['recorder-clock-ahead'] as const;
      await catalog.finishDock({ ...report('dock-1'), marks, check }, draft('dock.finished'));
      expect(await catalog.dock('dock-1' as DockId)).toMatchObject({ medium, marks, check });
    });

    withCatalog('docks come newest first', async (catalog) => {
      for (const id of ['dock-1', 'dock-2']) {
        await catalog.startDock(request(id), draft('dock.started'));
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      expect((await catalog.docks({ ...EVERY_DOCK, limit: 9 })).map((row) => row.id)).toEqual([
        'dock-2',
        'dock-1',
      ]);
      expect(await catalog.docks({ ...EVERY_DOCK, limit: 1 })).toHaveLength(1);
      const earlier = await catalog.docks({ recorder: null, before: 'dock-2' as DockId, limit: 9 });
      expect(earlier.map((row) => row.id)).toEqual(['dock-1']);
      expect(await catalog.docks({ recorder: null, before: 'dock-9' as DockId, limit: 9 })).toEqual([]);
      expect(await catalog.docks({ recorder: RECORDER, before: null, limit: 9 })).toEqual([]);
    });
  });
}

const NOT_PLAYABLE = {
  playable: false,
  durationMs: null,
  videoCodec: null,
  audioCodec: null,
  widthPx: null,
  heightPx: null,
  complaint: 'moov atom not found',
} as const;

export function draft(act: AuditDraft['act']): AuditDraft {
  return {
    act,
    actor: SYSTEM_ACTOR,
    object: { kind: 'dock', id: 'x' },
    reason: null,
    before: null,
    after: null,
    detail: {},
  };
}

function firstSeen(): AuditDraft {
  return firstSeenDraft(SYSTEM_ACTOR, RECORDER, 'dcam-1.14', 'dock-1');
}

export function request(id: string): DockRequest {
  return {
    id: id as DockId,
    path: '/card',
    origin: 'cli',
    label: null,
    recorder: null,
    model: null,
    medium: null,
  };
}

/** A dock whose recorder is known. */
export async function dockOf(catalog: Catalog, id: string): Promise<void> {
  await catalog.startDock(request(id), draft('dock.started'));
  const card = { recorder: RECORDER, model: 'dcam-1.14', label: null };
  await catalog.identifyDock(id as DockId, card, firstSeen());
}

function report(id: string): DockReport {
  return {
    dock: id as DockId,
    path: '/card',
    recorder: null,
    model: null,
    result: 'done',
    code: null,
    counts: NO_COUNTS,
    marks: [],
    check: null,
  };
}

function fileOf(name: string): CardFile {
  return { path: { text: name, hex: null }, sizeBytes: 10, modifiedAt: timeOf(0), inode: '1:2' };
}

function found(name: string, important = false): FoundFile {
  return {
    kind: 'found',
    file: fileOf(name),
    mediaType: 'photo',
    name: { recorder: null, officer: null, reading: null, important, encrypted: false },
    digestFile: null,
    digestExpected: false,
    marks: important ? ['important'] : [],
  };
}

function timeOf(hour: number): UtcTime {
  return utcOf(Date.parse('2026-11-18T00:00:00Z') + hour * 3_600_000);
}

/** All that `catalogue` asks of one recording, made from a name and an hour. */
export function sealing(
  name: string,
  hour: number,
  rest: Partial<Manifest> = {},
): { intent: SealIntent; manifest: Manifest; manifestSha256: Sha256; entry: AuditDraft } {
  const sha256 = sha256Of(name);
  const local = localSecondsOf(timeOf(hour), 'Asia/Shanghai');
  const id = recordingIdOf(RECORDER, local, sha256);
  const manifest: Manifest = {
    v: 1,
    recording: id,
    recorder: { no: RECORDER, model: 'dcam-1.14', modelVerified: true },
    officer: null,
    officerFrom: null,
    file: { name, nameHex: null, sealedAs: name, sizeBytes: 10, sha256, sm3: null, mediaType: 'photo' },
    recorded: {
      at: timeOf(hour),
      local,
      zone: 'Asia/Shanghai',
      from: 'file-system',
      name: null,
      container: null,
      fileSystem: timeOf(hour),
    },
    card: { path: name, label: null, md5: null },
    marks: [],
    dock: 'dock-1',
    readBackFrom: 'medium',
    sealedAt: timeOf(30),
    station: 'test',
    software: 'test',
    key: sha256Of('key'),
    ...rest,
  };
  const folder = vaultFolderOf(local, RECORDER, id);
  const intent = {
    recording: id,
    folder,
    dock: 'dock-1' as DockId,
    cardRecorder: RECORDER,
    file: fileOf(name),
  };
  return { intent, manifest, manifestSha256: sha256Of(name), entry: draft('recording.sealed') };
}
