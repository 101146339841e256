import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SealdockError } from '../../src/evidence/errors.ts';
import { tallyNumbers } from '../../src/recorders/number-tally.ts';
import type { SurveyHints } from '../../src/recorders/survey-card.ts';
import { startSurvey } from '../../src/recorders/survey-card.ts';
import { fileAt, recorderNo, SHIPPED_MODELS } from './shipped-models.ts';

const NOTHING: SurveyHints = { label: null, recorder: null, model: null };

const decide = (paths: readonly string[], hints: Partial<SurveyHints> = {}) => {
  const survey = startSurvey(SHIPPED_MODELS);
  for (const path of paths) survey.see(fileAt(path));
  const found = survey.decide({ ...NOTHING, ...hints });
  if (found.kind === 'identified') return `${found.model.id} ${found.recorder} ${found.score}`;
  if (found.kind === 'number-missing') return `number-missing ${found.model.id}`;
  if (found.kind === 'ambiguous') return `ambiguous ${found.candidates.join(' ')}`;
  return found.kind;
};

const dcam = (recorder: string, second: number) =>
  `Media/Video/DCAM_${recorder}_B01OPR_20260713_1030${String(second).padStart(2, '0')}.mp4`;
const dsj = 'DCIM/VIDEO/DSJ_0001234_310115_20261118083000_0001.MP4';

describe('whose card it is', () => {
  test.each([
    ['a DCAM card', [dcam('BC240001', 0), 'DCAM_FACTORY/device_identity.json'], 'dcam-1.14 BC240001 110'],
    [
      'DCAM folders in capitals',
      [dcam('BC240001', 0).replace('Media/Video', 'MEDIA/VIDEO')],
      'dcam-1.14 BC240001 80',
    ],
    ['a card with GA/T 947 style names', [dsj], 'gat947-style 0001234 70'],
    ['an Ambarella card', ['DCIM/261118/KLEIN_00000020261118083000.MP4'], 'ambarella-a9 KLEIN 50'],
    ['a camera', ['DCIM/100CANON/IMG_0001.JPG'], 'number-missing camera-dcim'],
    ['an empty DCAM card', ['DCAM_FACTORY/device_identity.json'], 'number-missing dcam-1.14'],
    ['a stick with documents', ['report.docx', 'holiday.jpg'], 'unrecognised'],
    ['nothing at all', [], 'unrecognised'],
    ['GA/T 947 style names, half of all', [dsj, 'DCIM/a.avi'], 'gat947-style 0001234 35'],
    ['GA/T 947 style names, less than half', [dsj, 'DCIM/a.avi', 'DCIM/b.avi'], 'number-missing camera-dcim'],
    [
      'names only in the recycle bin',
      ['$RECYCLE.BIN/DSJ_0001234_310115_20261118083000_0001.MP4'],
      'unrecognised',
    ],
    ['names only in Temp', [dcam('BC240001', 0).replace('Media/Video', 'Temp')], 'unrecognised'],
  ])('%s', (_what, paths, answer) => {
    expect(decide(paths)).toBe(answer);
  });

  test.each([
    ['CAM07', ['files/data/a.mp4'], 'tecsar CAM07 50'],
    ['CAM07', ['holiday/a.mp4'], 'unrecognised'],
    ['OTHER', ['files/data/a.mp4'], 'unrecognised'],
    ['JLY-0012', ['DCIM/100/a.jpg'], 'camera-dcim JLY-0012 30'],
    ['EOS_DIGITAL', ['DCIM/100/a.jpg'], 'number-missing camera-dcim'],
    ['NO NAME', ['DCIM/100/a.jpg'], 'number-missing camera-dcim'],
    ['JLY-0012\n', ['DCIM/100/a.jpg'], 'number-missing camera-dcim'],
  ])('the label %j over %j: %s', (label, paths, answer) => {
    expect(decide(paths, { label })).toBe(answer);
  });

  test('the number is the one that most names carry', () => {
    const paths = [dcam('AAAAAA', 0), dcam('BBBBBB', 1), dcam('BBBBBB', 2)];
    expect(decide(paths)).toBe('dcam-1.14 BBBBBB 80');
  });

  test('asks when two models fit alike', () => {
    const dsjIn = (folder: string) => `${folder}/DSJ_0001234_310115_20261118083000_0001.MP4`;
    const paths = [dsjIn('Media/a'), dcam('BC240001', 1), dcam('BC240001', 2)];
    expect(decide([...paths, dsjIn('Media/b'), dsjIn('Media/c')])).toBe('ambiguous gat947-style dcam-1.14');
  });

  test("a person's number wins over the card's", () => {
    expect(decide([dcam('AAAAAA', 0)], { recorder: recorderNo('ZF-7') })).toBe('dcam-1.14 ZF-7 80');
    expect(decide(['DCIM/1/a.jpg'], { recorder: recorderNo('ZF-7') })).toBe('camera-dcim ZF-7 30');
  });

  test("a person's choice of model wins over every sign", () => {
    const hints = { model: 'drop-folder', recorder: recorderNo('CCTV-1') };
    expect(decide([dcam('AAAAAA', 0)], hints)).toBe('drop-folder CCTV-1 0');
    expect(decide([dcam('AAAAAA', 0)], { model: 'drop-folder' })).toBe('number-missing drop-folder');
  });

  test("a person's number alone does not make a card recognised", () => {
    expect(decide(['report.docx'], { recorder: recorderNo('ZF-7') })).toBe('unrecognised');
  });

  test('refuses a model that is not there, and names those that are', () => {
    const survey = startSurvey(SHIPPED_MODELS);
    expect(() => survey.decide({ ...NOTHING, model: 'dcam' })).toThrow(SealdockError);
    expect(() => survey.decide({ ...NOTHING, model: 'dcam' })).toThrow(
      expect.objectContaining({ code: 'model-unknown' }),
    );
  });

  test('a drop folder is never chosen by itself', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 40 })), fc.string(), (paths, label) => {
        expect(decide(paths, { label })).not.toMatch(/drop-folder/);
      }),
    );
  });

  test('the order in which files are listed changes nothing', () => {
    const paths = [dcam('AAAAAA', 0), dcam('BBBBBB', 1), 'Media/a.mp4', 'DCIM/1/a.jpg', dsj, 'Logs/logs.txt'];
    fc.assert(
      fc.property(fc.shuffledSubarray(paths, { minLength: paths.length }), (shuffled) => {
        expect(decide(shuffled)).toBe(decide(paths));
      }),
    );
  });
});

describe('counting numbers', () => {
  test('keeps a number of the majority among any crowd', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2000 }), (others) => {
        const tally = tallyNumbers();
        for (let index = 0; index < others; index++) {
          tally.add(recorderNo(`N${index}`));
          tally.add(recorderNo('MAJOR'));
        }
        tally.add(recorderNo('MAJOR'));
        expect(tally.top()?.number).toBe('MAJOR');
      }),
      { numRuns: 20 },
    );
  });

  test('keeps it also when the crowd comes last', () => {
    const tally = tallyNumbers();
    for (let index = 0; index < 300; index++) tally.add(recorderNo(index < 160 ? 'MAJOR' : `N${index}`));
    expect(tally.top()?.number).toBe('MAJOR');
  });

  test('answers the first in the alphabet among equals', () => {
    const tally = tallyNumbers();
    for (const number of ['B', 'A', 'B', 'A']) tally.add(recorderNo(number));
    expect(tally.top()).toEqual({ number: 'A', count: 2 });
  });
});
