import { codeOfClear } from '../../clearing/take-answer.ts';
import { errorText } from '../../words/error-text.ts';
import { shown } from '../../words/shown.ts';
import type { Paint } from '../output/paint.ts';
import { countText, sizeText } from '../output/quantities.ts';
import { recordingTable } from '../output/recording-table.ts';
import { tableColumns, tableText } from '../output/table.ts';
import type { Session } from '../session.ts';
import { clearLines } from './clear-lines.ts';
import { type DockOutcome, OUTCOME_ROWS_LIMIT } from './dock-outcome.ts';

type Voice = Pick<Session, 'words' | 'paint' | 'io'>;

export const RESULT_COLOURS = {
  done: 'green',
  findings: 'yellow',
  refused: 'red',
  gone: 'red',
  stopped: 'red',
  interrupted: 'red',
} as const satisfies Record<DockOutcome['report']['result'], Parameters<Paint>[0]>;

/** The end of a dock for whoever stands there: what was sealed, what was not and why, and what to do. */
export function outcomeText(voice: Voice, outcome: DockOutcome, zone: string): string {
  const { words, paint } = voice;
  const { report } = outcome;
  const parts = [
    headLine(voice, outcome),
    ...(report.code === null
      ? []
      : [paint('red', `${errorText(words, report.code, null)} [${report.code}]`)]),
    ...sealedPart(voice, outcome, zone),
    ...unsealedPart(voice, outcome),
    ...countLines(voice, outcome),
    ...laterLines(voice, outcome),
    ...clearLines(words, outcome.clears, zone),
    ...report.marks.map((mark) => `! ${words.dockMarks[mark]}`),
    `${words.cli.nextStep}${words.cli.colon}${nextStep(voice, outcome)}`,
  ];
  return parts.join('\n');
}

function headLine({ words, paint }: Voice, { report }: DockOutcome): string {
  const { dock, path, recorder, model, result } = report;
  const whose = recorder === null ? '' : `  ${recorder}${model === null ? '' : ` (${shown(model)})`}`;
  return `${paint('bold', dock)}${whose}  ${shown(path)}  ${paint(RESULT_COLOURS[result], words.dockResults[result])}`;
}

function sealedPart(voice: Voice, { report, sealed }: DockOutcome, zone: string): readonly string[] {
  const { cli } = voice.words;
  const { counts, dock } = report;
  const title = cli.sealedTitle(countText(counts.sealed), sizeText(counts.sealedBytes));
  const more = counts.sealed - sealed.length;
  return [
    title,
    ...(sealed.length === 0 ? [] : [recordingTable(voice, sealed, zone)]),
    ...(more > 0 ? [cli.andMore(countText(more), `sealdock recording list --dock ${dock}`)] : []),
  ];
}

/** Files that need a person, and those that a rule left, each with its reason. */
function unsealedPart(voice: Voice, { report, unsealed }: DockOutcome): readonly string[] {
  const { paint } = voice;
  const { cli } = voice.words;
  const { failed } = report.counts;
  const cut = unsealed.length === OUTCOME_ROWS_LIMIT && failed > unsealed.length;
  return [
    ...(failed > 0 ? [paint('red', cli.failedTitle(countText(failed)))] : []),
    ...(unsealed.length === 0 ? [] : [unsealedTable(voice, unsealed)]),
    ...(cut ? [cli.andMore(countText(failed - unsealed.length), `sealdock dock show ${report.dock}`)] : []),
  ];
}

/** Files that were not sealed, each with its reason. */
export function unsealedTable({ words, paint, io }: Voice, unsealed: DockOutcome['unsealed']): string {
  const { cli } = words;
  const titles = [
    { title: cli.columns.file, shrink: 'cut' },
    { title: cli.columns.result },
    { title: cli.columns.reason, shrink: 'wrap' },
  ] as const;
  const rows = unsealed.map(({ path, outcome }) => [
    shown(path.text),
    words.outcomes[outcome.kind],
    reasonOf(words, outcome),
  ]);
  return tableText(titles, rows, {
    paintTitle: (title) => paint('bold', title),
    columns: tableColumns(io),
  });
}

function reasonOf(words: Voice['words'], outcome: DockOutcome['unsealed'][number]['outcome']): string {
  switch (outcome.kind) {
    case 'failed':
      return `${errorText(words, outcome.code, null)} [${outcome.code}]`;
    case 'left':
      return words.leftReasons[outcome.reason];
    case 'sealed':
    case 'met-again':
      return outcome.recording;
    case 'pending':
      return words.cli.none;
  }
}

function countLines({ words: { cli } }: Voice, { report: { counts } }: DockOutcome): readonly string[] {
  return [
    ...(counts.metAgain > 0 ? [cli.metAgain(countText(counts.metAgain))] : []),
    ...(counts.left > 0 ? [cli.left(countText(counts.left))] : []),
    ...(counts.growing > 0 ? [cli.growing(countText(counts.growing))] : []),
    ...(counts.pending > 0 ? [cli.pending(countText(counts.pending))] : []),
  ];
}

/** What is sealed, and still worth a look. */
function laterLines({ words: { cli } }: Voice, { report, marked, unprobed }: DockOutcome): readonly string[] {
  const command = `sealdock recording list --dock ${report.dock}`;
  return [
    ...(marked > 0 ? [cli.marked(countText(marked), command)] : []),
    ...(unprobed > 0 ? [cli.unprobed(countText(unprobed), command)] : []),
  ];
}

/** The code knows better than the result what would help. */
function nextStep(
  { words }: Voice,
  { report: { dock, recorder, result, code: ownCode, counts }, clears }: DockOutcome,
): string {
  const cleared = clears.at(-1);
  // While it is being cleared nobody may take it, whatever the dock says of itself.
  if (cleared?.end === null) return words.cli.clearWaits;
  const code = ownCode ?? (cleared === undefined ? null : codeOfClear(cleared));
  if (result === 'done' && counts.found === 0) return words.cli.noFootage;
  if (code === null) return words.nextSteps[result];
  // A hint names commands; what this dock knows of their arguments is filled in.
  const { aNumber, aDock } = words.register;
  return words.errors[code].hint.replaceAll(aNumber, recorder ?? aNumber).replaceAll(aDock, dock);
}
