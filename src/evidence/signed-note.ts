import { createHash, verify } from 'node:crypto';
import { assert } from './assert.ts';
import { publicKeyObject } from './public-key.ts';

/** The key behind a signature line: its name and the 32 bytes of an Ed25519 public key. */
export interface NoteKey {
  readonly name: string;
  readonly publicKey: Uint8Array;
}

/** The head of a log (C2SP tlog-checkpoint). Ours has no extension lines, which nobody could audit. */
export interface Checkpoint {
  readonly origin: string;
  readonly size: number;
  /** 32 bytes, RFC 6962. */
  readonly root: Uint8Array;
}

export type OpenedCheckpoint =
  | { readonly kind: 'opened'; readonly checkpoint: Checkpoint }
  | { readonly kind: 'malformed'; readonly why: string }
  | { readonly kind: 'not-signed'; readonly why: string };

/** Room for a checkpoint with some sixteen post-quantum cosignatures, as C2SP signed-note asks of a reader. */
export const NOTE_BYTES_LIMIT = 131_072;
const SIGNATURES_LIMIT = 64;

/** C2SP signed-note: plain Ed25519 over the text. */
const ED25519 = 1;

const NAME = /^[^\s\p{White_Space}+\p{Cc}]+$/u;
const SIGNATURE_LINE = /^— ([^\s\p{White_Space}+]+) ([A-Za-z0-9+/]+={0,2})$/u;
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** `name+hash+key`, the one line that a stranger needs to check the log (C2SP signed-note). */
export function verifierKeyOf(key: NoteKey): string {
  return `${key.name}+${keyHash(key).toString('hex')}+${typedKey(key).toString('base64')}`;
}

/** Null for anything that is not the verifier key of an Ed25519 key, hash included. */
export function parseVerifierKey(text: string): NoteKey | null {
  const parts = /^([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+={0,2})$/u.exec(text);
  const typed = base64(parts?.[3] ?? '');
  if (parts === null || typed === null || typed.length !== 33 || typed[0] !== ED25519) return null;
  const key = { name: parts[1] as string, publicKey: typed.subarray(1) };
  return NAME.test(key.name) && keyHash(key).toString('hex') === parts[2] ? key : null;
}

/** The signed note of a checkpoint; the key's name is the origin. */
export async function signCheckpoint(
  checkpoint: Checkpoint,
  publicKey: Uint8Array,
  sign: (bytes: Uint8Array) => Promise<Uint8Array>,
): Promise<string> {
  const key = { name: checkpoint.origin, publicKey };
  const body = checkpointBody(checkpoint);
  const signature = await sign(Buffer.from(body));
  const line = Buffer.concat([keyHash(key), signature]).toString('base64');
  return `${body}\n— ${key.name} ${line}\n`;
}

/** Reads a checkpoint, and believes nothing in it before this key's signature over it has been checked. */
export function openCheckpoint(note: Uint8Array, key: NoteKey): OpenedCheckpoint {
  const parsed = parseNote(note);
  if (typeof parsed === 'string') return { kind: 'malformed', why: parsed };
  const ours = parsed.signatures.filter((each) => each.name === key.name && each.hash.equals(keyHash(key)));
  if (ours.length === 0) return { kind: 'not-signed', why: `no signature by ${verifierKeyOf(key)}` };
  const text = Buffer.from(parsed.text);
  if (!ours.every((each) => verify(null, text, publicKeyObject(key.publicKey), each.signature))) {
    return { kind: 'not-signed', why: `the signature by ${key.name} is not over this text` };
  }
  const checkpoint = parseCheckpointBody(parsed.text);
  if (checkpoint === null) return { kind: 'malformed', why: 'the text is no checkpoint' };
  if (checkpoint.origin !== key.name) {
    return { kind: 'malformed', why: `origin ${JSON.stringify(checkpoint.origin)}` };
  }
  return { kind: 'opened', checkpoint };
}

/** Three lines: origin, size, root. */
export function checkpointBody(checkpoint: Checkpoint): string {
  assert(NAME.test(checkpoint.origin), 'an origin has no spaces, no plus and no control characters');
  assert(checkpoint.root.length === 32, 'a root has 32 bytes');
  return `${checkpoint.origin}\n${checkpoint.size}\n${Buffer.from(checkpoint.root).toString('base64')}\n`;
}

/** True for a text that can be a log's origin and the name of its key. */
export function isOrigin(text: string): boolean {
  return NAME.test(text) && text.isWellFormed();
}

interface Note {
  readonly text: string;
  readonly signatures: readonly { name: string; hash: Buffer; signature: Buffer }[];
}

/** The note's parts, or what is wrong with it. */
function parseNote(bytes: Uint8Array): Note | string {
  if (bytes.length > NOTE_BYTES_LIMIT) return `longer than ${NOTE_BYTES_LIMIT} B`;
  let whole: string;
  try {
    whole = utf8.decode(bytes);
  } catch {
    return 'not UTF-8';
  }
  for (const character of whole) if (character < ' ' && character !== '\n') return 'control characters';
  const blank = whole.lastIndexOf('\n\n');
  if (blank < 0 || !whole.endsWith('\n')) return 'no blank line before the signatures';
  const lines = whole.slice(blank + 2, -1).split('\n');
  if (lines.length > SIGNATURES_LIMIT) return `more than ${SIGNATURES_LIMIT} signatures`;
  const signatures = lines.map(parseSignature).filter((each) => each !== null);
  if (signatures.length !== lines.length) return 'a signature line that is none';
  return { text: whole.slice(0, blank + 1), signatures };
}

function parseSignature(line: string): Note['signatures'][number] | null {
  const parts = SIGNATURE_LINE.exec(line);
  const bytes = base64(parts?.[2] ?? '');
  if (parts === null || bytes === null || bytes.length < 5) return null;
  return { name: parts[1] as string, hash: bytes.subarray(0, 4), signature: bytes.subarray(4) };
}

function parseCheckpointBody(text: string): Checkpoint | null {
  const parts = /^([^\n]+)\n(0|[1-9][0-9]{0,15})\n([A-Za-z0-9+/]+={0,2})\n$/.exec(text);
  const root = base64(parts?.[3] ?? '');
  const size = Number(parts?.[2]);
  if (parts === null || root === null || root.length !== 32 || !Number.isSafeInteger(size)) return null;
  return { origin: parts[1] as string, size, root };
}

/** Null for a spelling that the encoder would not have written. */
function base64(text: string): Buffer | null {
  const bytes = Buffer.from(text, 'base64');
  return text !== '' && bytes.toString('base64') === text ? bytes : null;
}

function keyHash(key: NoteKey): Buffer {
  return createHash('sha256').update(`${key.name}\n`).update(typedKey(key)).digest().subarray(0, 4);
}

function typedKey(key: NoteKey): Buffer {
  assert(key.publicKey.length === 32, 'an Ed25519 public key has 32 bytes');
  return Buffer.concat([Uint8Array.of(ED25519), key.publicKey]);
}
