import { ERROR_CODES, type ErrorCode } from '../../evidence/errors.ts';
import type { SlotState, SlotStatus, StationStatus } from '../../ports/status-board.ts';
import { errorText } from '../../words/error-text.ts';
import { shown } from '../../words/shown.ts';
import type { Words } from '../../words/words.ts';
import type { Paint } from '../output/paint.ts';
import { progressParts } from '../output/progress-line.ts';
import { countText } from '../output/quantities.ts';
import { tableColumns, tableText } from '../output/table.ts';
import type { Session } from '../session.ts';

const COLOURS: Partial<Record<SlotState, Parameters<Paint>[0]>> = {
  idle: 'dim',
  done: 'green',
  refused: 'red',
  failed: 'red',
  attention: 'yellow',
};

/** One line for each slot: what is in it, how it stands, and how far it is or why it stands. */
export function slotTable(
  { words, paint, io }: Pick<Session, 'words' | 'paint' | 'io'>,
  slots: readonly SlotStatus[],
): string {
  const { columns } = words.cli;
  const titles = [
    { title: columns.slot },
    { title: columns.recorder, shrink: 'cut' },
    { title: columns.state },
    { title: columns.progress, shrink: 'wrap' },
  ] as const;
  const rows = slots.map((slot) => [
    slotLabel(words, slot),
    whoseOf(words, slot),
    paintState(paint, slot.state, words.slotStates[slot.state]),
    progressOf(words, slot),
  ]);
  return tableText(titles, rows, {
    paintTitle: (title) => paint('bold', title),
    columns: tableColumns(io),
  });
}

/** `1  left door  priority`, `3 (port 1-4, not configured)`. */
export function slotLabel({ cli }: Words, { slot, name, port, configured, priority }: SlotStatus): string {
  if (!configured) return `${slot} (${cli.unconfiguredSlot(shown(port))})`;
  return [
    String(slot),
    ...(name === null ? [] : [shown(name)]),
    ...(priority ? [cli.prioritySlot] : []),
  ].join(' ');
}

/** The recorder once it is known; before that what the device says of itself. */
export function whoseOf({ cli }: Words, { dock, device }: SlotStatus): string {
  if (dock?.recorder != null) return dock.recorder;
  const said = device === null ? null : [device.manufacturer, device.product].filter(Boolean).join(' ');
  return said ? shown(said) : cli.none;
}

export function progressOf(words: Words, { state, dock, code }: SlotStatus): string {
  if (state === 'copying' && dock !== null) return progressParts(dock, words).join('  ').trimStart();
  const known = code !== null && Object.hasOwn(ERROR_CODES, code) ? (code as ErrorCode) : null;
  if (known !== null) return `${errorText(words, known, null)} [${known}]`;
  if (dock === null || dock.phase !== 'finished') return '';
  const end =
    state === 'attention' && dock.result !== null
      ? words.dockResults[dock.result]
      : words.cli.filesOf(countText(dock.filesDone), countText(dock.filesTotal));
  return [end, ...(dock.dirty === true ? [words.cli.dirty] : [])].join(words.cli.listSeparator);
}

function paintState(paint: Paint, state: SlotState, text: string): string {
  const colour = COLOURS[state];
  return colour === undefined ? text : paint(colour, text);
}

/** Drop folders and docks by hand have no port. */
export function docksWithoutSlot({ docks, slots }: StationStatus): StationStatus['docks'] {
  const inSlots = new Set(slots.map(({ dock }) => dock?.dock));
  return docks.filter(({ dock }) => !inSlots.has(dock));
}
