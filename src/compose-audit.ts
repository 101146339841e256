import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolders } from './adapters/durable-files.ts';
import { createKey, openSigner } from './adapters/ed25519-signer.ts';
import { exportFolders } from './adapters/export-folder.ts';
import { openHeadFile } from './adapters/head-file.ts';
import { openHttpPostServer } from './adapters/http-post-server.ts';
import { openHttpWitness } from './adapters/http-witness.ts';
import { openTimeStamps } from './adapters/openssl-time-stamps.ts';
import { holdProcessLock } from './adapters/sqlite/process-lock.ts';
import { openSystemClock } from './adapters/system-clock.ts';
import { openWitnessFiles } from './adapters/witness-files.ts';
import { openWitness, REQUEST_BYTES_LIMIT } from './audit/witness.ts';
import type { Config } from './config/config.ts';
import { witnessKeyOf } from './evidence/cosignature.ts';
import { SealdockError } from './evidence/errors.ts';
import type { NoteKey } from './evidence/signed-note.ts';
import type { ExportFolders } from './ports/export-folder.ts';
import type { HeadMemory } from './ports/head-memory.ts';
import type { PostServer } from './ports/post-server.ts';
import type { Signer } from './ports/signer.ts';
import type { TimeStamps } from './ports/time-stamps.ts';
import type { WitnessClient } from './ports/witness-client.ts';

/** What of a station's log lies, or goes, outside its catalogue. */
export interface OutsidePorts {
  readonly headMemory: HeadMemory;
  /** Null where none is configured. */
  readonly timeStamps: TimeStamps | null;
  readonly witnessClient: WitnessClient | null;
  readonly exports: ExportFolders;
  /** `verify.sh` of an export. */
  readonly verifyScript: string;
}

export function outsidePorts({ audit, folders }: Config): OutsidePorts {
  const { tsa, witness } = audit.anchors;
  return {
    headMemory: openHeadFile(headFileIn(folders.keys)),
    timeStamps: tsa === null ? null : openTimeStamps({ url: tsa.url, ca: tsa.ca, scratch: folders.run }),
    witnessClient: witness === null ? null : openHttpWitness(witness.url, witness.key),
    exports: exportFolders,
    verifyScript: readFileSync(new URL('./audit/verify-export.sh', import.meta.url), 'utf8'),
  };
}

/** Beside the key that signed it, and not in the catalogue: both are not restored from the same backup by accident. */
export function headFileIn(keys: string): string {
  return join(keys, 'log.key.head');
}

export interface WitnessOptions {
  /** Absolute folder of its state. */
  readonly data: string;
  /** Absolute path of its key; null for one in the folder, made with it. */
  readonly key: string | null;
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly logs: readonly NoteKey[];
  readonly onFailure: (thrown: unknown) => void;
}

export interface RunningWitness extends PostServer {
  /** What its clients are configured with. */
  readonly verifierKey: string;
}

/**
 * A witness for the logs of other machines (C2SP tlog-witness). One process for each folder.
 * @throws SealdockError `busy`, `key-missing` when there is a state and no key, `key-differs`.
 */
export async function startWitness(options: WitnessOptions): Promise<RunningWitness> {
  const trees = join(options.data, 'trees');
  const key = options.key ?? join(options.data, 'witness.key');
  const isNew = !existsSync(trees);
  const signer = await witnessSigner(key, options.key === null && isNew);
  await makeFolders(trees);
  const release = holdProcessLock(join(options.data, 'witness.lock'));
  try {
    const ports = { state: openWitnessFiles(trees), signer, clock: openSystemClock() };
    const witness = openWitness(ports, options);
    const server = await openHttpPostServer({
      ...options,
      path: '/add-checkpoint',
      bodyBytesLimit: REQUEST_BYTES_LIMIT,
      answer: (body) => witness.addCheckpoint(body),
    });
    return {
      address: server.address,
      verifierKey: witnessKeyOf({ name: options.name, publicKey: signer.publicKey }),
      close: () => server.close().finally(release),
    };
  } catch (thrown) {
    release();
    throw thrown;
  }
}

/** A key is only made together with its state: another key over an old state, or the reverse, would be another witness. */
async function witnessSigner(path: string, mayMake: boolean): Promise<Signer> {
  if (existsSync(path)) return openSigner(path);
  if (!mayMake) throw new SealdockError('key-missing', { about: path });
  return createKey(path);
}
