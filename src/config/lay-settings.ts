import { resolve } from 'node:path';
import type { SettingSource, SettingValue } from './config.ts';
import { DEFAULTS } from './defaults.ts';

/** Where a layer's relative paths start, and what it is. */
export interface Layer {
  readonly source: SettingSource;
  readonly value: unknown;
  readonly folder: string;
}

export interface LaidSettings {
  /** As the schema takes it: the upper layer's values over the lower one's, unknown keys included. */
  readonly value: unknown;
  readonly values: readonly SettingValue[];
}

/** A setting that is a path, or a command that may be one. */
const PATHS = new Set([
  'data',
  'recorders.models',
  'docking.markers',
  'docking.autoMounts',
  'probe.ffprobe',
  'retention.policies',
  'audit.anchors.tsaCa',
]);
const DROP_FOLDERS = 'docking.dropFolders';

/** Lays the file over the defaults, and `--data` or `SEALDOCK_DATA` over the file. Paths become absolute. */
export function laySettings(layers: readonly Layer[]): LaidSettings {
  const values: SettingValue[] = [];
  const value = lay(DEFAULTS, layers, '', values);
  return { value, values };
}

function lay(defaults: unknown, layers: readonly Layer[], key: string, values: SettingValue[]): unknown {
  const present = layers.filter((layer) => layer.value !== undefined);
  const top = present.at(-1);
  if (top === undefined) return undefined;
  const isSection = isGroup(defaults);
  // A section whose settings are all commented out reads as null.
  const groups = present.filter((layer) => isSection && layer.value !== null);
  if (!isSection || groups.some((layer) => !isGroup(layer.value))) {
    const value = absolute(key, top);
    if (defaults !== undefined) values.push({ key, value, source: top.source });
    return value;
  }
  const keys = new Set(groups.flatMap((layer) => Object.keys(layer.value as object)));
  return Object.fromEntries(
    [...keys].map((name) => {
      const below = groups.map((layer) => ({ ...layer, value: ownValue(layer.value, name) }));
      return [name, lay(ownValue(defaults, name), below, key === '' ? name : `${key}.${name}`, values)];
    }),
  );
}

function absolute(key: string, { value, folder }: Layer): unknown {
  const isList = Array.isArray(value);
  if (key === DROP_FOLDERS && isList) {
    return value.map((item: unknown) =>
      isGroup(item) ? { ...item, path: absolutePath(item.path, folder) } : item,
    );
  }
  if (!PATHS.has(key)) return value;
  // A command without a slash is looked up in PATH.
  if (key === 'probe.ffprobe' && typeof value === 'string' && !value.includes('/')) return value;
  return isList ? value.map((item) => absolutePath(item, folder)) : absolutePath(value, folder);
}

/** What is no path stays as it is, for the schema to say so. */
function absolutePath(value: unknown, folder: string): unknown {
  const isPath = typeof value === 'string' && value.trim() !== '' && !value.includes('\0');
  return isPath ? resolve(folder, value) : value;
}

function isGroup(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function ownValue(group: unknown, name: string): unknown {
  return isGroup(group) && Object.hasOwn(group, name) ? group[name] : undefined;
}
