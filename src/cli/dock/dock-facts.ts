import type { Config } from '../../config/config.ts';
import type { DeviceCheck } from '../../evidence/device-check.ts';
import type { DockCounts } from '../../evidence/dock.ts';
import { ERROR_CODES, type ErrorCode } from '../../evidence/errors.ts';
import { type Medium, usbIdText } from '../../evidence/medium.ts';
import type { UtcTime } from '../../evidence/time.ts';
import type { DockRow } from '../../ports/catalog.ts';
import type { CliWords } from '../../words/cli-words.ts';
import { errorText } from '../../words/error-text.ts';
import { shown } from '../../words/shown.ts';
import type { Words } from '../../words/words.ts';
import { ageText, countText, pastText, sizeText, timeText } from '../output/quantities.ts';
import type { Session } from '../session.ts';
import { RESULT_COLOURS } from './outcome-text.ts';

type Voice = Pick<Session, 'words' | 'paint'>;
type NamedFact = readonly [name: keyof CliWords['facts'], value: string | null];

export function dockResultText({ words, paint }: Voice, { result }: Pick<DockRow, 'result'>): string {
  if (result === null) return words.cli.stillRunning;
  return paint(RESULT_COLOURS[result], words.dockResults[result]);
}

/** Everything known about one docking, a label and its value per line. */
export function dockFacts(
  voice: Voice,
  dock: DockRow,
  config: Config,
): readonly (readonly [label: string, value: string])[] {
  const { words } = voice;
  const { zone } = config.station;
  const facts: readonly NamedFact[] = [
    ['dock', shown(dock.id)],
    ['result', dockResultText(voice, dock)],
    ...(dock.code === null ? [] : [['reason', reasonText(words, dock.code)] as const]),
    ['marks', dock.marks.map((mark) => words.dockMarks[mark]).join(' ') || null],
    ['counts', dock.counts === null ? null : countsText(words, dock.counts)],
    ['began', timeText(dock.startedAt, zone)],
    ['ended', dock.finishedAt === null ? null : timeText(dock.finishedAt, zone)],
    ['recorder', whoseText(dock)],
    ['model', dock.model === null ? null : shown(dock.model)],
    ['cardLabel', dock.label === null ? null : shown(dock.label)],
    ['cardFolder', shown(dock.path)],
    ['origin', words.origins[dock.origin]],
    ...mediumFacts(words, dock.medium, config),
    ...checkFacts(words, dock.check, zone),
  ];
  return facts.map(([name, value]) => [words.cli.facts[name], value ?? words.cli.none]);
}

/** Whose card it was; of one that was refused what it told of itself, the surest first. */
export function whoseText({ recorder, refused }: Pick<DockRow, 'recorder' | 'refused'>): string | null {
  if (recorder !== null) return recorder;
  if (refused === null) return null;
  const { number, label, serial } = refused.met;
  const told = refused.recorder ?? number ?? label ?? serial;
  return told === null ? null : shown(told);
}

export function reasonText(words: Words, code: string): string {
  const known = Object.hasOwn(ERROR_CODES, code) ? errorText(words, code as ErrorCode, null) : '';
  return `${known} [${shown(code)}]`.trimStart();
}

function countsText({ cli }: Words, counts: DockCounts): string {
  const { found, sealed, metAgain, left, failed, pending, sealedBytes } = counts;
  return cli.dockCounts({
    found: countText(found),
    sealed: countText(sealed),
    size: sizeText(sealedBytes),
    metAgain: countText(metAgain),
    left: countText(left),
    failed: countText(failed),
    pending: countText(pending),
  });
}

function mediumFacts(words: Words, medium: Medium | null, { docking }: Config): readonly NamedFact[] {
  if (medium === null) return [];
  const { port, usb, device, diskSeq, fileSystem, fileSystemId, sizeBytes } = medium;
  const slot = docking.slots.find((each) => each.port === port);
  const place = [port, slot === undefined ? null : words.cli.slotName(slot.slot), slot?.name];
  const said = usb === null ? [] : [usbIdText(usb), usb.manufacturer, usb.product, usb.serial];
  const disk = [device, fileSystem, fileSystemId, sizeBytes === null ? null : sizeText(sizeBytes)];
  const seq = diskSeq === null ? null : `DISKSEQ ${diskSeq}`;
  return [
    ['slot', joined(words, place)],
    ['device', joined(words, said)],
    ['medium', joined(words, [...disk, seq])],
  ];
}

function joined({ cli }: Words, parts: readonly (string | null | undefined)[]): string | null {
  const told = parts.filter((part): part is string => part != null && part !== '');
  return told.map(shown).join(cli.listSeparator) || null;
}

function checkFacts(words: Words, check: DeviceCheck | null, zone: string): readonly NamedFact[] {
  if (check === null) return [];
  const { cli } = words;
  const { files, leftFiles, totalBytes, freeBytes } = check;
  const flags = [
    check.fileSystem,
    check.readOnly ? cli.readOnly : cli.writable,
    check.dirty === null ? null : check.dirty ? cli.dirty : cli.clean,
  ];
  const count = (kind: keyof typeof files) => countText(files[kind]);
  const byKind = {
    video: count('video'),
    audio: count('audio'),
    photo: count('photo'),
    other: count('other'),
  };
  const isCounted = totalBytes !== null && freeBytes !== null;
  const time = (at: UtcTime | null) => (at === null ? null : timeText(at, zone));
  return [
    ['deviceCheck', time(check.at)],
    ['space', isCounted ? cli.freeOf(sizeText(freeBytes), sizeText(totalBytes)) : null],
    ['fileSystem', joined(words, flags)],
    ['filesByKind', cli.filesByKind({ ...byKind, left: countText(leftFiles) })],
    ['oldest', time(check.oldestAt)],
    ['newest', time(check.newestAt)],
    ['clock', clockText(words, check)],
  ];
}

function clockText({ cli, language }: Words, { newest, timesFrom }: DeviceCheck): string | null {
  if (newest === null) return null;
  const { kind, byMs } = newest;
  const text =
    kind === 'ahead' ? cli.clockAhead(ageText(byMs, language)) : cli.newestOld(pastText(byMs, language));
  return timesFrom === 'recorder' ? text : `${text} (${cli.byFileSystemOnly})`;
}
