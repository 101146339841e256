import { clearCard } from '../clearing/clear-card.ts';
import { settleClears } from '../clearing/take-answer.ts';
import type { Station } from '../compose.ts';
import { SYSTEM_ACTOR } from '../evidence/audit-entry.ts';
import type { DockReport, DockRequest } from '../evidence/dock.ts';
import { asSealdockError } from '../evidence/errors.ts';
import type { OnDefect } from './defects.ts';
import type { StatusPart } from './status.ts';

export interface ClearingNeeds {
  readonly status: Pick<StatusPart, 'raise' | 'broke' | 'clear'>;
  readonly onDefect: OnDefect;
  readonly signal: AbortSignal;
}

export interface Clearing {
  /** What an earlier process has left: answers that nobody took, orders without one. */
  settle(): Promise<void>;
  /** Clears a card whose dock has just ended, when the policy says so. Tells its own failures; it never rejects. */
  after(request: DockRequest, report: DockReport, onOrdered: () => void): Promise<void>;
}

/** Clearing, each card after its own dock and while no other dock of it can begin. Its trouble is never the dock's. */
export function openClearing(station: Station, { status, onDefect, signal }: ClearingNeeds): Clearing {
  const { log } = station;
  const settle = async (isStarting: boolean): Promise<void> => {
    const ended = await settleClears(station, SYSTEM_ACTOR, isStarting);
    const codes = ended.flatMap(({ code }) => (code === null ? [] : [code]));
    if (codes.length > 0) status.raise('clearing', ...codes);
  };
  return {
    settle: () => settle(true),
    after: async (request, report, onOrdered) => {
      if (station.clearing.mode === 'off' || signal.aborted) return;
      const { dock, recorder, result, marks, path } = report;
      const subject = { dock, recorder, result, marks, path, diskSeq: request.medium?.diskSeq ?? null };
      const source = `clearing ${path}` as const;
      try {
        await settle(false);
        const options = { signal, actor: SYSTEM_ACTOR, onOrdered };
        const ended = await clearCard(station, subject, station.newClearId(), options);
        const code = ended?.code ?? null;
        // The program that clears works: what an earlier start told of it is over.
        if (ended !== null && code === null) status.clear('clearing');
        if (code === null) status.clear(source);
        else status.raise(source, code);
      } catch (thrown) {
        const { code } = asSealdockError(thrown);
        log.warn('clear.broke', { dock, path, code, error: String(thrown) });
        onDefect(thrown);
        if (code !== 'interrupted') status.raise(source, code);
      }
    },
  };
}
