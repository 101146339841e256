import type { DockRequest } from '../evidence/dock.ts';
import type { ErrorCode } from '../evidence/errors.ts';
import type { Part } from './part.ts';
import { isSameVisit } from './slots/visit.ts';

/** A dock that was stopped (full disk, I/O error) is tried again after so long, and then each time after the last. */
const RETRY_AFTER_MINUTES = [1, 2, 4, 8, 15] as const;
/** How often a full vault is asked whether there is room again: one system call, and no entry. */
const LOOK_FOR_ROOM_MS = 60_000;
/** Media that wait; more than the ports of any station. What is beyond it keeps its marker for the next start. */
const WAITING_LIMIT = 256;

export interface Retries extends Part {
  /** The dock was stopped by this: it is taken up again later, later each time. */
  after(request: DockRequest, code: ErrorCode | null): void;
  /** This request ended well, or asks anew: what is known of its medium's failures goes. */
  forget(request: DockRequest): void;
  /** The medium of this request has left: nothing is tried again on it, and what waited is told as overtaken. */
  drop(request: DockRequest): void;
  isWaiting(request: DockRequest): boolean;
}

export interface RetriesDo {
  want(request: DockRequest): void;
  hasRoom(): Promise<boolean>;
  /** A request that waited has been answered by another one of the same medium. */
  overtaken(request: DockRequest): void;
}

interface Waiting {
  request: DockRequest;
  readonly tries: number;
  /** Null while the dock is under way. */
  timer: NodeJS.Timeout | null;
}

/**
 * Takes up stopped docks again: when there is room once more, intake goes on without anybody's doing. A dock lists its
 * card anew and writes entries, so it is begun ever more seldom, and not at all while the vault is known to be full. A
 * medium that was plugged again is another one, also on the same path.
 */
export function openRetries(does: RetriesDo): Retries {
  const waiting = new Set<Waiting>();
  let isStopped = false;
  /** The newest, where a request without a DISKSEQ fits several visits of one path. */
  const entryOf = (request: DockRequest) =>
    [...waiting].findLast((entry) => isSameVisit(entry.request, request));

  const wait = (entry: Waiting, code: ErrorCode | null, delayMs: number): void => {
    entry.timer = setTimeout(() => void begin(entry, code), delayMs);
  };
  const begin = async (entry: Waiting, code: ErrorCode | null): Promise<void> => {
    // A vault that cannot even be asked has no room.
    const isFull = code === 'vault-full' && !(await does.hasRoom().catch(() => false));
    if (isStopped || !waiting.has(entry)) return;
    if (isFull) return wait(entry, code, LOOK_FOR_ROOM_MS);
    entry.timer = null;
    does.want(entry.request);
  };
  const replace = (entry: Waiting, request: DockRequest): void => {
    if (entry.request.id !== request.id) does.overtaken(entry.request);
    entry.request = request;
  };
  return {
    after: (request, code) => {
      const before = entryOf(request);
      if (isStopped || (before === undefined && waiting.size >= WAITING_LIMIT)) return;
      if (before !== undefined && before.timer !== null) return replace(before, request);
      const tries = before?.tries ?? 0;
      const minutes = RETRY_AFTER_MINUTES[Math.min(tries, RETRY_AFTER_MINUTES.length - 1)] as number;
      const entry: Waiting = { request, tries: tries + 1, timer: null };
      if (before !== undefined) waiting.delete(before);
      waiting.add(entry);
      wait(entry, code, minutes * 60_000);
    },
    forget: (request) => {
      const entry = entryOf(request);
      if (entry === undefined) return;
      waiting.delete(entry);
      if (entry.timer === null) return;
      clearTimeout(entry.timer);
      replace(entry, request);
    },
    drop: (request) => {
      const entry = entryOf(request);
      if (entry?.timer == null) return;
      waiting.delete(entry);
      clearTimeout(entry.timer);
      does.overtaken(entry.request);
    },
    isWaiting: (request) => (entryOf(request)?.timer ?? null) !== null,
    stop: async () => {
      isStopped = true;
      for (const { timer } of waiting) if (timer !== null) clearTimeout(timer);
      waiting.clear();
    },
  };
}
