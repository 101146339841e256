import { isSameRecorder, recorderKeyOf } from '../evidence/ids.ts';
import type { RegisteredRecorder } from '../evidence/registered-recorder.ts';
import { groupPattern } from './compile-pattern.ts';
import type { RecorderModel } from './model.ts';
import type { RegisterRow } from './register-cells.ts';
import type { ReadRows, TableProblem } from './register-csv.ts';

/** What is known beside the table. */
export interface KnownNumbers {
  readonly registered: readonly RegisteredRecorder[];
  /** Of recorders that were met without being registered. */
  readonly met: readonly string[];
  readonly models: readonly RecorderModel[];
}

type Numbered = 'no' | 'officer' | 'serials';

/**
 * A spreadsheet makes 12345 of 0012345 without a word, and that would be another recorder, or another officer. A new
 * number is not believed where it lacks only zeros to be one that is known, or to have the length that the names of
 * its model's files prove. Who has such a number enters it by hand, with `register` or `assign`: then it is known.
 */
export function zerosLost({ headings, rows }: ReadRows, known: KnownNumbers): readonly TableProblem[] {
  const numbers = new Set([...known.registered.map(({ no }) => no), ...known.met].map(recorderKeyOf));
  const officers = new Set(
    known.registered.flatMap(({ assignments }) => assignments.map(({ officer }) => officer)),
  );
  const [strippedNumbers, strippedOfficers] = [strippedOf(numbers), strippedOf(officers)];
  return rows.flatMap(({ line, row }) => {
    const before = known.registered.find(({ no }) => isSameRecorder(no, row.no));
    const model = known.models.find(({ id }) => id === (row.model ?? before?.model));
    const tell = (column: Numbered, cell: string): TableProblem => ({
      line,
      column: headings.get(column) ?? null,
      problem: 'zeros-lost',
      cell,
    });
    const isNumberShort =
      !numbers.has(recorderKeyOf(row.no)) &&
      (strippedNumbers.has(row.no) || isTooShort(model, 'recorder', row.no));
    const officer = row.officer ?? null;
    const isOfficerShort =
      officer !== null &&
      !officers.has(officer) &&
      (strippedOfficers.has(officer) || isTooShort(model, 'officer', officer));
    return [
      ...(isNumberShort ? [tell('no', row.no)] : []),
      ...(isOfficerShort ? [tell('officer', officer)] : []),
      ...serialsShort(row, before?.serials ?? []).map((serial) => tell('serials', serial)),
    ];
  });
}

/** What a spreadsheet would make of each that begins with zeros. */
function strippedOf(numbers: Iterable<string>): ReadonlySet<string> {
  return new Set(
    [...numbers].filter((each) => /^0+[1-9]\d*$/.test(each)).map((each) => each.replace(/^0+/, '')),
  );
}

/** Its own serials only: many devices of other makers may have such a number. */
function serialsShort({ serials }: RegisterRow, known: readonly string[]): readonly string[] {
  const stripped = strippedOf(known);
  return (serials ?? []).filter((each) => stripped.has(each) && !known.includes(each));
}

/** The longest number. */
const NUMBER_LENGTH = 32;

/** No file of this model could tell the number, but for zeros before it. */
function isTooShort(
  model: RecorderModel | undefined,
  group: 'recorder' | 'officer',
  number: string,
): boolean {
  const pattern = model?.file == null ? null : groupPattern(model.file.pattern.source, group);
  if (pattern === null || !/^[1-9]\d*$/.test(number) || pattern.test(number)) return false;
  for (let length = number.length + 1; length <= NUMBER_LENGTH; length += 1) {
    if (pattern.test(number.padStart(length, '0'))) return true;
  }
  return false;
}
