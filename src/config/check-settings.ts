import type { z } from 'zod';
import type { ConfigWords } from '../words/config-words.ts';
import { closest } from './closest.ts';
import { DEFAULTS } from './defaults.ts';
import { findImpossible, type Impossibility } from './impossible.ts';
import { type Settings, settingsSchema } from './schema.ts';

type Checked = { readonly settings: Settings } | { readonly problems: readonly Impossibility[] };

/** The settings, or everything that is wrong with them at once. */
export function checkSettings(value: unknown, words: ConfigWords): Checked {
  const parsed = settingsSchema(words).safeParse(value);
  const impossible = findImpossible(value, words);
  if (parsed.success && impossible.length === 0) return { settings: parsed.data };
  const issues = parsed.success ? [] : parsed.error.issues;
  return { problems: [...issues.flatMap((issue) => problemsOf(issue, words)), ...impossible] };
}

function problemsOf(issue: z.core.$ZodIssue, words: ConfigWords): readonly Impossibility[] {
  if (issue.code !== 'unrecognized_keys') return [{ path: issue.path, text: issue.message }];
  return issue.keys.map((key) => ({
    path: [...issue.path, key],
    text: words.unknownKey(suggestionFor(issue.path, key)),
  }));
}

/** One of exactly this name in another group, else one spelled like it in the same group. */
function suggestionFor(path: readonly PropertyKey[], key: string): string | null {
  const elsewhere = Object.entries(DEFAULTS).find(
    ([, group]) => typeof group === 'object' && Object.hasOwn(group, key),
  );
  if (elsewhere !== undefined) return `${elsewhere[0]}.${key}`;
  const inGroup = closest(key, siblingsAt(path));
  return inGroup === null ? null : [...path, inGroup].map(String).join('.');
}

function siblingsAt(path: readonly PropertyKey[]): readonly string[] {
  if (path[0] === 'docking' && path[1] === 'dropFolders') return ['path', 'recorder', 'model'];
  if (path[0] === 'docking' && path[1] === 'slots') return ['port', 'slot', 'name', 'priority'];
  if (path[0] === 'recorders' && path[1] === 'unlock') return ['device', 'command', 'timeout'];
  const group = path.reduce<unknown>(
    (at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key],
    DEFAULTS,
  );
  return typeof group === 'object' && group !== null ? Object.keys(group) : [];
}
