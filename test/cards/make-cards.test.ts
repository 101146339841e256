import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { bytesOfCardPath, cardPathOf } from '../../src/evidence/card-path.ts';
import type { CardFile } from '../../src/evidence/recording.ts';
import { instantOfReading, utcOf } from '../../src/evidence/time.ts';
import { instantOfContainer } from '../../src/ingest/container-time/container-time.ts';
import { readContainerTime } from '../../src/ingest/container-time/read-container-time.ts';
import { classifyFile } from '../../src/recorders/classify-file.ts';
import { parseDigestFile } from '../../src/recorders/parse-digest-file.ts';
import { startSurvey } from '../../src/recorders/survey-card.ts';
import { recorderNo, SHIPPED_MODELS, shippedModel } from '../recorders/shipped-models.ts';
import type { MadeCard } from './make-cards.ts';
import { makeDcamCard, makeDsjCard, makeManySmallFiles } from './make-cards.ts';
import { makeOddNames } from './make-odd-names.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sealdock-card-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('cards made for tests and the demonstration', () => {
  test.each([
    ['dcam-1.14', makeDcamCard, 'BC249999'],
    ['gat947-style', makeDsjCard, '7654321'],
  ])(
    'a %s card is recognised, and every file on it is what it was made to be',
    async (id, make, recorder) => {
      const card = await make(folder, { recorder, officer: '310115', start: '2026-02-28T23:50:00' });
      const survey = startSurvey(SHIPPED_MODELS);
      for (const file of listed()) survey.see(file);
      const identity = survey.decide({ label: null, recorder: null, model: null });
      expect(identity).toMatchObject({ kind: 'identified', model: { id }, recorder });
      expect(sorted(id, recorder)).toEqual({
        footage: [...card.footage].sort(),
        left: [...card.left].sort(),
      });
    },
  );

  test.each([
    ['dcam-1.14', makeDcamCard],
    ['gat947-style', makeDsjCard],
  ])('on a %s card name, container and file system tell one time', async (id, make) => {
    const card = await make(folder);
    const model = shippedModel(id);
    let compared = 0;
    for (const path of card.footage) {
      const found = classifyFile(model, recorderNo(card.recorder), fileOf(join(folder, path)));
      if (found.kind !== 'footage' || found.name.reading === null) throw new Error(path);
      const named = instantOfReading(found.name.reading, model.zone) ?? '';
      const bytes = readFileSync(join(folder, path));
      const read = async (at: number, length: number) => bytes.subarray(at, at + length);
      const told = instantOfContainer(await readContainerTime(read, bytes.length), 'utc', model.zone);
      if (told !== null) expect([path, told]).toEqual([path, named]);
      compared += told === null ? 0 : 1;
      const seconds = (statSync(join(folder, path)).mtimeMs - Date.parse(named)) / 1000;
      expect(seconds).toBeGreaterThanOrEqual(0);
      expect(seconds).toBeLessThan(5);
    }
    // An MP3 and the encrypted clip tell nothing.
    expect(compared).toBe(card.footage.length - (id === 'dcam-1.14' ? 2 : 0));
  });

  test('the digests on a DCAM card are those of the videos beside them', async () => {
    const card = await makeDcamCard(folder);
    const videos = card.footage.filter((path) => path.endsWith('.mp4'));
    for (const path of videos) {
      const said = parseDigestFile(readFileSync(join(folder, path.replace(/mp4$/, 'md5'))));
      expect(said).toBe(
        createHash('md5')
          .update(readFileSync(join(folder, path)))
          .digest('hex'),
      );
    }
    expect(videos).toHaveLength(5);
  });

  test('two recorders never have a recording with the same bytes', async () => {
    const made: MadeCard[] = [
      await makeDcamCard(join(folder, 'a')),
      await makeDcamCard(join(folder, 'b'), { recorder: 'BC240002' }),
      await makeDsjCard(join(folder, 'c')),
    ];
    const digests = made.flatMap((card) =>
      card.footage.map((path) =>
        createHash('sha256')
          .update(readFileSync(join(card.folder, path)))
          .digest('hex'),
      ),
    );
    expect(new Set(digests).size).toBe(digests.length);
  });

  test('many small files differ in name and bytes', () => {
    const card = makeManySmallFiles(folder, 50, 100);
    expect(new Set(card.footage.map((path) => readFileSync(join(folder, path), 'hex'))).size).toBe(50);
  });

  test('every regular file with an odd name is footage', () => {
    const odd = makeOddNames(folder);
    const files = listed();
    expect(files).toHaveLength(odd.footage.length);
    for (const file of files) {
      expect(odd.footage.some((path) => path.equals(bytesOfCardPath(file.path)))).toBe(true);
      expect(classifyFile(shippedModel('dcam-1.14'), recorderNo('X'), file)).toMatchObject({
        kind: 'footage',
      });
    }
  });
});

function sorted(id: string, recorder: string): { footage: string[]; left: string[] } {
  const kinds: { footage: string[]; left: string[] } = { footage: [], left: [] };
  for (const file of listed()) {
    kinds[classifyFile(shippedModel(id), recorderNo(recorder), file).kind].push(file.path.text);
  }
  return { footage: kinds.footage.sort(), left: kinds.left.sort() };
}

/** Regular files only, names as bytes (Node cannot walk deeper by itself where names are bytes). */
function listed(below = Buffer.from(folder)): CardFile[] {
  return readdirSync(below, { withFileTypes: true, encoding: 'buffer' }).flatMap((entry) => {
    const path = Buffer.concat([below, Buffer.from('/'), entry.name]);
    if (entry.isDirectory()) return listed(path);
    return entry.isFile() ? [fileOf(path)] : [];
  });
}

function fileOf(path: string | Buffer): CardFile {
  const bytes = Buffer.from(path);
  const below = bytes.subarray(Buffer.byteLength(folder) + 1);
  const stat = statSync(bytes);
  return {
    path: cardPathOf(below),
    sizeBytes: stat.size,
    modifiedAt: utcOf(stat.mtimeMs),
    inode: `${stat.dev}:${stat.ino}`,
  };
}
