import { createHash, verify } from 'node:crypto';
import { assert } from './assert.ts';
import { publicKeyObject } from './public-key.ts';
import type { NoteKey } from './signed-note.ts';

/** C2SP tlog-cosignature: an Ed25519 cosignature with its time. The key's id differs from that of a log's own key. */
const COSIGNATURE_V1 = 4;
const TIMESTAMP_BYTES = 8;
const LINE = /^— ([^\s\p{White_Space}+]+) ([A-Za-z0-9+/]+={0,2})$/u;
/** Lines of an answer that are looked at. */
const LINES_LIMIT = 64;

/** `name+hash+key` of a witness: the line that its clients are configured with. */
export function witnessKeyOf(key: NoteKey): string {
  return `${key.name}+${keyHash(key).toString('hex')}+${typedKey(key).toString('base64')}`;
}

/** Null for anything that is not the verifier key of an Ed25519 cosigner. */
export function parseWitnessKey(text: string): NoteKey | null {
  const parts = /^([^\s\p{White_Space}+\p{Cc}]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+={0,2})$/u.exec(text);
  const typed = Buffer.from(parts?.[3] ?? '', 'base64');
  if (parts === null || typed.length !== 33 || typed[0] !== COSIGNATURE_V1) return null;
  if (typed.toString('base64') !== parts[3]) return null;
  const key = { name: parts[1] as string, publicKey: typed.subarray(1) };
  return keyHash(key).toString('hex') === parts[2] ? key : null;
}

/**
 * One signature line: as of `seconds`, this is the largest tree that the witness has seen of this log.
 * @param body the checkpoint's text up to the blank line, its last newline included.
 */
export async function cosign(
  body: string,
  seconds: number,
  key: NoteKey,
  sign: (bytes: Uint8Array) => Promise<Uint8Array>,
): Promise<string> {
  assert(Number.isSafeInteger(seconds) && seconds >= 0, 'a time is in whole seconds since 1970');
  const signature = await sign(signedText(body, seconds));
  const time = Buffer.alloc(TIMESTAMP_BYTES);
  time.writeBigUInt64BE(BigInt(seconds));
  return `— ${key.name} ${Buffer.concat([keyHash(key), time, signature]).toString('base64')}\n`;
}

/**
 * The time of this key's cosignature over `body` among the lines of an answer, in seconds since 1970; lines of other
 * keys are ignored, as the protocol demands. Null when there is none that holds.
 */
export function openCosignature(lines: string, body: string, key: NoteKey): number | null {
  for (const line of lines.split('\n').slice(0, LINES_LIMIT)) {
    const parts = LINE.exec(line);
    const bytes = Buffer.from(parts?.[2] ?? '', 'base64');
    if (parts === null || parts[1] !== key.name || bytes.length !== 4 + TIMESTAMP_BYTES + 64) continue;
    if (!bytes.subarray(0, 4).equals(keyHash(key))) continue;
    const seconds = Number(bytes.readBigUInt64BE(4));
    if (!Number.isSafeInteger(seconds)) continue;
    const text = signedText(body, seconds);
    if (verify(null, text, publicKeyObject(key.publicKey), bytes.subarray(4 + TIMESTAMP_BYTES)))
      return seconds;
  }
  return null;
}

function signedText(body: string, seconds: number): Buffer {
  return Buffer.from(`cosignature/v1\ntime ${seconds}\n${body}`);
}

function keyHash(key: NoteKey): Buffer {
  return createHash('sha256').update(`${key.name}\n`).update(typedKey(key)).digest().subarray(0, 4);
}

function typedKey(key: NoteKey): Buffer {
  assert(key.publicKey.length === 32, 'an Ed25519 public key has 32 bytes');
  return Buffer.concat([Uint8Array.of(COSIGNATURE_V1), key.publicKey]);
}
