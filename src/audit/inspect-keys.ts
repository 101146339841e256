import { KEY_PURPOSES, type KeyPurpose } from '../evidence/key-change.ts';
import { keyIdOf } from '../evidence/public-key.ts';
import type { Catalog, Station } from '../ports/catalog.ts';
import type { Signer } from '../ports/signer.ts';
import { type ReadEntry, readEntry } from './entry-fault.ts';
import type { FindingList } from './findings.ts';
import { keyChangesOf, keyHistory } from './key-history.ts';

export interface InspectKeysPorts {
  readonly catalog: Pick<Catalog, 'auditRows' | 'auditRowsOf' | 'station'>;
  readonly logSigner: Pick<Signer, 'keyId' | 'publicKey'>;
  readonly sealSigner: Pick<Signer, 'keyId' | 'publicKey'>;
}

/**
 * Each key change is signed by both keys and of this log, and they lead without a gap from the keys that the first entry
 * names to those in force, which the station's row names.
 */
export async function inspectKeys(
  ports: InspectKeysPorts,
  { origin }: { readonly origin: string },
  findings: FindingList,
): Promise<void> {
  const station = await ports.catalog.station();
  const [first] = await ports.catalog.auditRows(0, 1);
  const created = first === undefined ? null : readEntry(first.text);
  for (const purpose of KEY_PURPOSES) {
    const signer = purpose === 'log' ? ports.logSigner : ports.sealSigner;
    const { former, fault } = await keyHistory(ports.catalog, purpose, signer.publicKey);
    if (fault !== null) findings.add({ kind: 'key-change-differs', ...fault });
    // Of a key that is not the station's the log can tell no beginning.
    if (tellOtherRow(purpose, signer.keyId, station, findings) || fault !== null) continue;
    tellOtherBeginning(purpose, former.at(-1)?.publicKey ?? signer.publicKey, created, findings);
  }
  for (const { seq, entry } of await keyChangesOf(ports.catalog)) {
    const about = `entry ${seq}: key.changed`;
    const told = entry?.object.id ?? 'nothing';
    const { statement } = (entry?.detail ?? {}) as {
      readonly statement?: { readonly origin?: unknown } | null;
    };
    if (!KEY_PURPOSES.some((purpose) => purpose === told)) {
      findings.add({ kind: 'key-change-differs', about, expected: KEY_PURPOSES.join(', '), found: told });
    } else if (typeof statement?.origin === 'string' && statement.origin !== origin) {
      findings.add({ kind: 'key-change-differs', about, expected: origin, found: statement.origin });
    }
  }
}

/** The first entry names both keys; logs of before that was so, and half a log, say nothing of it. */
function tellOtherBeginning(
  purpose: KeyPurpose,
  oldest: Uint8Array,
  created: ReadEntry | null,
  findings: FindingList,
): void {
  const told = created?.act === 'log.created' ? created.detail[`${purpose}Key`] : undefined;
  if (typeof told !== 'string') return;
  const found = Buffer.from(oldest).toString('base64');
  if (told === found) return;
  findings.add({
    kind: 'key-change-differs',
    about: `${purpose}: from entry 0 to the key in force`,
    expected: told,
    found: `${found} (${keyIdOf(oldest)})`,
  });
}

function tellOtherRow(
  purpose: KeyPurpose,
  keyId: string,
  station: Station | null,
  findings: FindingList,
): boolean {
  const found = station?.[`${purpose}Key`] ?? 'none';
  if (found === keyId) return false;
  findings.add({ kind: 'row-differs', about: `station: ${purpose} key`, expected: keyId, found });
  return true;
}
