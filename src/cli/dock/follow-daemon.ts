import { setTimeout as pause } from 'node:timers/promises';
import type { DockRequest } from '../../evidence/dock.ts';
import { SealdockError } from '../../evidence/errors.ts';
import { utcOf } from '../../evidence/time.ts';
import type { DockProgress, StationStatus } from '../../ports/status-board.ts';
import type { CliStation } from '../doors.ts';
import { type LiveLines, openLiveLines } from '../output/live-lines.ts';
import { progressLine } from '../output/progress-line.ts';
import type { Session } from '../session.ts';
import type { AskedDock } from './asked-docks.ts';
import { type DockOutcome, readOutcome } from './dock-outcome.ts';
import { mediumAt, requestOf } from './dock-request.ts';
import { readReport } from './read-report.ts';

const LOOK_EVERY_MS = 250;
/** A running station takes a marker up within a second; a folder that it does not watch is never looked into. */
const TAKEN_UP_WITHIN_MS = 30_000;
/** The station writes its board twice a second. Its process number may be somebody else's by now. */
const SILENT_LIMIT_MS = 30_000;

export interface Followed {
  readonly outcomes: readonly DockOutcome[];
  readonly zone: string;
}

/**
 * Hands the media to the running station by markers, and follows its status board until each dock has ended.
 * @returns null when no station runs.
 * @throws SealdockError `interrupted` when we are told to stop (the station goes on), or when the station ended;
 *   `busy` when it never took a medium up.
 */
export async function followDaemon(
  session: Session,
  station: CliStation,
  asked: readonly AskedDock[],
  signal: AbortSignal,
): Promise<Followed | null> {
  const status = await station.board.read();
  if (status === null) return null;
  const askedAt = utcOf(station.clock.read().wallMs);
  const requests = await Promise.all(
    asked.map(async (each) => requestOf(station, each, await mediumAt(station, each.path))),
  );
  for (const request of requests) await station.markers.submit(request);
  session.note(session.words.cli.handedOver(status.pid));

  const lines = openLiveLines(session);
  try {
    const ended = await followAll(session, station, { requests, askedAt }, signal, lines);
    lines.clear();
    const reports = await Promise.all(ended.map((dock) => readReport(station.catalog, dock)));
    const outcomes = await Promise.all(reports.map((report) => readOutcome(station.catalog, report)));
    return { outcomes, zone: station.config.station.zone };
  } finally {
    lines.clear();
  }
}

interface Handed {
  readonly requests: readonly DockRequest[];
  readonly askedAt: string;
}

async function followAll(
  { words, io }: Session,
  { board, clock }: CliStation,
  handed: Handed,
  signal: AbortSignal,
  lines: LiveLines,
): Promise<readonly DockProgress[]> {
  const patience = openPatience();
  // Ends with the docks, with the station, or with one of the two patiences.
  for (;;) {
    if (signal.aborted) throw new SealdockError('interrupted');
    const nowMs = clock.read().monotonicMs;
    const status = await board.read();
    if (status === null || patience.isSilent(status, nowMs)) {
      throw new SealdockError('interrupted', { about: words.cli.daemonEnded });
    }
    const found = handed.requests.map((request) => ({
      request,
      dock: dockOf(status, request, handed.askedAt),
    }));
    const docks = found.flatMap(({ dock }) => dock ?? []);
    const shown = docks.map((dock) => ({
      key: dock.dock,
      text: progressLine(dock, words, { hasBar: io.isTTY }),
    }));
    lines.show(shown, nowMs);
    const ended = docks.filter(({ phase }) => phase === 'finished');
    if (ended.length === handed.requests.length) return ended;
    const ignored = found.find(({ request, dock }) => dock === undefined && !isWaiting(status, request));
    if (patience.isOver(ignored !== undefined, nowMs)) throw neverTakenUp(ignored?.request.path ?? '');
    await pause(LOOK_EVERY_MS, undefined, { signal }).catch(() => {});
  }
}

/** How long the station may leave a medium lying, and how long it may say nothing at all. */
function openPatience() {
  let told = '';
  let toldAtMs = 0;
  let ignoredSinceMs: number | null = null;
  return {
    isSilent: ({ pid, updatedAt }: StationStatus, nowMs: number): boolean => {
      const now = `${pid} ${updatedAt}`;
      if (now !== told) {
        told = now;
        toldAtMs = nowMs;
      }
      return nowMs - toldAtMs > SILENT_LIMIT_MS;
    },
    isOver: (isIgnored: boolean, nowMs: number): boolean => {
      ignoredSinceMs = isIgnored ? (ignoredSinceMs ?? nowMs) : null;
      return ignoredSinceMs !== null && nowMs - ignoredSinceMs > TAKEN_UP_WITHIN_MS;
    },
  };
}

/** The medium is being docked already; ours comes after that. */
function isWaiting({ docks }: StationStatus, { path }: DockRequest): boolean {
  return docks.some((dock) => dock.path === path && dock.phase !== 'finished');
}

function neverTakenUp(path: string): SealdockError {
  return new SealdockError('busy', {
    about: path,
    expected: `a dock within ${TAKEN_UP_WITHIN_MS / 1_000} s`,
    found: 'the running station does not take it up',
  });
}

/**
 * The dock by its id. A medium that was docked already when we asked is docked once more after that, perhaps for a
 * later marker than ours: then it is the dock of our path that began after we asked.
 */
function dockOf(
  { docks }: StationStatus,
  { id, path }: DockRequest,
  askedAt: string,
): DockProgress | undefined {
  return (
    docks.find(({ dock }) => dock === id) ??
    docks.findLast((dock) => dock.path === path && dock.startedAt >= askedAt)
  );
}
