import { verify } from 'node:crypto';
import { canonicalJson, type Json } from './canonical-json.ts';
import type { Sha256 } from './digest.ts';
import { keyIdOf, publicKeyObject } from './public-key.ts';

/** What a key is for. A signature made for one of these can never serve for the other. */
export const KEY_PURPOSES = ['log', 'seal'] as const;
export type KeyPurpose = (typeof KEY_PURPOSES)[number];

/** So that nobody takes a signature over this for one over a manifest, a register or a checkpoint. */
const KIND = 'sealdock key change';

/** What the old key and the new one both sign. Flat, and of plain text and numbers: `sed` can cut it out of an entry. */
export interface KeyChange {
  readonly kind: typeof KIND;
  readonly origin: string;
  readonly purpose: KeyPurpose;
  /** The 32 bytes of the public keys, in base64, and how manifests name them. */
  readonly from: string;
  readonly fromId: Sha256;
  readonly to: string;
  readonly toId: Sha256;
  /** The head of the log at the change, signed by the log's key of before: root in base64. */
  readonly size: number;
  readonly root: string;
}

/** A change and what stands under it: 64 bytes each, in base64. */
export interface SignedKeyChange {
  readonly statement: KeyChange;
  readonly signatures: { readonly from: string; readonly to: string };
}

export function keyChangeOf(facts: {
  readonly origin: string;
  readonly purpose: KeyPurpose;
  readonly from: Uint8Array;
  readonly to: Uint8Array;
  readonly size: number;
  readonly root: Uint8Array;
}): KeyChange {
  const { origin, purpose, from, to, size, root } = facts;
  return {
    kind: KIND,
    origin,
    purpose,
    from: base64(from),
    fromId: keyIdOf(from),
    to: base64(to),
    toId: keyIdOf(to),
    size,
    root: base64(root),
  };
}

/** The very bytes that are signed: canonical JSON. */
export function keyChangeBytes(statement: KeyChange): Uint8Array {
  return Buffer.from(canonicalJson(statement as unknown as Json));
}

/**
 * A change as an entry's detail tells it, both signatures checked; else what is wrong with it. Whether the first key was
 * one of ours only the chain of all changes can tell.
 */
export function openKeyChange(detail: unknown): SignedKeyChange | string {
  const { statement, signatures } = (detail ?? {}) as Partial<SignedKeyChange>;
  if (!isStatement(statement)) return 'no statement of a key change';
  if (
    keyIdOf(bytesOf(statement.from)) !== statement.fromId ||
    keyIdOf(bytesOf(statement.to)) !== statement.toId
  )
    return 'key ids of other keys';
  for (const side of ['from', 'to'] as const) {
    const signature = bytesOf(signatures?.[side]);
    const key = publicKeyObject(bytesOf(statement[side]));
    if (signature.length !== 64 || !verify(null, keyChangeBytes(statement), key, signature))
      return `no signature by the ${side === 'from' ? 'old' : 'new'} key ${statement[`${side}Id`]}`;
  }
  return { statement, signatures: signatures as SignedKeyChange['signatures'] };
}

function isStatement(value: unknown): value is KeyChange {
  const given = (value ?? {}) as Partial<KeyChange>;
  return (
    given.kind === KIND &&
    typeof given.origin === 'string' &&
    KEY_PURPOSES.some((purpose) => purpose === given.purpose) &&
    bytesOf(given.from).length === 32 &&
    bytesOf(given.to).length === 32 &&
    bytesOf(given.root).length === 32 &&
    Number.isSafeInteger(given.size) &&
    Object.keys(given).length === FIELDS
  );
}

/** A statement with more in it than we write was not written by us. */
const FIELDS = 9;

/** Nothing for what is no base64 as the encoder would have written it. */
function bytesOf(text: unknown): Buffer {
  const bytes = Buffer.from(typeof text === 'string' ? text : '', 'base64');
  return base64(bytes) === text ? bytes : Buffer.alloc(0);
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}
