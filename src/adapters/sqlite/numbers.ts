import { type RawBuilder, sql } from 'kysely';
import { recorderKeyOf } from '../../evidence/ids.ts';

/** `recorderKeyOf` in SQL, as the indexes `…_by_key` have it: numbers are ASCII, and so is SQLite's `upper`. */
export const NUMBER_KEY: RawBuilder<string> = sql<string>`upper(no)`;

/** `recorderKeyOf` each, once. */
export function keysOf(numbers: readonly string[]): readonly string[] {
  return [...new Set(numbers.map(recorderKeyOf))];
}
