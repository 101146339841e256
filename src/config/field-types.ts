import { z } from 'zod';
import type { ConfigWords } from '../words/config-words.ts';
import { parseDurationMs, parseSizeBytes } from './units.ts';

/** The kinds of setting, each of which says in words what it takes. */
export function fieldTypes(words: ConfigWords) {
  const typed = (type: keyof ConfigWords['types']) => ({ error: words.wrongType(words.types[type]) });

  const text = (check: (value: string) => boolean, problem: string) =>
    z.string(typed('text')).refine(check, { error: problem, abort: true });

  const quantity = (parse: (text: string) => number | null, unit: string, [from, to]: Bounds) =>
    z.union([z.string(), z.number()], { error: unit }).transform((value, context): number => {
      const parsed = typeof value === 'string' ? parse(value) : null;
      const outside = parsed !== null && (parsed < (parse(from) ?? 0) || parsed > (parse(to) ?? 0));
      if (parsed !== null && !outside) return parsed;
      context.addIssue({ code: 'custom', message: outside ? words.between(from, to) : unit });
      return z.NEVER;
    });

  return {
    text,
    /** A path or a name; what it may not be is empty, or cut short by a zero byte. */
    path: text((value) => value.trim() !== '' && !value.includes('\0'), words.emptyText),
    duration: (...bounds: Bounds) => quantity(parseDurationMs, words.durationUnit, bounds),
    size: (...bounds: Bounds) => quantity(parseSizeBytes, words.sizeUnit, bounds),
    whole: (from: number, to: number) => {
      const problem = { error: words.wholeBetween(from, to) };
      return z.int(problem).min(from, problem).max(to, problem);
    },
    flag: z.boolean(typed('flag')),
    oneOf: <const Choice extends string>(...choices: readonly [Choice, ...Choice[]]) =>
      z.enum(choices, { error: words.oneOf(choices) }),
    list: <Item extends z.ZodType>(item: Item) => z.array(item, typed('list')),
    group: <Shape extends z.ZodRawShape>(shape: Shape) => z.strictObject(shape, typed('mapping')),
  };
}

/** Lowest and highest value, as a person would write them. */
type Bounds = readonly [from: string, to: string];
