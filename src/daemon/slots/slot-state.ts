import { never } from '../../evidence/assert.ts';
import type { DockRequest, DockResult } from '../../evidence/dock.ts';
import type { ErrorCode } from '../../evidence/errors.ts';
import type { DockProgress, SlotState } from '../../ports/status-board.ts';
import type { UsbDevice } from '../../ports/usb-watch.ts';
import { isSameVisit } from './visit.ts';

/** What is plugged in and has no medium mounted after so long needs a person: locked, unknown, or not readable. */
export const MOUNT_PATIENCE_MS = 30_000;

/** What is known of one port: what is plugged in, and the docks of the media in it. */
export interface Slot {
  readonly device: UsbDevice | null;
  readonly pluggedAtMs: number;
  readonly docks: readonly SlotDock[];
  /** A medium of what is plugged in was docked to its end and has left: a recorder that only charges is no trouble. */
  readonly isServed: boolean;
}

export interface SlotDock {
  readonly request: DockRequest;
  readonly progress: DockProgress;
  /** The medium left before its dock came to a good end: that stays to be seen until the next one is plugged in. */
  readonly isGone: boolean;
}

export const EMPTY_SLOT: Slot = { device: null, pluggedAtMs: 0, docks: [], isServed: false };

export type SlotEvent =
  | { readonly kind: 'plugged'; readonly device: UsbDevice; readonly atMs: number }
  | { readonly kind: 'unplugged' }
  | { readonly kind: 'docking'; readonly request: DockRequest; readonly progress: DockProgress }
  | { readonly kind: 'progress'; readonly progress: DockProgress }
  /** The medium of this request is not there any more. */
  | { readonly kind: 'left'; readonly request: Pick<DockRequest, 'path' | 'medium'> };

export function afterEvent(slot: Slot, event: SlotEvent): Slot {
  const { docks } = slot;
  switch (event.kind) {
    case 'plugged':
      // A marker may be read before the bus is; what was pulled before is over now.
      return {
        device: event.device,
        pluggedAtMs: event.atMs,
        docks: docks.filter(({ isGone }) => !isGone),
        isServed: false,
      };
    case 'unplugged':
      return { ...EMPTY_SLOT, docks: docks.flatMap(afterLeaving) };
    case 'docking': {
      const { request, progress } = event;
      const others = docks.filter((dock) => isBeside(dock, request));
      return { ...slot, docks: [...others, { request, progress, isGone: false }] };
    }
    case 'progress': {
      const { progress } = event;
      return {
        ...slot,
        docks: docks.flatMap((dock) => (dock.progress.dock === progress.dock ? moved(dock, progress) : dock)),
      };
    }
    case 'left': {
      const { request } = event;
      const left = docks.flatMap((dock) => (isSameVisit(dock.request, request) ? afterLeaving(dock) : dock));
      return { ...slot, docks: left, isServed: slot.isServed || left.length < docks.length };
    }
    default:
      return never(event);
  }
}

/** What a person at the slot is shown. Several docks are told as the one that matters most: nothing is safe too early. */
export interface ShownState {
  readonly state: SlotState;
  readonly dock: DockProgress | null;
  readonly code: ErrorCode | null;
}

/** @param mountPatienceMs infinite for a port that nobody configured: a disk may belong there. */
export function stateOf(
  { device, pluggedAtMs, docks, isServed }: Slot,
  nowMs: number,
  mountPatienceMs = MOUNT_PATIENCE_MS,
): ShownState {
  const shown = docks.map(shownDock);
  for (const state of MOST_PRESSING) {
    const found = shown.find((each) => each.state === state);
    if (found !== undefined) return found;
  }
  if (device === null) return { state: 'idle', dock: null, code: null };
  return isServed || nowMs - pluggedAtMs < mountPatienceMs
    ? { state: 'attached', dock: null, code: null }
    : { state: 'attention', dock: null, code: 'card-not-mounted' };
}

const MOST_PRESSING = [
  'copying',
  'recognised',
  'attached',
  'failed',
  'attention',
  'refused',
  'done',
] as const;

const ENDS = {
  done: 'done',
  findings: 'attention',
  refused: 'refused',
  gone: 'failed',
  stopped: 'failed',
  interrupted: 'failed',
} as const satisfies Record<DockResult, SlotState>;

const PHASES = {
  identifying: 'attached',
  listing: 'recognised',
  copying: 'copying',
  clearing: 'copying',
} as const;

function shownDock({ progress, isGone }: SlotDock): ShownState {
  if (isGone) return { state: 'failed', dock: progress, code: 'card-gone' };
  const { phase } = progress;
  const state = phase === 'finished' ? endOf(progress) : PHASES[phase];
  return { state, dock: progress, code: progress.code as ErrorCode | null };
}

/** Everything is sealed, and the card could not be cleared, or nobody knows: it is not to be taken like that. */
function endOf({ result, code }: DockProgress): SlotState {
  return result === 'done' && code !== null ? 'attention' : ENDS[result ?? 'interrupted'];
}

/** A dock that had come to its end has nothing more to say; one that had not lost its medium too early. */
function afterLeaving(dock: SlotDock): readonly SlotDock[] {
  const isOver = dock.progress.phase === 'finished' && dock.progress.result !== 'gone';
  return isOver && !dock.isGone ? [] : [{ ...dock, isGone: true }];
}

function moved(dock: SlotDock, progress: DockProgress): readonly SlotDock[] {
  const isGone = dock.isGone || progress.result === 'gone';
  const isRead = progress.result === 'done' || progress.result === 'findings';
  // It had been read to its end before it was pulled, and nobody was writing to it.
  if (isGone && isRead && progress.code === null) return [];
  return [{ ...dock, progress, isGone }];
}

/** A recorder may bring several media (its memory and a card, partitions); one is taken for there until it is missed. */
function isBeside({ request, isGone }: SlotDock, next: DockRequest): boolean {
  return !isGone && !isSameVisit(request, next) && request.medium?.device != null;
}
