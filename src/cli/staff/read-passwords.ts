import { open } from 'node:fs/promises';
import { resolve } from 'node:path';
import { SealdockError } from '../../evidence/errors.ts';
import { sizeText } from '../output/quantities.ts';
import type { Session } from '../session.ts';
import { personToAsk } from './ask.ts';

export interface PasswordFlags {
  readonly passwordFile?: string;
  readonly passwordStdin?: boolean;
}

/** What is asked for on a terminal: a new password is asked for twice. */
export interface Question {
  readonly text: string;
  readonly isNew: boolean;
}

export const INPUT_BYTES_LIMIT = 4_096;

/**
 * Passwords come from a file, from standard input, one on each line, or from a person at a terminal: never from the
 * command line or the environment, which other users of the machine can read.
 * @returns one for each question.
 * @throws SealdockError `usage` where nobody can be asked, or a line is missing; `interrupted`.
 */
export async function readPasswords(
  session: Session,
  { passwordFile, passwordStdin = false }: PasswordFlags,
  questions: readonly Question[],
): Promise<readonly string[]> {
  const { words, io } = session;
  if (passwordFile !== undefined && passwordStdin) {
    throw new SealdockError('usage', {
      about: words.cli.usage.notTogether('--password-file', '--password-stdin'),
    });
  }
  if (passwordFile !== undefined) {
    return linesOf(session, await textOfFile(session, passwordFile), questions.length);
  }
  if (passwordStdin) return linesOf(session, await io.readInput(INPUT_BYTES_LIMIT), questions.length);
  const asked = personToAsk(session);
  if (asked === null) {
    throw new SealdockError('usage', {
      about: words.staff.passwordNeeded,
      expected: words.staff.passwordSources,
    });
  }
  const answers: string[] = [];
  for (const { text, isNew } of questions) {
    const answer = await asked.secret(text);
    if (isNew && (await asked.secret(words.staff.questions.again)) !== answer) {
      throw new SealdockError('usage', { about: words.staff.notTheSame });
    }
    answers.push(answer);
  }
  return answers;
}

function linesOf({ words }: Session, text: string, count: number): readonly string[] {
  // Neither one too few nor one too many: whoever gives two means something else than whoever is asked for one.
  const lines = text
    .replace(/\r?\n$/, '')
    .split('\n')
    .map((line) => line.replace(/\r$/, ''));
  if (lines.length === count && lines.every((line) => line !== '')) return lines;
  throw new SealdockError('usage', {
    about: words.staff.passwordNeeded,
    expected: words.staff.passwordLines(String(count)),
  });
}

/** A pipe of the shell is a file too, so that its size is not asked for. */
async function textOfFile({ words, io }: Session, path: string): Promise<string> {
  const refuse = (cause?: unknown) =>
    new SealdockError('usage', {
      about: words.cli.usage.badValue('--password-file', path),
      expected: words.staff.aPasswordFile(sizeText(INPUT_BYTES_LIMIT)),
      cause,
    });
  const handle = await open(resolve(io.cwd, path)).catch((thrown: unknown) => Promise.reject(refuse(thrown)));
  try {
    const bytes = Buffer.alloc(INPUT_BYTES_LIMIT + 1);
    let filled = 0;
    while (filled < bytes.length) {
      const { bytesRead } = await handle
        .read(bytes, filled)
        .catch((thrown: unknown) => Promise.reject(refuse(thrown)));
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    if (filled > INPUT_BYTES_LIMIT) throw refuse();
    return bytes.toString('utf8', 0, filled);
  } finally {
    await handle.close();
  }
}
