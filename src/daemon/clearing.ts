import { awaitAnswer } from '../clearing/await-answer.ts';
import { clearCard } from '../clearing/clear-card.ts';
import type { ClearOptions } from '../clearing/clear-context.ts';
import { settleClears, takeAnswer } from '../clearing/take-answer.ts';
import type { Station } from '../compose.ts';
import { SYSTEM_ACTOR } from '../evidence/audit-entry.ts';
import type { DockReport, DockRequest } from '../evidence/dock.ts';
import { asSealdockError, type ErrorCode } from '../evidence/errors.ts';
import type { DockId } from '../evidence/ids.ts';
import type { ClearRow } from '../ports/clear-ledger.ts';
import type { OnDefect } from './defects.ts';
import type { Part } from './part.ts';
import { isSameVisit } from './slots/visit.ts';
import type { StatusPart } from './status.ts';

/** What was begun before this start and is not being carried out any more is given up after this. */
const LEFT_TIMEOUT_MS = 120_000;

export interface ClearingNeeds {
  readonly status: Pick<StatusPart, 'raise' | 'broke' | 'clear'>;
  readonly probe: ClearOptions['probe'];
  readonly onDefect: OnDefect;
  readonly signal: AbortSignal;
}

/** How clearing a card ended, for its slot. */
export type ClearEnding =
  /** Its code wants a person; null when there is nothing to say: cleared, or nothing was to go. */
  | { readonly kind: 'over'; readonly code: ErrorCode | null }
  /** We are stopping, and the card may be mounted for writing: nobody may take it. */
  | { readonly kind: 'open' };

export interface Clearing extends Part {
  /** What an earlier process has left: answers that nobody took, orders without one. */
  settle(): Promise<void>;
  /** Clears a card whose dock has just ended, when the policy says so. Tells its own failures; it never rejects. */
  after(asked: AfterDock, report: DockReport): Promise<ClearEnding>;
  /** The end of an order that was being carried out already when this process started; null for another dock. */
  begunBefore(dock: DockId): Promise<ClearEnding> | null;
  /** A medium that is still being cleared is not mounted for reading: whoever would dock it waits. */
  freeFor(request: Pick<DockRequest, 'path' | 'medium'>): Promise<void>;
}

export interface AfterDock {
  readonly request: DockRequest;
  /** The medium's visit is over. */
  readonly gone: AbortSignal;
  readonly onOrdered: () => void;
}

/** An order that was begun before this start, and whose card it is. */
interface Left extends Pick<DockRequest, 'path' | 'medium'> {
  readonly ending: Promise<ClearEnding>;
}

/** Clearing, each card after its own dock and while no other dock of it can begin. Its trouble is never the dock's. */
export function openClearing(station: Station, needs: ClearingNeeds): Clearing {
  const { status, onDefect, signal, probe } = needs;
  const { log, cleaner, catalog } = station;
  const left = new Map<DockId, Left>();
  const settle = async (isStarting: boolean): Promise<readonly ClearRow[]> => {
    const { ended, begun } = await settleClears(station, SYSTEM_ACTOR, isStarting);
    const codes = ended.flatMap(({ code }) => (code === null ? [] : [code]));
    if (codes.length > 0) status.raise('clearing', ...codes);
    return begun;
  };
  /** Never rejects. */
  const follow = async (row: ClearRow): Promise<ClearEnding> => {
    log.info('clear.begun-before', { order: row.id, dock: row.dock });
    try {
      const answer = await awaitAnswer(cleaner, row.id, LEFT_TIMEOUT_MS, signal);
      const isOpen = answer.kind === 'none' || answer.kind === 'begun';
      if (isOpen && signal.aborted) return { kind: 'open' };
      const { code } = await takeAnswer(station, row, answer, SYSTEM_ACTOR);
      if (code !== null) status.raise('clearing', code);
      return { kind: 'over', code };
    } catch (thrown) {
      return broke(row.dock, 'clearing', thrown);
    }
  };
  const broke = (dock: DockId, source: 'clearing' | `clearing ${string}`, thrown: unknown): ClearEnding => {
    const { code } = asSealdockError(thrown);
    log.warn('clear.broke', { dock, code, error: String(thrown) });
    onDefect(thrown);
    if (code === 'interrupted') return { kind: 'open' };
    status.raise(source, code);
    return { kind: 'over', code };
  };
  return {
    settle: async () => {
      for (const row of await settle(true)) {
        const dock = await catalog.dock(row.dock);
        const ending = follow(row).finally(() => left.delete(row.dock));
        left.set(row.dock, { ending, path: dock?.path ?? '', medium: dock?.medium ?? null });
      }
    },
    begunBefore: (dock) => left.get(dock)?.ending ?? null,
    freeFor: async (request) => {
      for (const each of left.values()) if (isSameVisit(each, request)) await each.ending;
    },
    after: async ({ request, gone, onOrdered }, report) => {
      if (station.clearing.mode === 'off' || signal.aborted) return { kind: 'over', code: null };
      const { dock, recorder, result, marks, path } = report;
      const source = `clearing ${path}` as const;
      let isOrdered = false;
      const noteOrdered = () => {
        isOrdered = true;
        onOrdered();
      };
      try {
        await settle(false);
        const subject = { dock, recorder, result, marks, path, medium: request.medium };
        const options = { signal, gone, actor: SYSTEM_ACTOR, probe, onOrdered: noteOrdered };
        const ended = await clearCard(station, subject, station.newClearId(), options);
        const code = ended?.code ?? null;
        // The program that clears works: what an earlier start told of it is over.
        if (ended !== null && code === null) status.clear('clearing');
        if (code === null) status.clear(source);
        else status.raise(source, code);
        return { kind: 'over', code };
      } catch (thrown) {
        // Pulled before anything was ordered: everything is sealed, and nothing on the card was touched.
        const isHarmless = !isOrdered && asSealdockError(thrown).code === 'card-gone';
        if (!isHarmless) return broke(dock, source, thrown);
        log.info('clear.card-left', { dock, path });
        return { kind: 'over', code: null };
      }
    },
    stop: async () => {
      await Promise.all([...left.values()].map(({ ending }) => ending));
    },
  };
}
