import { describe, expect, test } from 'vitest';
import {
  afterEvent,
  EMPTY_SLOT,
  MOUNT_PATIENCE_MS,
  type Slot,
  type SlotEvent,
  stateOf,
} from '../../../src/daemon/slots/slot-state.ts';
import type { DockResult } from '../../../src/evidence/dock.ts';
import { SLOT_STATES } from '../../../src/ports/status-board.ts';
import { mediumOf, progressOf, requestOf, usbDevice } from '../../support/slot-facts.ts';

const first = requestOf('dock-1', mediumOf('22', 'sdb1'));
const second = requestOf('dock-2', mediumOf('26', 'sdb1'));
const otherPartition = requestOf('dock-3', mediumOf('22', 'sdb2'));

const plugged = { kind: 'plugged', device: usbDevice('1-2'), atMs: 1_000 } as const;
const unplugged = { kind: 'unplugged' } as const;
const docking = (request = first): SlotEvent => ({
  kind: 'docking',
  request,
  progress: progressOf(request.id, 'identifying'),
});
const at = (phase: 'listing' | 'copying' | 'clearing', request = first): SlotEvent => ({
  kind: 'progress',
  progress: progressOf(request.id, phase),
});
const ended = (result: DockResult, code: string | null = null, request = first): SlotEvent => ({
  kind: 'progress',
  progress: { ...progressOf(request.id, 'finished'), result, code },
});
const left = (request = first): SlotEvent => ({ kind: 'left', request });

const slotAfter = (...events: readonly SlotEvent[]): Slot => events.reduce(afterEvent, EMPTY_SLOT);
const shown = (slot: Slot, nowMs = 2_000) => {
  const { state, dock, code } = stateOf(slot, nowMs);
  return [state, dock?.dock ?? null, code];
};

describe('a slot', () => {
  test.each<[string, readonly SlotEvent[], readonly unknown[]]>([
    ['nothing', [], ['idle', null, null]],
    ['a plug', [plugged], ['attached', null, null]],
    ['a plug and a pull', [plugged, unplugged], ['idle', null, null]],
    ['a mount that the bus did not tell', [docking()], ['attached', 'dock-1', null]],
    ['a medium being identified', [plugged, docking()], ['attached', 'dock-1', null]],
    ['a recorder that was recognised', [plugged, docking(), at('listing')], ['recognised', 'dock-1', null]],
    ['files being copied', [plugged, docking(), at('copying')], ['copying', 'dock-1', null]],
    ['a good end', [plugged, docking(), ended('done')], ['done', 'dock-1', null]],
    [
      'a good end whose card could not be cleared',
      [plugged, docking(), ended('done', 'clear-unanswered')],
      ['attention', 'dock-1', 'clear-unanswered'],
    ],
    [
      'a pull while the card was being cleared',
      [plugged, docking(), at('clearing'), left(), ended('done', 'clear-refused')],
      ['failed', 'dock-1', 'card-gone'],
    ],
    ['a card being cleared', [plugged, docking(), at('clearing')], ['copying', 'dock-1', null]],
    ['findings', [plugged, docking(), ended('findings')], ['attention', 'dock-1', null]],
    [
      'a refusal',
      [plugged, docking(), ended('refused', 'card-unrecognised')],
      ['refused', 'dock-1', 'card-unrecognised'],
    ],
    ['a stop', [plugged, docking(), ended('stopped', 'vault-full')], ['failed', 'dock-1', 'vault-full']],
    ['an interruption', [plugged, docking(), ended('interrupted')], ['failed', 'dock-1', null]],
    ['a pull after a good end', [plugged, docking(), ended('done'), unplugged], ['idle', null, null]],
    ['a medium gone after a good end', [docking(), ended('done'), left()], ['idle', null, null]],
    ['a pull after a stop', [plugged, docking(), ended('stopped', 'busy'), unplugged], ['idle', null, null]],
    [
      'a pull in the middle',
      [plugged, docking(), at('copying'), unplugged],
      ['failed', 'dock-1', 'card-gone'],
    ],
    ['a medium gone in the middle', [docking(), at('copying'), left()], ['failed', 'dock-1', 'card-gone']],
    [
      'a dock that noticed the pull first',
      [plugged, docking(), ended('gone', 'card-gone'), unplugged],
      ['failed', 'dock-1', 'card-gone'],
    ],
    [
      'a pull that came after the last byte was sealed',
      [plugged, docking(), at('copying'), unplugged, ended('done')],
      ['idle', null, null],
    ],
    [
      'a replug after a pull in the middle',
      [plugged, docking(), at('copying'), unplugged, plugged],
      ['attached', null, null],
    ],
    [
      'a replug whose first dock ends late',
      [plugged, docking(), unplugged, plugged, docking(second), ended('gone', 'card-gone')],
      ['attached', 'dock-2', null],
    ],
    ['a plug told after its mount', [docking(), at('copying'), plugged], ['copying', 'dock-1', null]],
    ['the same medium docked once more', [docking(), ended('done'), docking()], ['attached', 'dock-1', null]],
    ['another medium gone', [docking(), ended('done'), left(second)], ['done', 'dock-1', null]],
  ])('after %s', (_, events, expected) => {
    expect(shown(slotAfter(...events))).toEqual(expected);
  });

  test('that something is plugged into and nothing is mounted wants a person after a while', () => {
    const slot = slotAfter(plugged);
    expect(shown(slot, 1_000 + MOUNT_PATIENCE_MS - 1)).toEqual(['attached', null, null]);
    expect(shown(slot, 1_000 + MOUNT_PATIENCE_MS)).toEqual(['attention', null, 'card-not-mounted']);
  });

  test('a recorder that was taken and only charges does not want a person', () => {
    const slot = slotAfter(plugged, docking(), ended('done'), left());
    expect(shown(slot, 1_000 + MOUNT_PATIENCE_MS)).toEqual(['attached', null, null]);
  });

  test('with several media is safe to take only when all of them are', () => {
    const both = [docking(), docking(otherPartition)];
    const ends = [ended('done'), ended('done', null, otherPartition)];
    expect(shown(slotAfter(...both, ended('done'), at('copying', otherPartition)))[0]).toBe('copying');
    expect(shown(slotAfter(...both, ended('done')))[0]).toBe('attached');
    expect(shown(slotAfter(...both, ...ends))[0]).toBe('done');
    expect(shown(slotAfter(...both, ended('done'), ended('refused', 'x', otherPartition)))[0]).toBe(
      'refused',
    );
    expect(shown(slotAfter(...both, ...ends, left()))[0]).toBe('done');
    expect(shown(slotAfter(...both, ...ends, unplugged))[0]).toBe('idle');
  });

  test('is in a state of the list in every case', () => {
    const events = [plugged, unplugged, docking(), at('listing'), ended('gone', 'card-gone'), left()];
    for (const one of events) {
      for (const two of events) {
        for (const three of events) {
          expect(SLOT_STATES).toContain(stateOf(slotAfter(one, two, three), 2_000).state);
        }
      }
    }
  });
});
