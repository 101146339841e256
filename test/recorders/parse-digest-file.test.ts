import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DIGEST_FILE_BYTES_LIMIT, parseDigestFile } from '../../src/recorders/parse-digest-file.ts';

const HEX = 'd41d8cd98f00b204e9800998ecf8427e';
const parse = (text: string) => parseDigestFile(Buffer.from(text));

test.each([
  ['bare hex', HEX],
  ['a newline at the end', `${HEX}\n`],
  ['Windows line ends', `${HEX}\r\n\r\n`],
  ['upper case', HEX.toUpperCase()],
  ['a byte order mark', `\uFEFF${HEX}`],
  ['coreutils', `${HEX}  a.mp4\n`],
  ['coreutils, binary', `${HEX} *a.mp4\n`],
  ['coreutils, escaped name', `\\${HEX}  a\\nb.mp4\n`],
  ['BSD', `MD5 (a (1).mp4) = ${HEX}\n`],
  ['comments before it', `; made by md5.exe\n# 2026\n${HEX} *a.mp4\n`],
  ['zero bytes after it', `${HEX}\0\0\0`],
])('reads %s', (_what, text) => {
  expect(parse(text)).toBe(HEX);
});

test('reads UTF-16, as Windows programs write it', () => {
  expect(parseDigestFile(Buffer.from(`\uFEFF${HEX}\r\n`, 'utf16le'))).toBe(HEX);
});

test.each([
  ['nothing', ''],
  ['a digest of another kind', `${HEX}${HEX}`],
  ['one character too few', HEX.slice(1)],
  ['other letters', `${HEX.slice(1)}g`],
  ['two digests', `${HEX}  a\n${HEX}  b\n`],
  ['a web page', `<html>${HEX}</html>`],
  ['more than 4 KiB', `${HEX}${'\n'.repeat(DIGEST_FILE_BYTES_LIMIT)}`],
])('does not guess from %s', (_what, text) => {
  expect(parse(text)).toBeNull();
});

test('answers with 32 lower-case hex characters or null for any bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 5000 }), (bytes) => {
      expect(parseDigestFile(bytes) ?? HEX).toMatch(/^[0-9a-f]{32}$/);
    }),
  );
});
