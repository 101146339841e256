import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { bytesOfCardPath, cardPathOf, keyOfCardPath } from '../../src/evidence/card-path.ts';
import { sha256Of } from '../../src/evidence/digest.ts';
import { parseRecorderNo, parseRecordingId, type RecorderNo, recordingIdOf } from '../../src/evidence/ids.ts';
import {
  MANIFEST_NAME,
  SIGNATURE_NAME,
  SUMS_NAME,
  sealedNameOf,
  sumsLine,
  vaultFolderOf,
} from '../../src/evidence/vault-path.ts';
import { stagingKeyOf } from '../../src/ingest/staging-key.ts';
import { makePlace, removeFolder } from '../support/test-station.ts';

const place = makePlace('names');
afterAll(() => removeFolder(place));
const text = (path: string) => ({ text: path, hex: null });
const RECORDER = 'BC240001' as RecorderNo;

describe('a path on a card', () => {
  const bytes = fc.uint8Array({ minLength: 1, maxLength: 40 }).filter((each) => !each.includes(0));

  test('keeps its bytes, whatever they are', () => {
    fc.assert(fc.property(bytes, (each) => bytesOfCardPath(cardPathOf(each)).equals(Buffer.from(each))));
  });

  test('shares its key with no other one', () => {
    fc.assert(
      fc.property(bytes, bytes, (a, b) => {
        const same = Buffer.from(a).equals(b);
        expect(keyOfCardPath(cardPathOf(a)) === keyOfCardPath(cardPathOf(b))).toBe(same);
      }),
    );
    const bad = [
      cardPathOf(Uint8Array.of(0xff)),
      cardPathOf(Uint8Array.of(0xfe)),
      text('\ufffd'),
      text('x:ff'),
    ];
    expect(new Set(bad.map(keyOfCardPath)).size).toBe(bad.length);
  });

  test('is not changed by Unicode: composed and decomposed names, and a byte order mark, are different files', () => {
    const names = ['é', 'e\u0301', '\ufeffa', 'a'].map((name) =>
      keyOfCardPath(cardPathOf(Buffer.from(name))),
    );
    expect(new Set(names).size).toBe(4);
  });
});

describe('a place in staging', () => {
  test('is the same for the same recorder and path, and another for any other', () => {
    const path = fc.string({ minLength: 1, maxLength: 20, unit: 'binary' }).map(text);
    const number = fc.constantFrom('A', 'B', 'A1').map((each) => each as RecorderNo);
    fc.assert(
      fc.property(number, path, number, path, (r1, p1, r2, p2) => {
        const same = r1 === r2 && p1.text === p2.text;
        expect(stagingKeyOf(r1, p1) === stagingKeyOf(r2, p2)).toBe(same);
        expect(stagingKeyOf(r1, p1)).toMatch(/^[0-9a-f]{32}$/);
      }),
    );
    expect(stagingKeyOf('A' as RecorderNo, text('a'))).not.toBe(stagingKeyOf('B' as RecorderNo, text('a')));
    expect(stagingKeyOf('A' as RecorderNo, text('b'))).not.toBe(stagingKeyOf('AB' as RecorderNo, text('')));
  });
});

describe('a recording id', () => {
  test('is recorder, local time and the beginning of the digest, and can be parsed', () => {
    const id = recordingIdOf(RECORDER, '2026-11-18T08:30:00', sha256Of('x'));
    expect(id).toBe(`BC240001-20261118T083000-${sha256Of('x').slice(0, 12)}`);
    expect(parseRecordingId(id)).toBe(id);
    expect(vaultFolderOf('2026-11-18T08:30:00', RECORDER, id)).toBe(`2026/11/18/BC240001/${id}`);
  });

  test.each(['', '..', '.', '.hidden', 'a/b', 'a b', '证', 'x'.repeat(33), 'ends.', '-a', 'a\n', 'a\0'])(
    'cannot be made from the recorder number %j, which could not name a folder',
    (no) => {
      expect(parseRecorderNo(no)).toBeNull();
    },
  );

  test.each([
    'x',
    'BC240001-20261118T083000-0123456789a',
    'BC240001-20261118T083000-0123456789ab/..',
    '../BC240001-20261118T083000-0123456789ab',
    'BC240001-20261118T083000-0123456789ab\n',
  ])('%j is none', (id) => {
    expect(parseRecordingId(id)).toBeNull();
  });
});

