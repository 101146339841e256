import type { DockEvent } from '../../evidence/dock.ts';
import { dockCard } from '../../ingest/dock-card.ts';
import { DockProgressBoard } from '../../ingest/dock-progress.ts';
import { actorOf } from '../actor-of.ts';
import type { CliStation } from '../doors.ts';
import { openLiveLines } from '../output/live-lines.ts';
import { progressLine } from '../output/progress-line.ts';
import type { Session } from '../session.ts';
import type { AskedDock } from './asked-docks.ts';
import { type DockOutcome, readOutcome } from './dock-outcome.ts';
import { mediumAt, requestOf } from './dock-request.ts';

const REDRAW_MS = 200;

/** Docks in this process, all media at the same time. */
export async function dockHere(
  session: Session,
  station: CliStation,
  asked: readonly AskedDock[],
  signal: AbortSignal,
): Promise<readonly DockOutcome[]> {
  const board = new DockProgressBoard();
  const stopDrawing = startDrawing(session, station, board);
  const onEvent = (event: DockEvent) => board.note(event, station.clock.read().wallMs);
  try {
    const requests = await Promise.all(
      asked.map(async (each) => requestOf(station, each, await mediumAt(station, each.path))),
    );
    for (const request of requests) board.start(request, station.clock.read().wallMs);
    const options = { signal, actor: await actorOf(session, station, 'anybody'), onEvent };
    // All of them end before a defect of one is thrown, so that the station is not closed under the others.
    const ended = await Promise.allSettled(requests.map((request) => dockCard(station, request, options)));
    const broken = ended.find((each) => each.status === 'rejected');
    if (broken !== undefined) throw broken.reason;
    const reports = ended.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
    return await Promise.all(reports.map((report) => readOutcome(station.catalog, report)));
  } finally {
    stopDrawing();
  }
}

function startDrawing(session: Session, station: CliStation, board: DockProgressBoard): () => void {
  const lines = openLiveLines(session);
  const draw = () => {
    const shown = board.snapshot().map((dock) => ({
      key: dock.dock,
      text: progressLine(dock, session.words, { hasBar: session.io.isTTY }),
    }));
    lines.show(shown, station.clock.read().monotonicMs);
  };
  draw();
  const timer = setInterval(draw, REDRAW_MS);
  return () => {
    clearInterval(timer);
    lines.clear();
  };
}
