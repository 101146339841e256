import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolders, syncFolder } from './adapters/durable-files.ts';
import { createKey, openSigner } from './adapters/ed25519-signer.ts';
import { openHeadFile } from './adapters/head-file.ts';
import { openLogFolder } from './adapters/log-folder.ts';
import { holdProcessLock } from './adapters/sqlite/process-lock.ts';
import { openSqliteCatalog } from './adapters/sqlite/sqlite-catalog.ts';
import { openSystemClock } from './adapters/system-clock.ts';
import { publishLog } from './audit/publish-log.ts';
import { databaseOf, keyOf, readModels, SOFTWARE } from './compose.ts';
import { headFileIn } from './compose-audit.ts';
import type { Config } from './config/config.ts';
import type { Actor } from './evidence/audit-entry.ts';
import type { Sha256 } from './evidence/digest.ts';
import { SealdockError } from './evidence/errors.ts';
import { verifierKeyOf } from './evidence/signed-note.ts';
import type { Signer } from './ports/signer.ts';

export interface CreatedStation {
  readonly origin: string;
  /** The one line with which a stranger checks the log (C2SP signed-note). */
  readonly verifierKey: string;
  readonly logKey: Sha256;
  readonly sealKey: Sha256;
}

/**
 * Makes a station: folders, keys, catalogue, and the first entry of its audit log.
 * @throws SealdockError `already-initialised`; a half-made one from an interrupted `init` is finished.
 */
export async function createStation(config: Config, actor: Actor): Promise<CreatedStation> {
  // A station that could not start is not made: its keys would be there, and nobody would know why.
  await readModels(config);
  for (const folder of Object.values(config.folders)) await makeFolders(folder);
  const release = holdProcessLock(join(config.folders.run, 'ingest.lock'));
  try {
    const clock = openSystemClock();
    const catalog = openSqliteCatalog(databaseOf(config), clock);
    try {
      if ((await catalog.station()) !== null)
        throw new SealdockError('already-initialised', { about: config.data });
      const sealSigner = await openOrCreateKey(keyOf(config, 'seal'));
      const logSigner = await openOrCreateKey(keyOf(config, 'log'));
      const station = { id: config.station.name, logKey: logSigner.keyId, sealKey: sealSigner.keyId };
      await catalog.createStation(station, {
        act: 'log.created',
        actor,
        object: { kind: 'log', id: config.station.origin },
        reason: null,
        before: null,
        after: 'created',
        detail: {
          software: SOFTWARE,
          logKey: Buffer.from(logSigner.publicKey).toString('base64'),
          sealKey: Buffer.from(sealSigner.publicKey).toString('base64'),
        },
      });
      await syncFolder(config.folders.catalogue);
      const logFiles = openLogFolder(config.folders.audit);
      const headMemory = openHeadFile(headFileIn(config.folders.keys));
      await publishLog({ catalog, logFiles, logSigner, headMemory }, { origin: config.station.origin });
      const { origin } = config.station;
      const verifierKey = verifierKeyOf({ name: origin, publicKey: logSigner.publicKey });
      return { origin, verifierKey, logKey: logSigner.keyId, sealKey: sealSigner.keyId };
    } finally {
      await catalog.close();
    }
  } finally {
    release();
  }
}

async function openOrCreateKey(path: string): Promise<Signer> {
  return existsSync(path) ? openSigner(path) : createKey(path);
}
