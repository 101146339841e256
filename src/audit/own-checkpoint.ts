import { SealdockError } from '../evidence/errors.ts';
import { type Checkpoint, type OpenedCheckpoint, openCheckpoint } from '../evidence/signed-note.ts';
import type { Catalog } from '../ports/catalog.ts';
import type { Signer } from '../ports/signer.ts';
import { type KeyHistory, keyHistory } from './key-history.ts';

export interface OwnKeysPorts {
  readonly catalog: Pick<Catalog, 'auditRowsOf'>;
  readonly logSigner: Pick<Signer, 'publicKey'>;
}

/** All keys that this log's heads may be signed with. */
export interface OwnKeys extends KeyHistory {
  /**
   * The one way in which a head of our own is read: by the key in force, or by a former one when the log was no longer
   * than at its change. Whoever got hold of an old key can sign nothing with it that we would believe.
   */
  open(note: Uint8Array): OpenedCheckpoint;
}

/** For those who list what is wrong: keys behind a change that does not hold are not believed. */
export async function ownKeys({ catalog, logSigner }: OwnKeysPorts, origin: string): Promise<OwnKeys> {
  const history = await keyHistory(catalog, 'log', logSigner.publicKey);
  return {
    ...history,
    open: (note) => {
      const opened = openCheckpoint(note, { name: origin, publicKey: logSigner.publicKey });
      if (opened.kind !== 'not-signed') return opened;
      for (const { publicKey, keyId, lastSize } of history.former) {
        const before = openCheckpoint(note, { name: origin, publicKey });
        if (before.kind === 'not-signed') continue;
        if (before.kind === 'malformed' || before.checkpoint.size <= lastSize) return before;
        const why = `size ${before.checkpoint.size}, signed by key ${keyId}, which was given up at size ${lastSize}`;
        return { kind: 'not-signed', why };
      }
      return opened;
    },
  };
}

/**
 * For those who go on only when all is well.
 * @throws SealdockError `audit-differs` when a key change in the log does not hold; what is returned throws it for a note
 * that is not ours.
 */
export async function ownCheckpoints(
  ports: OwnKeysPorts,
  origin: string,
): Promise<(note: Uint8Array, about: string) => Checkpoint> {
  const keys = await ownKeys(ports, origin);
  if (keys.fault !== null) throw new SealdockError('audit-differs', { ...keys.fault });
  return (note, about) => {
    const opened = keys.open(note);
    if (opened.kind === 'opened') return opened.checkpoint;
    throw new SealdockError('audit-differs', {
      about,
      expected: `a checkpoint signed by ${origin}`,
      found: opened.why,
    });
  };
}
