import { readFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { SealdockError } from '../evidence/errors.ts';
import { chooseLanguage, wordsIn } from '../words/choose-language.ts';
import type { ConfigWords } from '../words/config-words.ts';
import { checkSettings } from './check-settings.ts';
import type { LoadedConfig, SettingValue } from './config.ts';
import { DEFAULTS } from './defaults.ts';
import { findConfigFile, PROJECT_FOLDER } from './find-file.ts';
import { type Layer, laySettings } from './lay-settings.ts';
import { type ConfigDocument, type Problem, readDocument } from './read-document.ts';
import { configOf } from './resolve-config.ts';
import type { Settings } from './schema.ts';

export interface ConfigInput {
  /** What the command line said: `--config`, `--data`, `--lang`. */
  readonly flags: {
    readonly config?: string | null;
    readonly data?: string | null;
    readonly lang?: string | null;
  };
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
}

/**
 * Finds, reads and checks the configuration. Relative paths in the file start at the file's folder, the defaults'
 * at the project's `config`, those of `--data` and `SEALDOCK_DATA` at the working directory.
 * @throws SealdockError `config-missing`; `config-invalid`, whose `found` has one `file:line:column setting: problem`
 * per line, for everything that is wrong, in the language of `--lang` or the environment.
 */
export async function loadConfig(input: ConfigInput): Promise<LoadedConfig> {
  const { flags, env, cwd } = input;
  const words = wordsIn(chooseLanguage({ flag: flags.lang ?? null, env })).config;
  const file = await findConfigFile({ flag: flags.config ?? null, env: env.SEALDOCK_CONFIG || null, cwd });
  const document = readDocument(file === null ? '' : await textOf(file), words);
  const checked = checkDocument(document, layersOf(document, file, input), words);
  if ('problems' in checked) throw invalid(file, checked.problems);
  return { config: configOf(checked.settings), file, values: checked.values };
}

type Checked =
  | { readonly settings: Settings; readonly values: readonly SettingValue[] }
  | { readonly problems: readonly Problem[] };

function checkDocument(document: ConfigDocument, layers: readonly Layer[], words: ConfigWords): Checked {
  if (!document.isReadable) return { problems: document.problems };
  const laid = laySettings(layers);
  const checked = checkSettings(laid.value, words);
  const later = 'problems' in checked ? checked.problems : [];
  const problems = [...document.problems, ...later.map(({ path, text }) => document.problemAt(path, text))];
  if (problems.length > 0 || 'problems' in checked) return { problems };
  return { settings: checked.settings, values: laid.values };
}

function layersOf(document: ConfigDocument, file: string | null, { flags, env, cwd }: ConfigInput): Layer[] {
  const layers: Layer[] = [{ source: 'default', value: DEFAULTS, folder: PROJECT_FOLDER }];
  if (file !== null) layers.push({ source: 'file', value: document.value, folder: dirname(file) });
  if (typeof flags.data === 'string') {
    layers.push({ source: 'flag', value: { data: flags.data }, folder: cwd });
  } else if (env.SEALDOCK_DATA) {
    layers.push({ source: 'env', value: { data: env.SEALDOCK_DATA }, folder: cwd });
  }
  return layers;
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    const found = cause instanceof Error ? cause.message : String(cause);
    throw new SealdockError('config-invalid', { about: file, found, cause });
  }
}

function invalid(file: string | null, problems: readonly Problem[]): SealdockError {
  const name = file === null ? 'sealdock.yaml' : basename(file);
  const lines = problems
    .toSorted((a, b) => a.line - b.line || a.column - b.column)
    .map(({ line, column, key, text }) => `${name}:${line}:${column} ${key === '' ? '' : `${key}: `}${text}`);
  return new SealdockError('config-invalid', { about: file ?? name, found: lines.join('\n') });
}
