import type { CardPath } from '../evidence/card-path.ts';
import { baseNameOf, folderOf } from '../evidence/card-path.ts';
import { parseOfficerNo, parseRecorderNo } from '../evidence/ids.ts';
import type { NameFacts } from '../evidence/recording.ts';
import type { LocalReading } from '../evidence/time.ts';
import { instantOfReading } from '../evidence/time.ts';
import { withLowerExtension } from './file-extension.ts';
import type { RecorderModel } from './model.ts';

export const NO_FACTS: NameFacts = {
  recorder: null,
  officer: null,
  reading: null,
  important: false,
  encrypted: false,
};

/**
 * `fits`: as the model builds its names. `impossible`: built so, but no calendar has that day or hour.
 * `strange`: not built so. `unknown`: the model has no pattern.
 */
export interface ParsedName {
  readonly kind: 'fits' | 'impossible' | 'strange' | 'unknown';
  readonly facts: NameFacts;
}

/** Reads what the model's patterns find in the file's name, and in its folder's where the date stands there. */
export function parseName(model: RecorderModel, path: CardPath): ParsedName {
  if (model.file === null) return { kind: 'unknown', facts: NO_FACTS };
  const name = model.file.pattern.exec(withLowerExtension(baseNameOf(path)));
  if (name === null) return { kind: 'strange', facts: NO_FACTS };
  const parent = folderOf(path).split('/').at(-1) ?? '';
  const folder = model.file.folder === null ? null : model.file.folder.exec(parent);
  const groups = { ...folder?.groups, ...definedOf(name.groups) };
  const said = readingOf(groups);
  const possible = said !== null && instantOfReading(said, model.zone) !== null;
  const facts: NameFacts = {
    recorder: groups.recorder === undefined ? null : parseRecorderNo(groups.recorder),
    officer: groups.officer === undefined ? null : parseOfficerNo(groups.officer),
    reading: possible ? said : null,
    important: groups.important !== undefined,
    encrypted: groups.encrypted !== undefined,
  };
  return { kind: possible || !tellsTime(model) ? 'fits' : 'impossible', facts };
}

type Groups = { readonly [group: string]: string | undefined };

/** A group of the name that took no part must not hide the folder's. */
function definedOf(groups: Groups | undefined): Groups {
  return Object.fromEntries(Object.entries(groups ?? {}).filter(([, value]) => value !== undefined));
}

function tellsTime(model: RecorderModel): boolean {
  return /\(\?<(time|datetime)>/.test(model.file?.pattern.source ?? '');
}

/** `YYYYMMDD` or `YYMMDD` (2000 to 2099), then `HHMMSS`; what stands between the digits is left out. */
function readingOf(groups: Groups): LocalReading | null {
  const digits = (groups.datetime ?? `${groups.date ?? ''}${groups.time ?? ''}`).replace(/[^0-9]/g, '');
  const full = digits.length === 12 ? `20${digits}` : digits;
  if (full.length !== 14) return null;
  const part = (from: number, to: number) => Number(full.slice(from, to));
  return {
    year: part(0, 4),
    month: part(4, 6),
    day: part(6, 8),
    hour: part(8, 10),
    minute: part(10, 12),
    second: part(12, 14),
  };
}
