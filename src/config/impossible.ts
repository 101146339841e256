import { relative } from 'node:path';
import type { ConfigWords } from '../words/config-words.ts';
import type { KeyPath } from './read-document.ts';
import { defaultMarkers } from './resolve-config.ts';

export interface Impossibility {
  readonly path: KeyPath;
  readonly text: string;
}

/**
 * Settings that are sound alone and cannot be together. It looks at the layered settings before they have passed the
 * schema, so that these problems are told together with the others; what is unusable by itself is passed over.
 */
export function findImpossible(settings: unknown, words: ConfigWords): readonly Impossibility[] {
  const sources = sourceFolders(settings);
  return [
    ...sources.flatMap((source) => againstOwn(source, settings, words)),
    ...againstEachOther(sources, words),
    ...sameTwice(settings, words),
  ];
}

/** A folder that footage is taken from. */
interface SourceFolder {
  readonly path: KeyPath;
  readonly folder: string;
}

function sourceFolders(settings: unknown): readonly SourceFolder[] {
  const drops = listAt(settings, ['docking', 'dropFolders']).map((item, at) => ({
    path: ['docking', 'dropFolders', at, 'path'],
    folder: valueAt(item, ['path']),
  }));
  const mounts = listAt(settings, ['docking', 'autoMounts']).map((item, at) => ({
    path: ['docking', 'autoMounts', at],
    folder: item,
  }));
  return [...drops, ...mounts].flatMap(({ path, folder }) => (isAbsolute(folder) ? [{ path, folder }] : []));
}

/** The vault must never be its own source, and a marker is no footage. */
function againstOwn(
  { path, folder }: SourceFolder,
  settings: unknown,
  words: ConfigWords,
): readonly Impossibility[] {
  const data = valueAt(settings, ['data']);
  if (!isAbsolute(data)) return [];
  if (holds(data, folder)) return [{ path, text: words.insideData(data) }];
  if (holds(folder, data)) return [{ path, text: words.containsData(data) }];
  const markers = valueAt(settings, ['docking', 'markers']) ?? defaultMarkers(data);
  const mixed = isAbsolute(markers) && (holds(folder, markers) || holds(markers, folder));
  return mixed ? [{ path, text: words.overlaps(`docking.markers (${markers})`) }] : [];
}

/** Footage that lies in two of them would be taken as two recorders'. */
function againstEachOther(sources: readonly SourceFolder[], words: ConfigWords): readonly Impossibility[] {
  return sources.flatMap((source, at) => {
    const other = sources
      .slice(0, at)
      .find((earlier) => holds(earlier.folder, source.folder) || holds(source.folder, earlier.folder));
    if (other === undefined) return [];
    return [{ path: source.path, text: words.overlaps(`${other.path.join('.')} (${other.folder})`) }];
  });
}

/** Two slots cannot be one port, and people could not tell two of one number apart. */
function sameTwice(settings: unknown, words: ConfigWords): readonly Impossibility[] {
  const slots = listAt(settings, ['docking', 'slots']);
  return (['port', 'slot'] as const).flatMap((key) =>
    slots.flatMap((item, at) => {
      const value = valueAt(item, [key]);
      const other = slots.findIndex((each) => valueAt(each, [key]) === value);
      if (value === undefined || other === at) return [];
      return [{ path: ['docking', 'slots', at, key], text: words.samePort(`docking.slots.${other}`) }];
    }),
  );
}

function holds(outer: string, inner: string): boolean {
  const way = relative(outer, inner);
  return way !== '..' && !way.startsWith('../');
}

function isAbsolute(value: unknown): value is string {
  return typeof value === 'string' && value.startsWith('/') && !value.includes('\0');
}

function listAt(settings: unknown, path: KeyPath): readonly unknown[] {
  const value = valueAt(settings, path);
  return Array.isArray(value) ? value : [];
}

function valueAt(value: unknown, path: KeyPath): unknown {
  return path.reduce<unknown>(
    (group, key) =>
      typeof group === 'object' && group !== null && Object.hasOwn(group, key)
        ? (group as Record<PropertyKey, unknown>)[key]
        : undefined,
    value,
  );
}
