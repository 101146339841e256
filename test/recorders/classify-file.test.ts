import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MARKS } from '../../src/evidence/marks.ts';
import { classifyFile } from '../../src/recorders/classify-file.ts';
import { fileAt, recorderNo, SHIPPED_MODELS, shippedModel } from './shipped-models.ts';

const RECORDER = recorderNo('BC240001');
const NAME = 'DCAM_BC240001_B01OPR_20260713_103000';
const classify = (path: string, model = 'dcam-1.14') =>
  classifyFile(shippedModel(model), RECORDER, fileAt(path));

describe('classifying a file of a card', () => {
  test.each([
    [`Media/Video/${NAME}.mp4`, 'video', []],
    [`media/VIDEO/${NAME}.MP4`, 'video', []],
    [`Media/Audio/${NAME}.wav`, 'audio', []],
    [`Media/Image/${NAME}.jpg`, 'photo', []],
    [`Media/Video/${NAME}_IMP.mp4`, 'video', ['important']],
    [`Media/IMP/${NAME}.mp4`, 'video', ['important']],
    [`media/imp/deeper/${NAME}.mp4`, 'video', ['important']],
    [`Media/IMPORT/${NAME}.mp4`, 'video', []],
    [`Media/Video/${NAME}_IMP_enc.mp4`, 'video', ['important', 'encrypted']],
    ['Media/Video/strange.mp4', 'video', ['name-not-recognised']],
    ['Media/Video/what.is.this', 'other', ['name-not-recognised']],
    ['Media/.hidden', 'other', ['name-not-recognised']],
    ['Media/Video/DCAM_BC240001_B01OPR_20260230_103000.mp4', 'video', ['name-not-recognised']],
    ['Media/Video/DCAM_XX999999_B01OPR_20260713_103000.mp4', 'video', ['name-of-another-recorder']],
    [`${NAME}.mp4`, 'video', ['unexpected-folder']],
    [`Logs/${NAME}.mp4`, 'video', ['unexpected-folder']],
    ['Config/holiday.JPG', 'photo', ['name-not-recognised', 'unexpected-folder']],
    [`Media/LOST.DIR/${NAME}.mp4`, 'video', []],
  ])('takes %s as %s, marked %j', (path, mediaType, marks) => {
    expect(classify(path)).toMatchObject({ kind: 'footage', mediaType, marks });
  });

  test('ZZ-48 footage of another model’s recorder keeps the number, officer and time of its name', () => {
    const among = (path: string, model: string) =>
      classifyFile(shippedModel(model), recorderNo('0000123'), fileAt(path), SHIPPED_MODELS);
    expect(among(`a/${NAME}.mp4`, 'gat947-style')).toMatchObject({
      name: { recorder: 'BC240001', officer: 'B01OPR' },
      marks: ['name-of-another-recorder'],
    });
    // What only an unverified pattern would read proves nothing.
    expect(among('a/DSJ_0000999_310115_20260713103000_1.mp4', 'camera-dcim')).toMatchObject({
      name: { recorder: null, officer: null },
    });
  });

  test.each([
    [`Temp/${NAME}.mp4`, 'excluded-folder'],
    [`TEMP/a/b/${NAME}.mp4`, 'excluded-folder'],
    [`$RECYCLE.BIN/${NAME}.mp4`, 'excluded-folder'],
    [`.Trash-1000/files/${NAME}.mp4`, 'excluded-folder'],
    ['FOUND.000/FILE0000.CHK', 'excluded-folder'],
    ['System Volume Information/IndexerVolumeGuid', 'excluded-folder'],
    [`Media/Video/${NAME}.md5`, 'digest-file'],
    [`Media/Video/${NAME}.MD5`, 'digest-file'],
    ['Config/dcam_config.cson', 'not-footage'],
    ['Database/dcam.db', 'not-footage'],
    ['Logs/logs.txt', 'not-footage'],
    ['Mediae/readme.txt', 'not-footage'],
    ['autorun.inf', 'not-footage'],
  ])('leaves %s: %s', (path, reason) => {
    expect(classify(path)).toEqual({ kind: 'left', reason });
  });

  test('marks an empty file, and takes it', () => {
    const empty = classifyFile(shippedModel('dcam-1.14'), RECORDER, fileAt(`Media/Video/${NAME}.mp4`, 0));
    expect(empty).toMatchObject({ kind: 'footage', marks: ['empty'] });
  });

  test('keeps the number of another recorder as the name tells it', () => {
    const other = classify('Media/Video/DCAM_XX999999_B01OPR_20260713_103000.mp4');
    expect(other).toMatchObject({ name: { recorder: 'XX999999' } });
  });

  test('expects a digest beside videos only, under the same base name', () => {
    expect(classify(`Media/Video/${NAME}_IMP.mp4`)).toMatchObject({
      digestExpected: true,
      digestFile: { text: `Media/Video/${NAME}_IMP.md5`, hex: null },
    });
    expect(classify(`Media/Image/${NAME}.jpg`)).toMatchObject({ digestExpected: false, digestFile: null });
    expect(classify('DCIM/a.mp4', 'camera-dcim')).toMatchObject({ digestExpected: false, digestFile: null });
  });

  test('builds the digest path of a name that is not UTF-8 from its bytes', () => {
    const path = Buffer.concat([
      Buffer.from('Media/Video/'),
      Buffer.from([0xd6, 0xff]),
      Buffer.from('.a.mp4'),
    ]);
    const found = classifyFile(shippedModel('dcam-1.14'), RECORDER, fileAt(path));
    const expected = Buffer.concat([path.subarray(0, -3), Buffer.from('md5')]).toString('hex');
    expect(found).toMatchObject({ digestFile: { hex: expected } });
  });

  test('takes a file with a fitting name and an unknown extension wherever it lies', () => {
    expect(classify('DSJ_0001234_310115_20261118083000_1.h265', 'gat947-style')).toMatchObject({
      kind: 'footage',
      mediaType: 'other',
    });
  });

  test('takes every media file below a drop folder, and nothing else (ZZ-9, CL-16.4)', () => {
    expect(classify('a/b/call.AMR', 'drop-folder')).toMatchObject({ kind: 'footage', marks: [] });
    expect(classify('截屏.png', 'drop-folder')).toMatchObject({ mediaType: 'photo', marks: [] });
    expect(classify('contract.docx', 'drop-folder')).toEqual({ kind: 'left', reason: 'not-footage' });
    expect(classify('x.constructor', 'drop-folder')).toEqual({ kind: 'left', reason: 'not-footage' });
  });
});

test('inside the folders of a model nothing is left but digests, whatever its name', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 1, maxLength: 200 }),
      fc.constantFrom(...SHIPPED_MODELS),
      (raw, model) => {
        const [take] = model.folders.take;
        if (take === undefined) return;
        const name = Buffer.from(raw.filter((byte) => byte !== 0 && byte !== 0x2f));
        const found = classifyFile(model, RECORDER, fileAt(Buffer.concat([Buffer.from(`${take}/x`), name])));
        if (found.kind === 'left') return expect(found.reason).toBe('digest-file');
        expect(found.marks).toEqual(MARKS.filter((mark) => found.marks.includes(mark)));
      },
    ),
  );
});
