import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { openCards } from './adapters/card-folder.ts';
import { openClearOrders } from './adapters/clear-orders.ts';
import { openCronScheduler } from './adapters/cron-scheduler.ts';
import { openDiskPresence } from './adapters/disk-presence.ts';
import { openDropFolder } from './adapters/drop-folder-source.ts';
import { makeFolders } from './adapters/durable-files.ts';
import { openFfprobe } from './adapters/ffprobe.ts';
import { openHookRunner } from './adapters/hook-runner.ts';
import { openKeyFiles } from './adapters/key-files.ts';
import { openLocalVault } from './adapters/local-vault.ts';
import { openLogFolder } from './adapters/log-folder.ts';
import { openMarkerFolder } from './adapters/marker-folder.ts';
import { readModelFiles } from './adapters/model-files.ts';
import { openMountSource } from './adapters/mount-source.ts';
import { openByteMover } from './adapters/mover/open-byte-mover.ts';
import { readPolicyFile, readPolicyFiles } from './adapters/policy-files.ts';
import { openRegisterFolder } from './adapters/register-folder.ts';
import { holdProcessLock } from './adapters/sqlite/process-lock.ts';
import { openSqliteCatalog } from './adapters/sqlite/sqlite-catalog.ts';
import { openStatusFile } from './adapters/status-file.ts';
import { openSystemClock } from './adapters/system-clock.ts';
import { openUsbWatch } from './adapters/usb/usb-watch.ts';
import type { ClearSettings } from './clearing/decide-clearing.ts';
import { type OutsidePorts, outsidePorts } from './compose-audit.ts';
import type { Config } from './config/config.ts';
import { destructionSettings, ingestSettings } from './config/settings-of.ts';
import type { DestructionContext } from './destruction/destruction-context.ts';
import { openDestruction } from './destruction/open-destruction.ts';
import { outsideProofs } from './destruction/outside-proofs.ts';
import { type ClearId, clearIdOf } from './evidence/clearing.ts';
import { SealdockError } from './evidence/errors.ts';
import { type DockId, dockIdOf } from './evidence/ids.ts';
import type { KeyPurpose } from './evidence/key-change.ts';
import { utcOf } from './evidence/time.ts';
import { Berths } from './ingest/berths.ts';
import type { DockContext } from './ingest/dock-context.ts';
import type { CardCleaner } from './ports/card-cleaner.ts';
import type { Station as StationRow } from './ports/catalog.ts';
import type { Destroyed } from './ports/destroyed.ts';
import type { DockMarkers } from './ports/dock-markers.ts';
import type { DockSource } from './ports/dock-source.ts';
import type { HoldGate } from './ports/hold-gate.ts';
import type { HookRunner } from './ports/hook-runner.ts';
import type { KeyFiles } from './ports/key-files.ts';
import { type Log, SILENT_LOG } from './ports/log.ts';
import type { LogFiles } from './ports/log-files.ts';
import type { MediumPresence } from './ports/medium-presence.ts';
import type { Prober } from './ports/probe.ts';
import type { RegisterShelf } from './ports/register-shelf.ts';
import type { Scheduler } from './ports/scheduler.ts';
import type { Signer } from './ports/signer.ts';
import type { StatusBoard } from './ports/status-board.ts';
import type { UsbWatch } from './ports/usb-watch.ts';
import { parseModels } from './recorders/load-models.ts';
import type { RecorderModel } from './recorders/model.ts';
import type { Policy } from './retention/policy.ts';
import { readPoliciesWith, readPolicyBeside } from './retention/read-policies.ts';
import { PASSWORD_COST } from './staff/password-hash.ts';
import type { StaffSettings } from './staff/sign-in.ts';

/** Copies and read-backs under way in one thread. Slow cards hold theirs long; untouched buffers cost nothing. */
const MOVES_PER_WORKER = 16;

const packageJson = createRequire(import.meta.url)('../package.json') as { version: string };
export const SOFTWARE = `sealdock ${packageJson.version}`;

/** A docking workstation with everything behind its ports; the only place where ports meet adapters. */
export interface Station extends DockContext, OutsidePorts {
  readonly config: Config;
  readonly prober: Prober;
  readonly logSigner: Signer;
  readonly keyFiles: KeyFiles;
  readonly logFiles: LogFiles;
  readonly board: StatusBoard;
  readonly scheduler: Scheduler;
  readonly usb: UsbWatch;
  readonly presence: MediumPresence;
  readonly markers: DockMarkers;
  /** All that tells of media to dock: the markers, drop folders, a desktop's mounts. */
  readonly sources: readonly DockSource[];
  readonly holds: HoldGate;
  readonly destroyed: Destroyed;
  readonly registers: RegisterShelf;
  readonly destruction: DestructionContext;
  readonly cleaner: CardCleaner;
  readonly clearing: ClearSettings;
  readonly staff: StaffSettings;
  readonly hooks: HookRunner;
  newDockId(): DockId;
  newClearId(): ClearId;
  close(): Promise<void>;
}

export interface StationOptions {
  /** `ingest` takes the one place of the process that writes into the vault; `look` only looks. */
  readonly role: 'look' | 'ingest';
  readonly log?: Log;
}

/**
 * Opens the station in `config.data`.
 * @throws SealdockError `not-initialised`; `busy` when another process ingests; `key-missing`, `key-differs`.
 */
export async function openStation(
  config: Config,
  { role, log = SILENT_LOG }: StationOptions,
): Promise<Station> {
  if (!existsSync(databaseOf(config))) {
    throw new SealdockError('not-initialised', { about: config.data });
  }
  await makeFolders(config.folders.run);
  const release = role === 'ingest' ? holdProcessLock(join(config.folders.run, 'ingest.lock')) : () => {};
  try {
    return await open(config, { role, log }, release);
  } catch (thrown) {
    release();
    throw thrown;
  }
}

