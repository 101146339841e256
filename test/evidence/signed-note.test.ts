import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { NoteKey } from '../../src/evidence/signed-note.ts';
import {
  checkpointBody,
  isOrigin,
  openCheckpoint,
  parseVerifierKey,
  signCheckpoint,
  verifierKeyOf,
} from '../../src/evidence/signed-note.ts';
import { memorySigner } from '../audit/log-bench.ts';

const NAME = 'sealdock.example/station-7';
const signer = memorySigner();
const key: NoteKey = { name: NAME, publicKey: signer.publicKey };
const checkpoint = { origin: NAME, size: 70_000, root: Buffer.alloc(32, 7) };
const note = await signCheckpoint(checkpoint, signer.publicKey, signer.sign);

function open(text: string | Uint8Array, by: NoteKey = key) {
  return openCheckpoint(typeof text === 'string' ? Buffer.from(text) : text, by);
}

/** A note over any text, signed by our key. */
async function signed(body: string): Promise<string> {
  const line = note.trimEnd().split('\n').at(-1)?.split(' ').at(-1) ?? '';
  const hash = Buffer.from(line, 'base64').subarray(0, 4);
  const signature = Buffer.concat([hash, await signer.sign(Buffer.from(body))]).toString('base64');
  return `${body}\n— ${NAME} ${signature}\n`;
}

describe('a checkpoint', () => {
  test('opens with the key that signed it, and says what was signed', () => {
    expect(open(note)).toEqual({ kind: 'opened', checkpoint: { ...checkpoint, root: Buffer.alloc(32, 7) } });
    expect(note.split('\n').slice(0, 4)).toEqual([NAME, '70000', checkpoint.root.toString('base64'), '']);
  });

  test('of another key does not open, whatever its name', () => {
    const other = { name: NAME, publicKey: memorySigner().publicKey };
    expect(open(note, other)).toMatchObject({ kind: 'not-signed' });
    expect(open(note, { ...key, name: 'other.example' })).toMatchObject({ kind: 'not-signed' });
  });

  test('does not open once any one byte of it was changed', () => {
    const bytes = Buffer.from(note);
    fc.assert(
      fc.property(fc.nat({ max: bytes.length - 1 }), fc.integer({ min: 1, max: 255 }), (at, by) => {
        const changed = Buffer.from(bytes);
        changed[at] = (changed[at] ?? 0) ^ by;
        expect(open(changed).kind).not.toBe('opened');
      }),
      { numRuns: 500 },
    );
  });

  test('opens beside signatures of others, which may be witnesses', () => {
    const witness = `— witness.example ${Buffer.alloc(76, 9).toString('base64')}\n`;
    expect(open(note + witness)).toMatchObject({ kind: 'opened' });
    const fifteen = Array.from({ length: 15 }, () => witness).join('');
    expect(open(note + fifteen)).toMatchObject({ kind: 'opened' });
  });

  test('with a second signature of ours that is bad is refused as a whole', () => {
    const line = note.trimEnd().split('\n').at(-1) ?? '';
    const bytes = Buffer.from(line.split(' ')[2] ?? '', 'base64');
    bytes[30] = (bytes[30] ?? 0) ^ 1;
    expect(open(`${note}— ${NAME} ${bytes.toString('base64')}\n`)).toMatchObject({ kind: 'not-signed' });
  });

  test.each([
    ['', 'nothing'],
    ['hello\n', 'a text without signatures'],
    [note.slice(0, -1), 'a cut last line'],
    [note.replace('— ', '- '), 'a hyphen for the dash'],
    [note.replaceAll('\n', '\r\n'), 'carriage returns'],
    [`${note}\n`, 'a blank line at the end'],
    [note.replace(/ ([^ ]+)\n$/, ' $1=\n'), 'a signature in sloppy base64'],
    [
      note + `— w.example ${Buffer.alloc(8).toString('base64')}\n`.repeat(64),
      'more signatures than anyone needs',
    ],
    [`${'x'.repeat(131_072)}\n${note}`, 'a text longer than any checkpoint'],
  ])('is malformed: %#', (text) => {
    expect(open(text)).toMatchObject({ kind: 'malformed' });
  });

  test('is malformed when it is not UTF-8', () => {
    expect(open(Buffer.concat([Buffer.of(0xff), Buffer.from(note)]))).toMatchObject({ kind: 'malformed' });
  });

  const root = checkpoint.root.toString('base64');
  test.each([
    `${NAME}\n007\n${root}\n`,
    `${NAME}\n-1\n${root}\n`,
    `${NAME}\n9007199254740993\n${root}\n`,
    `${NAME}\n7\n${root.slice(4)}\n`,
    `${NAME}\n7\n`,
    `${NAME}\n7\n${root}\nextension\n`,
    `other.example\n7\n${root}\n`,
    `\n7\n${root}\n`,
  ])('is none, though we signed it: %j', async (body) => {
    expect(open(await signed(body))).toMatchObject({ kind: 'malformed' });
  });

  test('of an empty log has size 0', async () => {
    const empty = await signCheckpoint({ ...checkpoint, size: 0 }, signer.publicKey, signer.sign);
    expect(open(empty)).toMatchObject({ kind: 'opened', checkpoint: { size: 0 } });
  });

  test('never throws on any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(open(bytes).kind).not.toBe('opened');
      }),
    );
  });
});

describe('a verifier key', () => {
  test('is the one that Go computes for the same name and key', () => {
    // From the documentation of golang.org/x/mod/sumdb/note.
    const vkey = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
    const parsed = parseVerifierKey(vkey);
    expect(parsed?.name).toBe('PeterNeumann');
    expect(verifierKeyOf(parsed as NoteKey)).toBe(vkey);
  });

  test('survives being written and read', () => {
    expect(parseVerifierKey(verifierKeyOf(key))).toEqual({
      name: NAME,
      publicKey: Buffer.from(signer.publicKey),
    });
  });

  test.each([
    'PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW',
    'PeterNeuman+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW',
    'PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW',
    'PeterNeumann+c74f20a3+AhpC',
    'PeterNeumann',
    '',
  ])('is refused when its parts do not belong together: %s', (text) => {
    expect(parseVerifierKey(text)).toBeNull();
  });
});

describe('an origin', () => {
  test.each(['', 'with space', 'with\u00a0space', 'with+plus', 'line\nbreak', 'bell\u0007', '\ud800'])(
    'is not %j',
    (text) => {
      expect(isOrigin(text)).toBe(false);
    },
  );

  test('may be in Chinese', () => {
    expect(isOrigin('执法局.example/采集站一')).toBe(true);
  });

  test('that is none is never signed', () => {
    expect(() => checkpointBody({ ...checkpoint, origin: 'two words' })).toThrow(
      expect.objectContaining({ code: 'defect' }),
    );
  });
});
