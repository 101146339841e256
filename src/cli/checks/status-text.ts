import { dateAt } from '../../evidence/calendar-date.ts';
import type { DueKind } from '../../evidence/destruction.ts';
import { ERROR_CODES, type ErrorCode } from '../../evidence/errors.ts';
import { epochMsOf, type UtcTime } from '../../evidence/time.ts';
import type { DockProgress } from '../../ports/status-board.ts';
import { errorText } from '../../words/error-text.ts';
import { shown } from '../../words/shown.ts';
import { factsText } from '../output/facts.ts';
import { progressLine } from '../output/progress-line.ts';
import { ageText, countText, pastText, sizeText, timeText } from '../output/quantities.ts';
import type { Session } from '../session.ts';
import { anchorText } from './anchor-text.ts';
import { docksWithoutSlot, slotTable } from './slot-table.ts';
import type { StationOverview } from './station-overview.ts';

type Voice = Pick<Session, 'words' | 'paint' | 'io'>;

export function statusText(voice: Voice, overview: StationOverview): string {
  return [
    factsText([...stationFacts(voice, overview), ...totalFacts(voice, overview)]),
    ...dockLines(voice, overview),
  ].join('\n');
}

type Fact = readonly [label: string, value: string];

function stationFacts({ words, paint }: Voice, overview: StationOverview): readonly Fact[] {
  const { cli } = words;
  const { daemon, room, zone, alarms } = overview;
  const running =
    daemon === null
      ? paint('yellow', cli.daemonNotRunning)
      : paint('green', cli.daemonRunning(daemon.pid, timeText(daemon.startedAt as UtcTime, zone)));
  return [
    [cli.facts.daemon, running],
    [cli.facts.data, shown(overview.data)],
    [cli.facts.freeSpace, cli.freeOf(sizeText(room.freeBytes), sizeText(room.totalBytes))],
    [cli.facts.checkpoint, checkpointText(words, overview.checkpoint)],
    [words.policy.columns.policy, policiesText({ words, paint }, overview)],
    [cli.facts.fixity, fixityText({ words, paint }, overview)],
    [cli.facts.due, dueText({ words, paint }, overview)],
    [cli.facts.anchors, anchorText({ words, paint }, overview.anchors)],
    ...clockFacts(words, overview),
    ...(alarms.length === 0 ? [[cli.facts.alarms, cli.noAlarms] as const] : []),
    ...alarms.flatMap((code): readonly Fact[] => [
      [cli.facts.alarms, paint('red', `${errorText(words, code, null)} [${code}]`)],
      ['', `${cli.hint}${cli.colon}${whatToDo(words, code)}`],
    ]),
    [cli.facts.verifierKey, overview.verifierKey],
  ];
}

/** Before a policy is in force nothing is due, which somebody may be waiting for. */
function policiesText(
  { words, paint }: Pick<Voice, 'words' | 'paint'>,
  { policies, zone }: StationOverview,
): string {
  const { retention, policy: told } = words;
  return policies
    .map(({ policy, version, waiting }) => {
      if (version === null && waiting === null)
        return paint('yellow', retention.withSource(policy, told.neverAdopted));
      const waits =
        waiting === null ? null : ([String(waiting.version), dateAt(waiting.from, zone)] as const);
      if (version === null)
        return retention.withSource(policy, waits === null ? '' : told.firstWaits(...waits));
      const text = retention.policyVersion(policy, String(version));
      return waits === null ? text : retention.withSource(text, told.waitsUntil(...waits));
    })
    .join(words.cli.listSeparator);
}

function clockFacts({ destruction }: Voice['words'], { clockDoubt, zone }: StationOverview): readonly Fact[] {
  if (clockDoubt === null) return [];
  const { kind, before, after } = clockDoubt;
  const at = (time: UtcTime) => timeText(time, zone);
  return [
    [destruction.facts.clock, destruction.clockDoubted(destruction.clockDoubts[kind], at(before), at(after))],
  ];
}

/** What touches the evidence is looked at as a whole. */
function whatToDo(words: Voice['words'], code: ErrorCode): string {
  const { hint } = words.errors[code];
  const isCovered = ERROR_CODES[code] !== 'integrity' || hint.includes('sealdock inspect');
  return isCovered ? hint : `${hint}${words.language === 'zh' ? '' : ' '}${words.cli.runInspect}`;
}

