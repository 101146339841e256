import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { openByteMover } from '../../src/adapters/mover/open-byte-mover.ts';
import { inspect } from '../../src/audit/inspect.ts';
import { publishLog } from '../../src/audit/publish-log.ts';
import type { AuditAct, AuditEntry } from '../../src/evidence/audit-entry.ts';
import type { FileOutcome } from '../../src/evidence/dock.ts';
import type { DockId } from '../../src/evidence/ids.ts';
import type { CataloguedRecording } from '../../src/ports/catalog.ts';
import { EVERY_RECORDING } from '../../src/ports/catalog.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { ByteMover } from '../../src/ports/mover.ts';
import { fakeClipBytes, writeFakeClip } from '../cards/fake-clip.ts';
import { PlainMover } from '../fakes/plain-mover.ts';
import type { TestStation } from './test-station.ts';

const ORIGIN = 'test.example/log';
/** Two days after the footage of these tests: so that nothing depends on the day on which they run. */
export const NOW_MS = Date.parse('2026-11-20T08:00:00Z');

export const MOVERS: readonly (readonly [string, () => ByteMover])[] = [
  ['the plain mover', () => new PlainMover()],
  ['the real mover', () => openByteMover({ workers: 1, filesPerWorker: 4 })],
];

/** A wall clock and a boot that a test sets; the monotonic one is the machine's. */
export class SetClock implements Clock {
  wallMs: number;
  boot = 'test';

  constructor(wallMs = NOW_MS) {
    this.wallMs = wallMs;
  }

  read() {
    return { wallMs: this.wallMs, boot: this.boot, monotonicMs: Math.trunc(performance.now()) };
  }
}

/** A photo of recorder BC240001, taken `minute` minutes after half past eight on 18 November, in Shanghai. */
export function photoName(minute: number, recorder = 'BC240001'): string {
  const shown = new Date(Date.parse('2026-11-18T08:30:00Z') + minute * 60_000).toISOString();
  return `Media/Image/DCAM_${recorder}_A01234_20261118_${shown.slice(11, 19).replaceAll(':', '')}.jpg`;
}

export function put(
  card: string,
  name: string,
  bytes: Uint8Array | number,
  mtime = '2026-11-18T04:00:00Z',
): Buffer {
  const content = typeof bytes === 'number' ? fakeClipBytes(name, bytes) : Buffer.from(bytes);
  writeFakeClip(join(card, name), content, new Date(mtime));
  return content;
}

/** A card with `count` photos of different sizes; the names as put. */
export function putPhotos(card: string, count: number, bytes = 3_000, recorder = 'BC240001'): string[] {
  return Array.from({ length: count }, (_, index) => {
    const name = photoName(index, recorder);
    put(card, name, bytes + index);
    return name;
  });
}

export async function recordings(station: TestStation): Promise<readonly CataloguedRecording[]> {
  return station.catalog.recordings({ ...EVERY_RECORDING, limit: 10_000 });
}

/** The recording sealed from this file of the card. */
export async function recordingOf(station: TestStation, path: string): Promise<CataloguedRecording> {
  const found = (await recordings(station)).filter((row) => row.manifest.card.path === path);
  if (found.length !== 1 || found[0] === undefined)
    throw new Error(`${found.length} recordings from ${path}`);
  return found[0];
}

export async function entries(station: TestStation, act: AuditAct): Promise<readonly AuditEntry[]> {
  const rows = await station.catalog.auditRows(0, 100_000);
  return rows.map((row) => JSON.parse(row.text) as AuditEntry).filter((entry) => entry.act === act);
}

/** What the dock could not take, by path. */
export async function failures(station: TestStation, dock: DockId): Promise<Record<string, FileOutcome>> {
  const rows = await station.catalog.failedFiles(dock, 1_000);
  return Object.fromEntries(rows.map(({ path, outcome }) => [path.text, outcome]));
}

/** `kind: about` of all that an inspection finds. */
export async function findings(station: TestStation): Promise<string[]> {
  await publishLog(station, { origin: ORIGIN });
  const inspection = await inspect(station, {
    origin: ORIGIN,
    remembered: null,
    stallMs: 5_000,
    signal: new AbortController().signal,
    onProgress: () => {},
  });
  return inspection.findings.map(({ kind, about }) => `${kind}: ${about}`);
}

/** Absolute path of a recording's sealed file, or of one of the three beside it. */
export function sealedPath(station: TestStation, row: CataloguedRecording, name?: string): string {
  return join(station.vault.root, row.folder, name ?? row.manifest.file.sealedAs);
}

/** Runs coreutils in the folder of a recording, as anybody could. @throws when a line does not hold. */
export function checkSums(folder: string): string {
  return execFileSync('sha256sum', ['--check', '--strict', 'SHA256SUMS'], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C.UTF-8' },
  });
}
