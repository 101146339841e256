import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const TESTS = new URL('..', import.meta.url).pathname;
const ID = /\b(?:ZY|ZZ|CL|WS|SM)-[0-9A][0-9A-Za-z.]*[0-9A-Za-z]|\b(?:ZY|ZZ|CL|WS|SM)-[0-9A]\b/g;

/** A row of `rules.csv`: a clause of one of the five regulations, and what of this program it asks for. */
export interface Clause {
  readonly id: string;
  readonly features: readonly string[];
  readonly phrase: string;
}

export interface TitledTest {
  readonly file: string;
  readonly title: string;
  readonly ids: readonly string[];
}

export function clauses(): readonly Clause[] {
  const [, ...lines] = readFileSync(join(TESTS, 'rules/rules.csv'), 'utf8').trim().split('\n');
  return lines.map((line) => {
    const [id = '', , features = '', ...phrase] = line.split(',');
    return { id, features: features.split(' '), phrase: phrase.join(',').replaceAll('"', '') };
  });
}

/** Every title that names a clause: of a test, and of a CLI script's step, which is a comment line of its own. */
export function titledTests(): readonly TitledTest[] {
  const files = readdirSync(TESTS, { recursive: true, encoding: 'utf8' });
  return files
    .filter((file) => /\.(test|contract)\.ts$|^cli\/.*\.txt$|^vm\/scenarios\/.*\.ts$/.test(file))
    .sort()
    .flatMap((file) => titlesOf(file, readFileSync(join(TESTS, file), 'utf8')));
}

function titlesOf(file: string, text: string): readonly TitledTest[] {
  const titles = file.endsWith('.txt')
    ? text.split('\n').filter((line) => line.startsWith('#'))
    : [
        ...text.matchAll(/\b(?:test|describe|it)(?:\.[a-z]+)*(?:\([^'"`]*?\))?\(\s*(['"`])(.*?)\1\s*[,)]/g),
      ].map(([, , title]) => title as string);
  return titles.flatMap((title) => {
    const ids = [...new Set(title.match(ID) ?? [])];
    return ids.length === 0 ? [] : [{ file: `test/${file}`, title: title.replace(/^#+ */, '').trim(), ids }];
  });
}
