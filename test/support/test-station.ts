import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openCards } from '../../src/adapters/card-folder.ts';
import { type DurableFiles, durableFiles } from '../../src/adapters/durable-files.ts';
import { createKey, openSigner } from '../../src/adapters/ed25519-signer.ts';
import { openLocalVault } from '../../src/adapters/local-vault.ts';
import { openLogFolder } from '../../src/adapters/log-folder.ts';
import { openRegisterFolder } from '../../src/adapters/register-folder.ts';
import { openSqliteCatalog } from '../../src/adapters/sqlite/sqlite-catalog.ts';
import { openSystemClock } from '../../src/adapters/system-clock.ts';
import { type Actor, SYSTEM_ACTOR } from '../../src/evidence/audit-entry.ts';
import type { DockEvent, DockReport, DockRequest } from '../../src/evidence/dock.ts';
import { dockIdOf } from '../../src/evidence/ids.ts';
import { utcOf } from '../../src/evidence/time.ts';
import { Berths } from '../../src/ingest/berths.ts';
import { dockCard } from '../../src/ingest/dock-card.ts';
import type { DockContext, IngestSettings } from '../../src/ingest/dock-context.ts';
import { SILENT_LOG } from '../../src/ports/log.ts';
import type { LogFiles } from '../../src/ports/log-files.ts';
import type { RegisterShelf } from '../../src/ports/register-shelf.ts';
import type { Signer } from '../../src/ports/signer.ts';
import { parseModels } from '../../src/recorders/load-models.ts';
import { PlainMover } from '../fakes/plain-mover.ts';
import { plainCards } from './plain-cards.ts';

export const TEST_ACTOR: Actor = SYSTEM_ACTOR;

export const TEST_SETTINGS: IngestSettings = {
  admit: 'any',
  filesAtOnce: 4,
  bytesPerSecond: null,
  stallMs: 5_000,
  minFreeBytes: 0,
  groupFiles: 16,
  groupWaitMs: 5,
  sm3: false,
  zone: 'Asia/Shanghai',
  timeToleranceMs: 300_000,
};

export interface TestStation extends DockContext {
  readonly data: string;
  readonly logSigner: Signer;
  readonly logFiles: LogFiles;
  readonly registers: RegisterShelf;
  close(): Promise<void>;
}

export type StationParts = Partial<DockContext> & {
  readonly files?: DurableFiles;
  readonly data?: string;
  /** Wraps ports before anything uses them: for faults. */
  readonly wrap?: <T extends object>(name: string, port: T) => T;
};

const models = parseModels(
  readdirSync(new URL('../../config/recorders', import.meta.url)).map((name) => ({
    name,
    text: readFileSync(new URL(`../../config/recorders/${name}`, import.meta.url), 'utf8'),
  })),
);

/** A station in a folder of its own: real vault, real SQLite, real files; the mover is the plain one by default. */
export async function openTestStation(parts: StationParts = {}): Promise<TestStation> {
  const data = parts.data ?? makePlace('station');
  const wrap = parts.wrap ?? ((_, port) => port);
  mkdirSync(join(data, 'catalogue'), { recursive: true });
  const sealSigner = await signerAt(join(data, 'keys', 'seal.key'));
  const logSigner = await signerAt(join(data, 'keys', 'log.key'));
  const clock = parts.clock ?? openSystemClock();
  const files = wrap('files', parts.files ?? durableFiles);
  const vault = parts.vault ?? (await openLocalVault(join(data, 'vault'), files));
  const catalog = parts.catalog ?? openSqliteCatalog(join(data, 'catalogue', 'sealdock.db'), clock);
  if ((await catalog.station()) === null) {
    await catalog.createStation(
      { id: 'test', logKey: logSigner.keyId, sealKey: sealSigner.keyId },
      {
        act: 'log.created',
        actor: TEST_ACTOR,
        object: { kind: 'log', id: 'test' },
        reason: null,
        before: null,
        after: 'created',
        detail: { logKey: base64(logSigner.publicKey), sealKey: base64(sealSigner.publicKey) },
      },
    );
  }
  return {
    data,
    clock,
    vault: wrap('vault', vault),
    catalog: wrap('catalog', catalog),
    cards: wrap('cards', parts.cards ?? plainCards(openCards([data]))),
    mover: wrap('mover', parts.mover ?? new PlainMover()),
    sealSigner: wrap('sealSigner', sealSigner),
    logSigner,
    logFiles: openLogFolder(join(data, 'audit')),
    registers: wrap('registers', openRegisterFolder(join(data, 'registers'), parts.files ?? durableFiles)),
    log: parts.log ?? SILENT_LOG,
    models: parts.models ?? models,
    settings: { ...TEST_SETTINGS, ...parts.settings },
    berths: parts.berths ?? new Berths(),
    station: 'test',
    software: 'sealdock test',
    close: () => catalog.close(),
  };
}

export interface TestDock {
  readonly label?: string;
  readonly recorder?: string;
  readonly model?: string;
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: DockEvent) => void;
}

let docks = 0;

export function dockRequest(path: string, how: TestDock = {}): DockRequest {
  docks += 1;
  return {
    id: dockIdOf(utcOf(Date.now()), docks.toString(16).padStart(8, '0')),
    path,
    origin: 'cli',
    label: how.label ?? null,
    recorder: (how.recorder ?? null) as DockRequest['recorder'],
    model: how.model ?? null,
    medium: null,
  };
}

export function dock(station: DockContext, path: string, how: TestDock = {}): Promise<DockReport> {
  return dockCard(station, dockRequest(path, how), {
    signal: how.signal ?? new AbortController().signal,
    actor: TEST_ACTOR,
    onEvent: how.onEvent ?? (() => {}),
  });
}

export function removeFolder(path: string): void {
  rmSync(path, { recursive: true, force: true });
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}

async function signerAt(path: string): Promise<Signer> {
  try {
    return await openSigner(path);
  } catch {
    return createKey(path);
  }
}

/** A folder in memory where the machine has one: what these tests cut off is told by fakes, not by the disk. */
export function makePlace(name: string): string {
  return mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), `sealdock-${name}-`));
}