function totalFacts({ words: { cli } }: Voice, { totals }: StationOverview): readonly Fact[] {
  return [
    [cli.facts.recordings, `${countText(totals.recordings)} (${sizeText(totals.bytes)})`],
    [cli.facts.marked, countText(totals.marked)],
    [cli.facts.pendingProbes, countText(totals.pendingProbes)],
    [cli.facts.recorders, countText(totals.recorders)],
    [cli.facts.docks, countText(totals.docks)],
    [cli.facts.auditEntries, countText(totals.auditEntries)],
  ];
}

/** How long ago the recording was proved that was not proved for the longest time. */
function fixityText(
  { words, paint }: Pick<Voice, 'words' | 'paint'>,
  { fixity, nowMs }: StationOverview,
): string {
  const { cli, language } = words;
  if (fixity.oldestAt === null) return cli.none;
  const age = ageText(Math.max(0, nowMs - epochMsOf(fixity.oldestAt)), language);
  const text = cli.fixityAge(age, countText(fixity.overdue));
  return fixity.damaged === 0
    ? text
    : `${text}${cli.listSeparator}${paint('red', cli.fixityDamaged(countText(fixity.damaged)))}`;
}

/** What is kept by the policy is nobody's work; the rest waits for somebody, or soon will. */
const SHOWN_DUE = ['propose', 'review', 'undecided', 'held', 'soon'] as const satisfies readonly DueKind[];

function dueText({ words, paint }: Pick<Voice, 'words' | 'paint'>, { due, zone }: StationOverview): string {
  const { cli, destruction } = words;
  if (due === null) return cli.neverSwept;
  const counts = SHOWN_DUE.filter((kind) => due.counts[kind] > 0).map((kind) => {
    const text = destruction.dueCounts(destruction.dueKinds[kind], countText(due.counts[kind]));
    return kind === 'held' || kind === 'soon' ? text : paint('yellow', text);
  });
  return cli.sweptAt(counts.join(cli.listSeparator) || cli.nothingDue, timeText(due.at, zone));
}

function checkpointText(
  { cli, language }: Voice['words'],
  checkpoint: StationOverview['checkpoint'],
): string {
  if (checkpoint === null) return cli.noCheckpoint;
  const { size, ageMs, entriesSince } = checkpoint;
  const age = cli.checkpointAge(countText(size), ageMs === null ? cli.none : pastText(ageMs, language));
  return entriesSince > 0 ? `${age}${cli.checkpointBehind(countText(entriesSince))}` : age;
}

/** Without a daemon nobody docks. */
function dockLines(voice: Voice, { daemon, zone }: StationOverview): readonly string[] {
  if (daemon === null) return [];
  const { words } = voice;
  const { cli } = words;
  const docks = docksWithoutSlot(daemon);
  return [
    ...(daemon.slots.length === 0
      ? []
      : [`${cli.slots}${cli.colon}`.trimEnd(), slotTable(voice, daemon.slots)]),
    ...(docks.length === 0 ? [] : [`${cli.docksNow}${cli.colon}`.trimEnd()]),
    ...(docks.length === 0 && daemon.slots.length === 0 ? [cli.noDocks] : []),
    ...docks.flatMap((dock) =>
      dock.phase === 'finished'
        ? finishedLines(voice, dock, zone)
        : [`  ${progressLine(dock, words, { hasBar: true })}`, `    ${placeOf(dock, zone)}`],
    ),
  ];
}

/** Whose card, from where and when, how it ended, and if not well, why. */
function finishedLines({ words, paint }: Voice, dock: DockProgress, zone: string): readonly string[] {
  const { result, code } = dock;
  const end = result === null ? words.phases.finished : words.dockResults[result];
  const known = code !== null && Object.hasOwn(ERROR_CODES, code) ? (code as ErrorCode) : null;
  const dirty = dock.dirty === true ? `${words.cli.listSeparator}${words.cli.dirty}` : '';
  return [
    `  ${dock.recorder ?? words.cli.none}  ${result === 'done' ? end : paint('yellow', end)}${dirty}`,
    `    ${placeOf(dock, zone)}`,
    ...(known === null ? [] : [`    ${errorText(words, known, null)} [${known}]`]),
  ];
}

function placeOf({ path, startedAt }: DockProgress, zone: string): string {
  return `${timeText(startedAt as UtcTime, zone)}  ${shown(path)}`;
}
