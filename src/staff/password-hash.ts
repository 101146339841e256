import { type Argon2Parameters, argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { PASSWORD_CHARS_LIMIT } from './password-rule.ts';

export interface PasswordCost {
  readonly memoryKiB: number;
  readonly passes: number;
  readonly lanes: number;
}

/** RFC 9106, section 4, the second recommended option: 64 MiB. */
export const PASSWORD_COST: PasswordCost = { memoryKiB: 65_536, passes: 3, lanes: 4 };

const SALT_BYTES = 16;
const HASH_BYTES = 32;
/** A record with a higher cost was not written by us, and would only stop the station. */
const MEMORY_KIB_LIMIT = 1_048_576;
const PASSES_LIMIT = 16;
const LANES_LIMIT = 16;
const RECORD =
  /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]{22})\$([A-Za-z0-9+/]{43})$/;

const derive = promisify(argon2);

/** The record to keep, with its salt and cost in it, in the spelling that every Argon2 library reads. */
export async function hashPassword(password: string, cost: PasswordCost): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const hash = await derived(password, salt, cost);
  const { memoryKiB, passes, lanes } = cost;
  return `$argon2id$v=19$m=${memoryKiB},t=${passes},p=${lanes}$${base64(salt)}$${base64(hash)}`;
}

/**
 * @param record null where there is no such account: the same work is done, and the answer is no. So it is for a record
 * that cannot be read.
 */
export async function passwordMatches(
  password: string,
  record: string | null,
  cost: PasswordCost,
): Promise<boolean> {
  const kept = record === null ? null : readRecord(record);
  const isSound = kept !== null && password.length <= PASSWORD_CHARS_LIMIT;
  const hash = await derived(
    password.slice(0, PASSWORD_CHARS_LIMIT),
    kept?.salt ?? randomBytes(SALT_BYTES),
    kept?.cost ?? cost,
  );
  return timingSafeEqual(hash, kept?.hash ?? randomBytes(HASH_BYTES)) && isSound;
}

function readRecord(record: string): {
  readonly cost: PasswordCost;
  readonly salt: Buffer;
  readonly hash: Buffer;
} | null {
  const parts = RECORD.exec(record);
  if (parts === null) return null;
  const [memoryKiB = 0, passes = 0, lanes = 0] = parts.slice(1, 4).map(Number);
  const isBounded =
    lanes >= 1 &&
    lanes <= LANES_LIMIT &&
    passes >= 1 &&
    passes <= PASSES_LIMIT &&
    memoryKiB >= 8 * lanes &&
    memoryKiB <= MEMORY_KIB_LIMIT;
  if (!isBounded) return null;
  const [salt, hash] = parts.slice(4).map((part) => Buffer.from(part, 'base64'));
  return salt === undefined || hash === undefined ? null : { cost: { memoryKiB, passes, lanes }, salt, hash };
}

/** Composed and decomposed spellings of one password are one password. */
function derived(
  password: string,
  salt: Buffer,
  { memoryKiB, passes, lanes }: PasswordCost,
): Promise<Buffer> {
  const parameters: Argon2Parameters = {
    message: Buffer.from(password.normalize('NFC')),
    nonce: salt,
    parallelism: lanes,
    tagLength: HASH_BYTES,
    memory: memoryKiB,
    passes,
  };
  return derive('argon2id', parameters);
}

function base64(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '');
}
