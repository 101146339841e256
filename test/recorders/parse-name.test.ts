import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cardPathOf } from '../../src/evidence/card-path.ts';
import { parseName } from '../../src/recorders/parse-name.ts';
import { SHIPPED_MODELS, shippedModel } from './shipped-models.ts';

const at = (text: string) => cardPathOf(Buffer.from(text));
const reading = (year: number, month: number, day: number, hour: number, minute: number, second: number) => ({
  year,
  month,
  day,
  hour,
  minute,
  second,
});
const parse = (model: string, path: string) => parseName(shippedModel(model), at(path));

describe('names of DCAM recorders', () => {
  test.each([
    ['DCAM_BC240001_B01OPR_20260713_103000.mp4', false, false],
    ['DCAM_BC240001_B01OPR_20260713_103000_IMP.jpg', true, false],
    ['DCAM_BC240001_B01OPR_20260713_103000_enc.wav', false, true],
    ['DCAM_BC240001_B01OPR_20260713_103000_IMP_enc.MP4', true, true],
  ])('tell recorder, officer, time and suffixes: %s', (name, important, encrypted) => {
    expect(parse('dcam-1.14', `Media/Video/${name}`)).toEqual({
      kind: 'fits',
      facts: {
        recorder: 'BC240001',
        officer: 'B01OPR',
        reading: reading(2026, 7, 13, 10, 30, 0),
        important,
        encrypted,
      },
    });
  });

  test.each([
    'DCAM_BC24_B01OPR_20260713_103000.mp4',
    'DCAM_BC240001XYZ_B01OPR_20260713_103000.mp4',
    'DCAM_BC240001_B01OPR_20260713_103000_enc_IMP.mp4',
    'DCAM_BC240001_B01OPR_20260713_103000.exe',
    'DCAM_BC240001_B01OPR_20260713_103000.mp4\n',
    ' DCAM_BC240001_B01OPR_20260713_103000.mp4',
    'DCAM_BC240001_B01OPR_２０２６0713_103000.mp4',
    'dcam_BC240001_B01OPR_20260713_103000.mp4',
    '',
  ])('are not recognised in %j', (name) => {
    expect(parse('dcam-1.14', `Media/Video/${name}`).kind).toBe('strange');
  });

  test.each(['20260230_103000', '20261301_103000', '20260713_250000', '20260713_106000', '00000000_000000'])(
    'tell no time when no calendar has %s, and still tell whose they are',
    (time) => {
      const parsed = parse('dcam-1.14', `Media/Video/DCAM_BC240001_B01OPR_${time}.mp4`);
      expect(parsed.kind).toBe('impossible');
      expect(parsed.facts).toMatchObject({ reading: null, recorder: 'BC240001', officer: 'B01OPR' });
    },
  );
});

describe('names of other models', () => {
  test('GA/T 947 style names carry fourteen digits of time', () => {
    expect(parse('gat947-style', 'x/DSJ_0001234_310115_20261118083000_0001.MP4')).toMatchObject({
      kind: 'fits',
      facts: { recorder: '0001234', officer: '310115', reading: reading(2026, 11, 18, 8, 30, 0) },
    });
  });

  test.each([
    ['DCIM/261118/KLEIN_00000020261118083000.MP4', 'KLEIN'],
    ['DCIM/261118AB/00000_A7_00020261118083000_1.JPG', 'A7'],
    ['DCIM/261118/000000_0000020261118083000.MP4', null],
  ])('Ambarella: %s takes the date from its folder, the time from characters 21 to 26', (path, recorder) => {
    const name = path.slice(path.lastIndexOf('/') + 1);
    const hhmmss = name.slice(20, 26);
    const parsed = parse('ambarella-a9', path);
    expect(parsed.kind).toBe('fits');
    expect(parsed.facts.recorder).toBe(recorder);
    expect(parsed.facts.reading).toEqual(
      reading(2026, 11, 18, +hhmmss.slice(0, 2), +hhmmss.slice(2, 4), +hhmmss.slice(4, 6)),
    );
  });

  test('Ambarella: a folder without a date tells no time', () => {
    expect(parse('ambarella-a9', 'DCIM/100MEDIA/KLEIN_00000020261118083000.MP4').kind).toBe('impossible');
  });

  test('a model without a pattern knows nothing, and says so', () => {
    expect(parse('drop-folder', 'DCAM_BC240001_B01OPR_20260713_103000.mp4').kind).toBe('unknown');
  });
});

test('no name makes any model throw, and a reading is always a real one', () => {
  const name = fc.oneof(
    fc.uint8Array({ maxLength: 255 }),
    fc
      .stringMatching(/^DCAM_[A-Z0-9]{6}_[A-Z0-9]{6}_\d{8}_\d{6}\.mp4$/)
      .map((text) => new Uint8Array(Buffer.from(text))),
  );
  fc.assert(
    fc.property(name, fc.constantFrom(...SHIPPED_MODELS), (bytes, model) => {
      const { reading: told } = parseName(model, cardPathOf(bytes)).facts;
      if (told === null) return;
      const date = new Date(0);
      date.setUTCFullYear(told.year, told.month - 1, told.day);
      expect([date.getUTCMonth() + 1, date.getUTCDate()]).toEqual([told.month, told.day]);
    }),
  );
});
