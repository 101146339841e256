import type { DockProgress, SlotStatus, StationStatus } from '../../ports/status-board.ts';

/** What has changed between two looks at a station. */
export type StationEvent =
  | { readonly event: 'station'; readonly running: boolean; readonly pid: number | null }
  | { readonly event: 'slot'; readonly slot: SlotStatus; readonly isNewState: boolean }
  /** A dock has come to its end, whatever it was. */
  | { readonly event: 'dock'; readonly dock: DockProgress }
  | { readonly event: 'alarm'; readonly code: string; readonly raised: boolean };

/**
 * Whoever begins to follow is told all slots and alarms as they stand; docks that had ended before are not told. A look
 * a second means at most one event a second for each slot.
 */
export function eventsBetween(
  before: StationStatus | null,
  after: StationStatus | null,
): readonly StationEvent[] {
  if (after === null) return before === null ? [] : [{ event: 'station', running: false, pid: null }];
  const isSameRun = before !== null && before.pid === after.pid && before.startedAt === after.startedAt;
  const known = isSameRun ? before : null;
  return [
    ...(isSameRun ? [] : [{ event: 'station', running: true, pid: after.pid } as const]),
    ...after.slots.flatMap((slot) => slotEvent(known?.slots ?? [], slot)),
    ...(known === null ? [] : finishedDocks(known, after)),
    ...alarmEvents(known?.alarms ?? [], after.alarms),
  ];
}

function slotEvent(before: readonly SlotStatus[], slot: SlotStatus): readonly StationEvent[] {
  const earlier = before.find(({ port }) => port === slot.port);
  if (earlier !== undefined && JSON.stringify(earlier) === JSON.stringify(slot)) return [];
  const isNewState = earlier === undefined || stateKey(earlier) !== stateKey(slot);
  return [{ event: 'slot', slot, isNewState }];
}

/** What a person would call a change; a copy that moves on is none. */
function stateKey({ state, since, code, dock }: SlotStatus): string {
  return JSON.stringify([state, since, code, dock?.dock ?? null, dock?.recorder ?? null]);
}

function finishedDocks(before: StationStatus, { docks }: StationStatus): readonly StationEvent[] {
  const over = new Set(before.docks.filter(({ phase }) => phase === 'finished').map(({ dock }) => dock));
  return docks
    .filter(({ phase, dock }) => phase === 'finished' && !over.has(dock))
    .map((dock) => ({ event: 'dock', dock }));
}

function alarmEvents(before: readonly string[], after: readonly string[]): readonly StationEvent[] {
  const event = (code: string, raised: boolean) => ({ event: 'alarm', code, raised }) as const;
  return [
    ...after.filter((code) => !before.includes(code)).map((code) => event(code, true)),
    ...before.filter((code) => !after.includes(code)).map((code) => event(code, false)),
  ];
}