async function open(
  config: Config,
  { role, log }: Required<StationOptions>,
  release: () => void,
): Promise<Station> {
  const clock = openSystemClock();
  const models = await readModels(config);
  const catalog = openSqliteCatalog(databaseOf(config), clock);
  const mover = openByteMover({ workers: config.ingest.workers, filesPerWorker: MOVES_PER_WORKER });
  const closeBoth = () => closeAll([() => mover.close(), () => catalog.close()]);
  try {
    const newDockId = () => dockIdOf(utcOf(clock.read().wallMs), randomBytes(4).toString('hex'));
    const newClearId = () => clearIdOf(utcOf(clock.read().wallMs), randomBytes(4).toString('hex'));
    const markers = openMarkerFolder(config.docking.markers, newDockId);
    const keyFiles = openKeyFiles(config.folders.keys);
    const { logSigner, sealSigner } = await openKeys(await catalog.station(), keyFiles, role);
    const vault = await openLocalVault(config.folders.vault);
    const registers = openRegisterFolder(config.folders.registers);
    return {
      config,
      clock,
      catalog,
      vault,
      registers,
      // Registers are signed with the key of the seals: both say what this station holds, or held.
      destruction: openDestruction(
        {
          catalog,
          vault,
          registers,
          mover,
          clock,
          log,
          registerSigner: sealSigner,
          proofs: outsideProofs(catalog, config.audit.anchors.policy.kinds),
        },
        destructionSettings(config),
      ),
      cards: openCards([config.data, ...Object.values(config.folders)]),
      mover,
      prober: openFfprobe({ command: config.probe.ffprobe, timeoutMs: config.probe.timeoutMs }),
      sealSigner,
      logSigner,
      keyFiles,
      logFiles: openLogFolder(config.folders.audit),
      ...outsidePorts(config),
      usb: openUsbWatch(),
      presence: openDiskPresence(),
      scheduler: openCronScheduler(clock, log),
      board: openStatusFile(join(config.folders.run, 'status.json'), () => clock.read().wallMs),
      markers,
      sources: [markers, ...otherSources(config, newDockId)],
      log,
      models,
      settings: ingestSettings(config),
      berths: new Berths(),
      station: config.station.name,
      software: SOFTWARE,
      holds: catalog,
      destroyed: catalog,
      cleaner: openClearOrders(config.clearing.orders, clock.read().boot),
      clearing: config.clearing,
      staff: { ...config.staff, zone: config.station.zone, cost: PASSWORD_COST },
      hooks: openHookRunner(),
      newDockId,
      newClearId,
      close: () => closeAll([closeBoth, release]),
    };
  } catch (thrown) {
    await closeBoth();
    throw thrown;
  }
}

/** Every step is done, whatever one of them throws. @throws the first of what they threw. */
export async function closeAll(steps: readonly (() => Promise<void> | void)[]): Promise<void> {
  const failures: unknown[] = [];
  for (const step of steps) {
    try {
      await step();
    } catch (thrown) {
      failures.push(thrown);
    }
  }
  if (failures.length > 0) throw failures[0];
}

/** All policies of the folder. @throws SealdockError `policies-invalid`, `policy-unknown`. */
export async function readPolicyFolder({ retention }: Config): Promise<ReadonlyMap<string, Policy>> {
  return readPoliciesWith(await readPolicyFiles(retention.policies), retention.policy);
}

/** One file wherever it lies, as if it lay in the folder. @throws SealdockError `policies-invalid`. */
export async function readPolicyAt({ retention }: Config, path: string): Promise<Policy> {
  return readPolicyBeside(await readPolicyFiles(retention.policies), await readPolicyFile(path));
}

/** All rows of the folder of models. @throws SealdockError `recorder-models-invalid`, `model-unknown`. */
export async function readModels(config: Config): Promise<RecorderModel[]> {
  const models = parseModels(await readModelFiles(config.recorders.models));
  const ids = models.map(({ id }) => id);
  for (const { model } of config.docking.dropFolders) {
    if (model === null || ids.includes(model)) continue;
    throw new SealdockError('model-unknown', { about: model, expected: ids.join(', ') });
  }
  return models;
}

function otherSources({ docking }: Config, newDockId: () => DockId): DockSource[] {
  const { dropFolders, autoMounts, settleMs, pollMs } = docking;
  const mounts = autoMounts.length > 0 ? [openMountSource(autoMounts, pollMs, newDockId)] : [];
  return [
    ...dropFolders.map((folder) => openDropFolder(folder, settleMs, newDockId, undefined, pollMs)),
    ...mounts,
  ];
}

export function databaseOf(config: Config): string {
  return join(config.folders.catalogue, 'sealdock.db');
}

/** Different keys for different purposes: a signature made for one can never serve for the other (TRUST 1.3). */
export function keyOf(config: Config, purpose: KeyPurpose): string {
  return join(config.folders.keys, `${purpose}.key`);
}

/** The keys that the catalogue names. Whoever has the station alone also finishes a change that a crash cut off. */
async function openKeys(
  station: StationRow | null,
  keyFiles: KeyFiles,
  role: StationOptions['role'],
): Promise<{ readonly logSigner: Signer; readonly sealSigner: Signer }> {
  if (station === null) throw new SealdockError('not-initialised');
  if (role === 'ingest') {
    await keyFiles.settle('log', station.logKey);
    await keyFiles.settle('seal', station.sealKey);
  }
  const logSigner = await keyFiles.open('log', station.logKey);
  return { logSigner, sealSigner: await keyFiles.open('seal', station.sealKey) };
}
