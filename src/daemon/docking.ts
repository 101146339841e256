import type { Station } from '../compose.ts';
import { SYSTEM_ACTOR } from '../evidence/audit-entry.ts';
import type { DockEvent, DockReport, DockRequest } from '../evidence/dock.ts';
import { asSealdockError, SealdockError } from '../evidence/errors.ts';
import { dockCard } from '../ingest/dock-card.ts';
import type { DockProgressBoard } from '../ingest/dock-progress.ts';
import type { DockProgress } from '../ports/status-board.ts';
import { openBerthDesk } from './berth-desk.ts';
import type { Clearing } from './clearing.ts';
import type { OnDefect } from './defects.ts';
import { alarmSourceOf } from './dock-alarms.ts';
import type { Part } from './part.ts';
import { openRetries } from './retries.ts';
import { sameStay } from './same-stay.ts';
import { isSameVisit } from './slots/visit.ts';
import type { StatusPart } from './status.ts';

export interface DockingNeeds {
  readonly progress: DockProgressBoard;
  readonly clearing: Pick<Clearing, 'after' | 'freeFor'>;
  readonly status: Pick<StatusPart, 'raise' | 'broke' | 'clear' | 'show'>;
  readonly slots: {
    docking(request: DockRequest, progress: DockProgress): void;
    isPriority(request: DockRequest): boolean;
  };
  /** After each dock, so that its entries are published soon. */
  readonly publish: () => Promise<void>;
  readonly onDefect: OnDefect;
  /** Nobody is docked any more. */
  readonly onIdle: () => void;
  readonly signal: AbortSignal;
}

export interface Docking extends Part {
  /** A medium is there: somebody told. */
  ask(request: DockRequest): void;
  /** It is not there any more: its dock ends as `card-gone`, and nothing waits for it. */
  left(request: DockRequest): void;
  readonly running: number;
}

interface Running {
  readonly request: DockRequest;
  readonly gone: AbortController;
}

/** Docks whatever is asked for, several cards at once; one card's trouble never reaches the others. */
export function openDocking(station: Station, needs: DockingNeeds): Docking {
  const { status, signal } = needs;
  const { vault, settings, markers, log } = station;
  const running = new Set<Running>();
  const dock = async (asked: DockRequest): Promise<void> => {
    const berth: Running = { request: asked, gone: new AbortController() };
    running.add(berth);
    try {
      await needs.clearing.freeFor(asked);
      // Its marker is left to the next start.
      if (signal.aborted) return;
      const report = await dockOne(station, asked, needs, berth.gone.signal);
      status.clear(alarmSourceOf({ ...report, recorder: null }));
      if (report.result !== 'stopped') {
        status.clear(alarmSourceOf(report));
        retries.forget(asked);
      } else if (report.code !== 'interrupted') {
        status.raise(alarmSourceOf(report), report.code ?? 'failed');
        retries.after(asked, report.code);
      }
      status.show();
      await needs.publish();
    } catch (thrown) {
      needs.onDefect(thrown);
      const { code } = asSealdockError(thrown);
      status.broke(`dock ${asked.path}`, thrown);
      log.error('dock.broke', { dock: asked.id, path: asked.path, error: String(thrown) });
      if (code !== 'defect') retries.after(asked, code);
    } finally {
      running.delete(berth);
    }
  };
  /** A later marker of the same path is there: the earlier one has nothing to tell any more. */
  const overtaken = (request: DockRequest) => {
    markers
      .settle(request)
      .catch((thrown: unknown) => log.warn('marker.kept', { dock: request.id, error: String(thrown) }));
  };
  const desk = openBerthDesk({ dock, overtaken, idle: needs.onIdle }, signal);
  const retries = openRetries({
    want: (request) => desk.want(request),
    hasRoom: async () => (await vault.room()).freeBytes >= settings.minFreeBytes,
    overtaken,
  });
  return {
    ask: (request) => {
      if (signal.aborted) return;
      // A folder that is written to all the time asks all the time; what waits there takes up all of it.
      if (request.origin === 'drop-folder' && retries.isWaiting(request)) return;
      retries.forget(request);
      desk.want(request);
    },
    left: (request) => {
      retries.drop(request);
      desk.drop(request);
      for (const berth of running) {
        if (isSameVisit(berth.request, request)) {
          berth.gone.abort(new SealdockError('card-gone', { about: request.path }));
        }
      }
    },
    get running() {
      return desk.running;
    },
    stop: async () => {
      await desk.stop();
      await retries.stop();
    },
  };
}

/** @throws what `dockCard` throws; the board is told of the end in any case. */
async function dockOne(
  station: Station,
  asked: DockRequest,
  { progress, slots, clearing, status, signal }: DockingNeeds,
  gone: AbortSignal,
): Promise<DockReport> {
  const nowMs = () => station.clock.read().wallMs;
  const request = await known(station, asked).catch((thrown: unknown) => {
    progress.start(asked, nowMs());
    progress.fail(asked.id, asSealdockError(thrown).code);
    throw thrown;
  });
  station.log.info('dock.begins', { dock: request.id, path: request.path, origin: request.origin });
  slots.docking(request, progress.start(request, nowMs()));
  try {
    const note = (event: DockEvent) => progress.note(event, nowMs());
    // Nobody is told that a card may be taken out before it has been cleared.
    const onEvent = (event: DockEvent) => {
      if (event.kind !== 'finished') note(event);
      if (event.kind === 'identified' || event.kind === 'listed') status.show();
    };
    const report = await dockCard(station, request, {
      signal: AbortSignal.any([signal, gone]),
      actor: SYSTEM_ACTOR,
      onEvent,
      isPriority: slots.isPriority(request),
    });
    // A stopped dock keeps its marker, so that the next start goes on with it.
    if (report.result !== 'stopped') await station.markers.settle(asked);
    const onOrdered = () => {
      note({ kind: 'clearing', dock: request.id });
      status.show();
    };
    const cleared = await clearing.after({ request, gone, onOrdered }, report);
    // While the card may be written to it is shown as being cleared, whoever stops.
    if (cleared.kind === 'over') {
      note({ kind: 'cleared', dock: request.id, code: cleared.code });
      note({ kind: 'finished', dock: request.id, report });
    }
    return report;
  } catch (thrown) {
    progress.fail(request.id, asSealdockError(thrown).code);
    throw thrown;
  }
}

/** A marker that outlived a crash names a dock that the catalogue knows already. */
async function known(station: Station, asked: DockRequest): Promise<DockRequest> {
  const isTaken = (await station.catalog.dock(asked.id)) !== null;
  return sameStay(station, isTaken ? { ...asked, id: station.newDockId() } : asked);
}
