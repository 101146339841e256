import { readFile, stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import type { CalendarDate } from '../../evidence/calendar-date.ts';
import { SealdockError } from '../../evidence/errors.ts';
import { type FirstPerson, readFirstFile } from '../../staff/first-file.ts';
import { sizeText } from '../output/quantities.ts';
import type { Session } from '../session.ts';
import { staffParsers } from '../usage/staff-parsers.ts';
import { personToAsk } from './ask.ts';

const FILE_BYTES_LIMIT = 64 * 1024;

/** Who is to be the first person: from the file, or asked on the terminal. @throws SealdockError `staff-invalid`, `usage`. */
export async function readFirst(
  session: Session,
  from: string | undefined,
  today: CalendarDate,
): Promise<FirstPerson> {
  return from === undefined ? askFirst(session, today) : fromFile(session, from, today);
}

async function fromFile({ words, io }: Session, from: string, today: CalendarDate): Promise<FirstPerson> {
  const file = resolve(io.cwd, from);
  const facts = await stat(file).catch(() => null);
  if (facts === null || !facts.isFile() || facts.size > FILE_BYTES_LIMIT) {
    throw new SealdockError('usage', {
      about: words.cli.usage.badValue('--from', file),
      expected: words.staff.aFirstFile(sizeText(FILE_BYTES_LIMIT)),
    });
  }
  const row = { name: basename(file), text: await readFile(file, 'utf8') };
  const parsed = readFirstFile(row, today, words.staff);
  if ('row' in parsed) return parsed.row;
  throw new SealdockError('staff-invalid', { about: file, found: parsed.problems.join('\n') });
}

async function askFirst(session: Session, today: CalendarDate): Promise<FirstPerson> {
  const { words } = session;
  const { questions, fromNeeded } = words.staff;
  const asked = personToAsk(session);
  if (asked === null) throw new SealdockError('usage', { expected: fromNeeded });
  const parse = staffParsers(words);
  const id = parse.account((await asked.text(questions.account)).trim());
  const name = parse.filled(questions.name)(await asked.text(questions.name));
  const unit = parse.text(questions.unit)(await asked.text(questions.unit));
  const certificate = parse.text(questions.certificate)(await asked.text(questions.certificate));
  return {
    id,
    facts: {
      name,
      unit: unit === '' ? null : unit,
      certificate: certificate === '' ? null : certificate,
      inPost: { from: today, until: null },
      qualified: null,
    },
  };
}
