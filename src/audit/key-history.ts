import { type KeyChange, type KeyPurpose, openKeyChange } from '../evidence/key-change.ts';
import type { Catalog } from '../ports/catalog.ts';
import { type ReadEntry, readEntry } from './entry-fault.ts';

/** One a month for eighty years. */
const CHANGES_LIMIT = 1_000;

/** A key that this station has signed with before. */
export interface FormerKey {
  /** 32 bytes. */
  readonly publicKey: Uint8Array;
  readonly keyId: string;
  /** It signed no head of more entries than this. */
  readonly lastSize: number;
  /** The entry of the change: what this key sealed has an earlier one. */
  readonly changedSeq: number;
}

export interface KeyFault {
  readonly about: string;
  readonly expected: string;
  readonly found: string;
}

export interface KeyHistory {
  /** The newest first. Only as far back as the chain holds. */
  readonly former: readonly FormerKey[];
  /** Where it does not hold. */
  readonly fault: KeyFault | null;
}

/** The changes of one key as the log tells them, the newest first. */
export async function keyHistory(
  catalog: Pick<Catalog, 'auditRowsOf'>,
  purpose: KeyPurpose,
  inForce: Uint8Array,
): Promise<KeyHistory> {
  const former: FormerKey[] = [];
  let key = Buffer.from(inForce).toString('base64');
  for (const { seq, entry } of await keyChangesOf(catalog)) {
    if (entry !== null && entry.object.id !== purpose) continue;
    const about = `entry ${seq}: key.changed ${purpose}`;
    const change = openKeyChange(entry?.detail);
    if (typeof change === 'string')
      return { former, fault: { about, expected: 'signed by both keys', found: change } };
    const { statement } = change;
    const fault = linkFault(statement, purpose, key, former.at(-1)?.lastSize ?? seq, seq);
    if (fault !== null) return { former, fault: { about, ...fault } };
    key = statement.from;
    const publicKey = Buffer.from(key, 'base64');
    former.push({ publicKey, keyId: statement.fromId, lastSize: statement.size, changedSeq: seq });
  }
  return { former, fault: null };
}

/** The entries of all key changes, the newest first; null for a text that is no entry. */
export async function keyChangesOf(
  catalog: Pick<Catalog, 'auditRowsOf'>,
): Promise<readonly { readonly seq: number; readonly entry: ReadEntry | null }[]> {
  const rows = await catalog.auditRowsOf('key.changed', CHANGES_LIMIT);
  return rows.map(({ seq, text }) => ({ seq, entry: readEntry(text) })).toReversed();
}

/** Each change leads to the key that the next one leaves, and none speaks of entries that came after it. */
function linkFault(
  { to, toId, purpose: told, size }: KeyChange,
  purpose: KeyPurpose,
  key: string,
  sizeLimit: number,
  seq: number,
): Omit<KeyFault, 'about'> | null {
  if (told !== purpose) return { expected: purpose, found: told };
  if (to !== key) return { expected: `a change to ${key}`, found: `a change to ${to} (${toId})` };
  if (size > Math.min(sizeLimit, seq))
    return { expected: `at most ${Math.min(sizeLimit, seq)} entries`, found: `${size}` };
  return null;
}
