import type { Actor } from '../evidence/audit-entry.ts';
import type { Json } from '../evidence/canonical-json.ts';
import { SealdockError } from '../evidence/errors.ts';
import {
  type KeyPurpose,
  keyChangeBytes,
  keyChangeOf,
  type SignedKeyChange,
} from '../evidence/key-change.ts';
import type { Catalog } from '../ports/catalog.ts';
import type { KeyFiles } from '../ports/key-files.ts';
import type { Signer } from '../ports/signer.ts';
import { refuseSetBack, type StandingPorts } from './log-standing.ts';
import { type PublishPorts, publishLog } from './publish-log.ts';
import { type PublishedHead, publishedHead } from './published-head.ts';

export interface RotateKeyPorts extends PublishPorts, Omit<StandingPorts, keyof PublishPorts> {
  readonly catalog: PublishPorts['catalog'] &
    StandingPorts['catalog'] &
    Pick<Catalog, 'changeKey' | 'intents'>;
  readonly headMemory?: NonNullable<PublishPorts['headMemory'] & StandingPorts['headMemory']>;
  readonly logSigner: Signer;
  readonly sealSigner: Signer;
  readonly keyFiles: KeyFiles;
}

export interface RotateKeyInput {
  readonly origin: string;
  readonly purpose: KeyPurpose;
  readonly actor: Actor;
  readonly reason: string;
}

export interface RotatedKey {
  readonly from: Signer;
  readonly to: Signer;
}

/**
 * Another key signs from now on. Its moment is one transaction: the entry, which both keys signed, and the station's row.
 * Before it the new key only waits, after it the files only take their names; whoever opens the station next finishes
 * that. The station must be ours alone, and nothing that the old key sealed may still wait for its entry.
 * @throws SealdockError `state-differs` for a sealing that is not settled; `audit-differs`, `log-set-back`, `log-forked`.
 */
export async function rotateKey(ports: RotateKeyPorts, input: RotateKeyInput): Promise<RotatedKey> {
  const { catalog, keyFiles } = ports;
  const { origin, purpose } = input;
  const [unsettled] = await catalog.intents();
  if (unsettled !== undefined) {
    throw new SealdockError('state-differs', { about: unsettled.recording, found: 'a sealing under way' });
  }
  await refuseSetBack(ports, { origin });
  await publishLog(ports, { origin });
  const head = await publishedHead(ports, origin);
  if (head === null) throw new SealdockError('audit-differs', { about: 'checkpoint', found: 'none' });
  const from = purpose === 'log' ? ports.logSigner : ports.sealSigner;
  const to = await keyFiles.prepareNext(purpose);
  await keyFiles.keepPublic(purpose, from.publicKey);
  const change = { purpose, from: from.keyId, to: to.keyId };
  await catalog.changeKey(change, changedDraft(input, from, to, await sign(input, from, to, head)));
  await keyFiles.settle(purpose, to.keyId);
  await publishLog(purpose === 'log' ? { ...ports, logSigner: to } : ports, { origin });
  return { from, to };
}

async function sign(
  { origin, purpose }: RotateKeyInput,
  from: Signer,
  to: Signer,
  { size, root }: PublishedHead,
): Promise<SignedKeyChange> {
  const statement = keyChangeOf({
    origin,
    purpose,
    from: from.publicKey,
    to: to.publicKey,
    size,
    root,
  });
  const bytes = keyChangeBytes(statement);
  return {
    statement,
    signatures: { from: base64(await from.sign(bytes)), to: base64(await to.sign(bytes)) },
  };
}

function changedDraft(
  { actor, purpose, reason }: RotateKeyInput,
  from: Signer,
  to: Signer,
  detail: SignedKeyChange,
) {
  return {
    act: 'key.changed',
    actor,
    object: { kind: 'key', id: purpose },
    reason,
    before: from.keyId,
    after: to.keyId,
    detail: detail as unknown as { readonly [key: string]: Json },
  } as const;
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}
