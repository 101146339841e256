import { localSecondsOf, type UtcTime } from '../../evidence/time.ts';
import type { PaperWords } from '../../words/paper-words.ts';
import type { RegisterLine, RegisterWhy } from './register.ts';

/** The columns of practice, in their order. */
export const COLUMNS = [
  'place',
  'recording',
  'recorder',
  'officer',
  'recordedAt',
  'cases',
  'period',
  'keepUntil',
  'sha256',
  'result',
  'note',
] as const satisfies readonly (keyof PaperWords['columns'])[];

/** One line as people read it; the same in the table that is printed and in the one for a spreadsheet. */
export function cellsOf(line: RegisterLine, zone: string, words: PaperWords): readonly string[] {
  const { cause, state } = line;
  return [
    String(line.place),
    line.recording,
    line.recorder ?? words.none,
    line.officer ?? words.none,
    localText(line.recordedAt, zone),
    line.cases.length === 0
      ? words.none
      : line.cases
          .map(({ no, cause: why }) => (why === null ? no : `${no} ${why}`))
          .join(words.listSeparator),
    periodText(line.why, line.keepUntil, words),
    line.keepUntil,
    line.sha256,
    line.destroyedAt === null
      ? words.states[state]
      : `${words.states[state]} ${localText(line.destroyedAt, zone)}`,
    cause === null ? '' : (words.causes[cause] ?? cause),
  ];
}

export function localText(time: UtcTime, zone: string): string {
  return localSecondsOf(time, zone).replace('T', ' ');
}

/** What decided its last day: the class, its period and the clauses. */
function periodText({ reasons }: RegisterWhy, keepUntil: string, words: PaperWords): string {
  const deciding = reasons.filter(({ until }) => until === keepUntil);
  return (deciding.length === 0 ? reasons : deciding)
    .map(({ kind, name, months, clauses }) => {
      const period =
        kind === 'case-file' ? words.caseFile : months === null ? words.none : words.months(months);
      return [words.classes[name] ?? name, period, clauses.join(' ')].filter(Boolean).join(' ');
    })
    .join(words.listSeparator);
}
