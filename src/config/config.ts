import type { RecorderNo } from '../evidence/ids.ts';

export interface DropFolder {
  /** Absolute. */
  readonly path: string;
  readonly recorder: RecorderNo | null;
  readonly model: string | null;
}

/** The configuration as the program uses it: absolute paths, numbers with their units in the names. */
export interface Config {
  readonly station: {
    readonly name: string;
    readonly zone: string;
    readonly language: 'auto' | 'zh' | 'en';
    /** The audit log's origin: `sealdock/<name>`. */
    readonly origin: string;
  };
  /** The data folder, and what lies below it. */
  readonly data: string;
  readonly folders: {
    readonly vault: string;
    readonly catalogue: string;
    readonly audit: string;
    readonly keys: string;
    readonly run: string;
  };
  readonly recorders: { readonly models: string; readonly admit: 'registered' | 'any' };
  readonly docking: {
    readonly markers: string;
    readonly dropFolders: readonly DropFolder[];
    readonly autoMounts: readonly string[];
    readonly settleMs: number;
    readonly pollMs: number;
  };
  readonly ingest: {
    readonly workers: number;
    readonly filesAtOnce: number;
    /** For each card; null for as fast as it goes. */
    readonly bytesPerSecond: number | null;
    readonly stallMs: number;
    readonly minFreeBytes: number;
    readonly groupFiles: number;
    readonly groupWaitMs: number;
  };
  readonly seal: { readonly sm3: boolean };
  readonly times: { readonly toleranceMs: number };
  readonly probe: { readonly ffprobe: string; readonly timeoutMs: number };
  readonly audit: {
    readonly publishEveryMs: number;
    /** Five fields of cron in the station's zone; null for never. */
    readonly inspectAt: string | null;
  };
  readonly log: { readonly level: 'debug' | 'info' | 'warn' | 'error' };
}

export type SettingSource = 'default' | 'file' | 'env' | 'flag';

/** One setting for `config show`, as it would be written in the file; paths are absolute. */
export interface SettingValue {
  readonly key: string;
  readonly value: unknown;
  readonly source: SettingSource;
}

export interface LoadedConfig {
  readonly config: Config;
  /** Null when there is no file anywhere and the built-in defaults count. */
  readonly file: string | null;
  readonly values: readonly SettingValue[];
}
