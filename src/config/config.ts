import type { AnchorPolicy } from '../evidence/anchor.ts';
import type { ClearProof } from '../evidence/clearing.ts';
import type { RecorderNo } from '../evidence/ids.ts';
import type { NoteKey } from '../evidence/signed-note.ts';

export interface DropFolder {
  /** Absolute. */
  readonly path: string;
  readonly recorder: RecorderNo | null;
  readonly model: string | null;
}

/** A port of this station, as its administrator labelled it. */
export interface SlotConfig {
  /** As the kernel numbers it: `1-2.3`. */
  readonly port: string;
  readonly slot: number;
  readonly name: string | null;
  /** Its card goes before the others when they compete. */
  readonly priority: boolean;
}

/** A device that hides its card, and the command that makes it show it. */
export interface UnlockRule {
  readonly vendorId: number;
  readonly productId: number;
  /** An absolute path and its arguments; no shell. */
  readonly command: readonly string[];
  readonly timeoutMs: number;
}

/** What leaves this machine of the log, and what a bureau asks of it. */
export interface AnchorConfig {
  readonly policy: AnchorPolicy;
  readonly tsa: { readonly url: string; readonly ca: string; readonly everyMs: number } | null;
  readonly witness: { readonly url: string; readonly key: NoteKey; readonly everyMs: number } | null;
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
    readonly registers: string;
  };
  readonly recorders: {
    readonly models: string;
    readonly admit: 'registered' | 'any';
    readonly unlock: readonly UnlockRule[];
  };
  readonly docking: {
    readonly markers: string;
    readonly dropFolders: readonly DropFolder[];
    readonly autoMounts: readonly string[];
    readonly slots: readonly SlotConfig[];
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
  readonly clearing: {
    readonly mode: 'off' | 'after-seal';
    readonly proof: ClearProof;
    /** How long a file must have been sealed before it goes; null for no such time. */
    readonly keepOnCardMs: number | null;
    /** Where orders are laid down; the unit `sealdock-clear.path` watches it. */
    readonly orders: string;
  };
  readonly times: { readonly toleranceMs: number };
  readonly probe: { readonly ffprobe: string; readonly timeoutMs: number };
  readonly audit: {
    readonly publishEveryMs: number;
    /** Five fields of cron in the station's zone; null for never. */
    readonly inspectAt: string | null;
    readonly reconcileAt: string | null;
    readonly anchors: AnchorConfig;
  };
  readonly fixity: {
    /** Five fields of cron in the station's zone; null for never. */
    readonly at: string | null;
    /** All of the vault is read again within so many of its runs. */
    readonly days: number;
    readonly bytesPerSecond: number | null;
  };
  readonly retention: {
    /** The folder of policy files. */
    readonly policies: string;
    /** The policy of everybody whose unit has none of its own. */
    readonly policy: string;
    /** When it is looked for what is due: five fields of cron in the station's zone; null for never. */
    readonly sweepAt: string | null;
    /** The longest time that the machine may be off without anybody having to confirm its clock. */
    readonly longOffMs: number;
  };
  readonly staff: {
    /** How long a session lasts, and how long it may lie idle. */
    readonly sessionMs: number;
    readonly idleMs: number;
    /** Null: a password grows as old as it likes. */
    readonly passwordAgeMs: number | null;
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
