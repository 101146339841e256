import type { UtcTime } from '../../evidence/time.ts';
import { errorText } from '../../words/error-text.ts';
import { shown } from '../../words/shown.ts';
import { factsText } from '../output/facts.ts';
import { progressLine } from '../output/progress-line.ts';
import { ageText, countText, sizeText, timeText } from '../output/quantities.ts';
import type { Session } from '../session.ts';
import type { StationOverview } from './station-overview.ts';

type Voice = Pick<Session, 'words' | 'paint'>;

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
    ...(alarms.length === 0 ? [[cli.facts.alarms, cli.noAlarms] as const] : []),
    ...alarms.map(
      (code) => [cli.facts.alarms, paint('red', `${errorText(words, code, null)} [${code}]`)] as const,
    ),
  ];
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

function checkpointText(
  { cli, language }: Voice['words'],
  checkpoint: StationOverview['checkpoint'],
): string {
  if (checkpoint === null) return cli.noCheckpoint;
  const { size, ageMs, entriesSince } = checkpoint;
  const age = cli.checkpointAge(countText(size), ageMs === null ? cli.none : ageText(ageMs, language));
  return entriesSince > 0 ? `${age}${cli.checkpointBehind(countText(entriesSince))}` : age;
}

/** Without a daemon nobody docks. */
function dockLines({ words }: Voice, { daemon }: StationOverview): readonly string[] {
  if (daemon === null) return [];
  const { cli } = words;
  if (daemon.docks.length === 0) return [cli.noDocks];
  return [
    `${cli.docksNow}${cli.colon}`.trimEnd(),
    ...daemon.docks.map((dock) => `  ${progressLine(dock, words, { hasBar: true })}`),
  ];
}
