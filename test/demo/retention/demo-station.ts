import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openCards } from '../../../src/adapters/card-folder.ts';
import { createKey } from '../../../src/adapters/ed25519-signer.ts';
import { openLocalVault } from '../../../src/adapters/local-vault.ts';
import { openLogFolder } from '../../../src/adapters/log-folder.ts';
import { readModelFiles } from '../../../src/adapters/model-files.ts';
import { openByteMover } from '../../../src/adapters/mover/open-byte-mover.ts';
import { openRegisterFolder } from '../../../src/adapters/register-folder.ts';
import { openSqliteCatalog } from '../../../src/adapters/sqlite/sqlite-catalog.ts';
import { publishLog } from '../../../src/audit/publish-log.ts';
import { openDestruction } from '../../../src/destruction/open-destruction.ts';
import { outsideProofs } from '../../../src/destruction/outside-proofs.ts';
import { SYSTEM_ACTOR } from '../../../src/evidence/audit-entry.ts';
import { Berths } from '../../../src/ingest/berths.ts';
import { SILENT_LOG } from '../../../src/ports/log.ts';
import { parseModels } from '../../../src/recorders/load-models.ts';
import type { StationClock } from '../../fakes/station-clock.ts';
import { plainCards } from '../../support/plain-cards.ts';
import { TEST_SETTINGS } from '../../support/test-station.ts';

export const ZONE = 'Asia/Shanghai';
const MODELS = fileURLToPath(new URL('../../../config/recorders', import.meta.url));
const DAY_MS = 86_400_000;

export type DemoStation = Awaited<ReturnType<typeof openDemoStation>>;

/**
 * A bureau's station in a folder of its own: everything of the product, in the product's own folders, but for the clock,
 * and for cards, which are folders. It takes registered recorders only.
 */
export async function openDemoStation(data: string, name: string, policy: string, clock: StationClock) {
  mkdirSync(join(data, 'catalogue'), { recursive: true });
  const sealSigner = await createKey(join(data, 'keys', 'seal.key'));
  const logSigner = await createKey(join(data, 'keys', 'log.key'));
  const catalog = openSqliteCatalog(join(data, 'catalogue', 'sealdock.db'), clock);
  const origin = `sealdock/${name}`;
  await catalog.createStation(
    { id: name, logKey: logSigner.keyId, sealKey: sealSigner.keyId },
    {
      act: 'log.created',
      actor: SYSTEM_ACTOR,
      object: { kind: 'log', id: origin },
      reason: null,
      before: null,
      after: 'created',
      detail: {},
    },
  );
  const vault = await openLocalVault(join(data, 'vault'));
  const mover = openByteMover({ workers: 1 });
  const registers = openRegisterFolder(join(data, 'registers'));
  const logFiles = openLogFolder(join(data, 'audit'));
  const settings = { ...TEST_SETTINGS, admit: 'registered' } as const;
  const destruction = openDestruction(
    {
      catalog,
      vault,
      registers,
      mover,
      clock,
      log: SILENT_LOG,
      registerSigner: sealSigner,
      proofs: outsideProofs(catalog, []),
    },
    {
      station: name,
      language: 'auto',
      zone: ZONE,
      policy,
      longOffMs: 7 * DAY_MS,
      stallMs: settings.stallMs,
    },
  );
  return {
    data,
    origin,
    clock,
    catalog,
    vault,
    mover,
    registers,
    destruction,
    sealSigner,
    logSigner,
    logFiles,
    settings,
    keeping: { policy, zone: ZONE },
    cards: plainCards(openCards([data])),
    models: parseModels(await readModelFiles(MODELS)),
    berths: new Berths(),
    log: SILENT_LOG,
    station: name,
    software: 'sealdock demo',
    publish: () => publishLog({ catalog, logFiles, logSigner }, { origin }),
    close: async () => {
      await mover.close();
      await catalog.close();
    },
  };
}
