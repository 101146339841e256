import { asSealdockError, ERROR_KINDS, type SealdockError } from '../evidence/errors.ts';
import { errorText } from '../words/error-text.ts';
import { shown } from '../words/shown.ts';
import type { Words } from '../words/words.ts';
import { AdvisedError } from './advised-error.ts';
import { jsonText } from './output/json-text.ts';
import { ENVELOPE_VERSION, type Session } from './session.ts';

/** Tells what went wrong, once, at the root. @returns the exit code. */
export function printError(session: Session, thrown: unknown): number {
  const error = asSealdockError(thrown);
  if (session.flags.isJson) session.io.stdout.write(`${errorEnvelope(session, error)}\n`);
  else session.note(errorLines(session, error).join('\n'));
  if (error.kind === 'defect') session.note(defectLines(session, error).join('\n'));
  return ERROR_KINDS[error.kind].exitCode;
}

function errorEnvelope({ words }: Session, error: SealdockError): string {
  const { code, kind, about, expected, found } = error;
  const message = errorText(words, code, about);
  const hint = hintOf(words, error);
  const body = { code, kind, message, hint, about, expected, found };
  return jsonText({ sealdock: ENVELOPE_VERSION, ok: false, error: body });
}

function hintOf(words: Words, error: SealdockError): string {
  return error instanceof AdvisedError ? error.hint : words.errors[error.code].hint;
}

function errorLines({ words, paint }: Session, error: SealdockError): string[] {
  const { cli } = words;
  const { code, expected } = error;
  // Several problems at once are a list, and no part of a sentence.
  const isList = error.about?.includes('\n') === true;
  const about = isList ? null : error.about;
  const found = isList ? error.about : error.found;
  return [
    `${paint('red', errorText(words, code, about))} [${code}]`,
    ...factLines(`  ${cli.expected}${cli.colon}`, expected),
    ...factLines(`  ${LISTS.has(code) ? cli.problems : cli.found}${cli.colon}`, found),
    `  ${cli.hint}${cli.colon}${hintOf(words, error)}`,
  ];
}

/** What was found is then a list of what is wrong. */
const LISTS: ReadonlySet<string> = new Set([
  'config-invalid',
  'recorder-models-invalid',
  'register-invalid',
  'policies-invalid',
  'staff-invalid',
]);

/** A list of problems stands below its label, one per line. */
function factLines(label: string, fact: string | null): string[] {
  if (fact === null) return [];
  const lines = fact.split('\n').map(shown);
  return lines.length === 1
    ? [`${label}${lines[0]}`]
    : [label.trimEnd(), ...lines.map((line) => `    ${line}`)];
}

function defectLines({ words, doors }: Session, error: SealdockError): string[] {
  const stack = (error.cause instanceof Error ? error.cause.stack : error.stack) ?? '';
  return [
    words.cli.reportDefect,
    `sealdock ${doors.version}, Node.js ${process.versions.node}, ${process.platform} ${process.arch}`,
    ...stack.split('\n').map(shown),
  ];
}