describe('the name under which a file is sealed', () => {
  test.each([
    ['DCIM/a.MP4', 'a.MP4'],
    ['a b.mp4', 'a b.mp4'],
    ['x/执法 "1".mp4', '执法 "1".mp4'],
    ['two\nlines.mp4', 'two\nlines.mp4'],
    ['back\\slash.mp4', 'back\\slash.mp4'],
    [`${'证'.repeat(85)}`, `${'证'.repeat(85)}`],
    ['manifest.json', 'original.json'],
    ['MANIFEST.JSON', 'original.JSON'],
    ['manifest.sig', 'original.sig'],
    ['SHA256SUMS', 'original'],
    ['sha256sums', 'original'],
    ['manifest.json.mp4', 'manifest.json.mp4'],
    ['bytes', 'bytes'],
    ['..', 'original'],
    ['-', 'original'],
    [`${'x'.repeat(256)}.mp4`, 'original.mp4'],
  ])('of %j is %j', (path, name) => {
    expect(sealedNameOf(text(path))).toBe(name);
  });

  test('of bytes that are no text is neutral, with the extension that can be read', () => {
    expect(sealedNameOf(cardPathOf(Buffer.from('b7a82e6d7034', 'hex')))).toBe('original.mp4');
    expect(sealedNameOf(cardPathOf(Buffer.from('b7a8', 'hex')))).toBe('original');
  });

  test('is a single name that fits a file system and meets none of ours, whatever the card says', () => {
    const ours = [MANIFEST_NAME, SIGNATURE_NAME, SUMS_NAME].map((each) => each.toLowerCase());
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 300 }), (bytes) => {
        const name = sealedNameOf(cardPathOf(bytes));
        // A path that ends in a slash is no file's.
        fc.pre(!Buffer.from(bytes).toString('latin1').endsWith('/'));
        expect(name).not.toMatch(/[/\0]/);
        expect(['', '.', '..', ...ours]).not.toContain(name.toLowerCase());
        expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255);
      }),
      { numRuns: 2_000 },
    );
  });
});

test('SHA256SUMS is understood by coreutils for every name that a file can have', () => {
  const name = fc
    .string({
      minLength: 1,
      maxLength: 40,
      unit: fc.constantFrom(...('a证\\\n\r\t *"\'()=-\u0301🚨'.match(/./gsu) ?? [])),
    })
    .filter((each) => sealedNameOf(text(each)) === each);
  const names = new Set([
    ...fc.sample(name, { numRuns: 200, seed: 42 }),
    'a\\nb',
    '\\',
    '\n',
    '\r\n',
    ' a',
    '*a',
    '-c',
  ]);
  const lines: string[] = [];
  for (const each of names) {
    fs.writeFileSync(join(place, each), each);
    lines.push(sumsLine(sha256Of(each), each));
  }
  expect(lines.length).toBeGreaterThan(150);
  const sums = join(place, '.sums');
  fs.writeFileSync(sums, lines.join(''));
  const check = () =>
    spawnSync('sha256sum', ['--check', '--strict', '--quiet', sums], {
      cwd: place,
      encoding: 'utf8',
      input: '',
    });
  expect(check()).toMatchObject({ status: 0, stdout: '', stderr: '' });
  fs.appendFileSync(join(place, 'a\\nb'), 'x');
  expect(check()).toMatchObject({ status: 1, stdout: expect.stringMatching(/b: FAILED\n$/) });
});
