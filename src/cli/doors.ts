import type { ClearSettings } from '../clearing/decide-clearing.ts';
import type { Config, LoadedConfig } from '../config/config.ts';
import type { DestructionContext } from '../destruction/destruction-context.ts';
import type { Sha256 } from '../evidence/digest.ts';
import type { NoteKey } from '../evidence/signed-note.ts';
import type { DockContext } from '../ingest/dock-context.ts';
import type { CardCleaner } from '../ports/card-cleaner.ts';
import type { Destroyed } from '../ports/destroyed.ts';
import type { DockMarkers } from '../ports/dock-markers.ts';
import type { ExportFolders } from '../ports/export-folder.ts';
import type { HeadMemory } from '../ports/head-memory.ts';
import type { HoldGate } from '../ports/hold-gate.ts';
import type { KeyFiles } from '../ports/key-files.ts';
import type { LogFiles } from '../ports/log-files.ts';
import type { Prober } from '../ports/probe.ts';
import type { RegisterShelf } from '../ports/register-shelf.ts';
import type { Signer } from '../ports/signer.ts';
import type { StatusBoard } from '../ports/status-board.ts';
import type { TimeStamps } from '../ports/time-stamps.ts';
import type { TokenFile } from '../ports/token-file.ts';
import type { WitnessClient } from '../ports/witness-client.ts';
import type { RecorderModel } from '../recorders/model.ts';
import type { Policy } from '../retention/policy.ts';
import type { StaffSettings } from '../staff/sign-in.ts';
import type { CliIo } from './cli-io.ts';

/** An open station, as far as the command line uses it. */
export interface CliStation extends DockContext {
  readonly config: Config;
  readonly prober: Prober;
  readonly logSigner: Signer;
  readonly keyFiles: KeyFiles;
  readonly logFiles: LogFiles;
  readonly headMemory: HeadMemory;
  readonly exports: ExportFolders;
  readonly timeStamps: TimeStamps | null;
  readonly witnessClient: WitnessClient | null;
  /** `verify.sh` of an export. */
  readonly verifyScript: string;
  readonly board: StatusBoard;
  readonly markers: DockMarkers;
  readonly holds: HoldGate;
  readonly destroyed: Destroyed;
  readonly registers: RegisterShelf;
  readonly destruction: DestructionContext;
  readonly cleaner: Pick<CardCleaner, 'mediumAt'>;
  readonly clearing: ClearSettings;
  readonly staff: StaffSettings;
  close(): Promise<void>;
}

/** `look`: beside a running daemon. `ingest`: alone, holding the process lock (`busy` when somebody else does). */
export type StationRole = 'look' | 'ingest';

export interface CreatedStation {
  readonly origin: string;
  /** The one line with which a stranger checks the log. */
  readonly verifierKey: string;
  readonly logKey: Sha256;
  readonly sealKey: Sha256;
}

/** A witness for the logs of other machines. */
export interface WitnessOptions {
  readonly data: string;
  /** Null for the one in the folder, made with it. */
  readonly key: string | null;
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly logs: readonly NoteKey[];
  readonly onFailure: (thrown: unknown) => void;
}

export interface RunningWitness {
  readonly address: { readonly host: string; readonly port: number };
  readonly verifierKey: string;
  close(): Promise<void>;
}

/** What the root hands in, so that the command line never imports the daemon or an adapter. */
export interface Doors {
  /** The program's version. */
  readonly version: string;
  /** Runs until it is told to stop. @returns the exit code. */
  startDaemon(loaded: LoadedConfig, io: CliIo): Promise<number>;
  /** All rows of the folder of models. @throws SealdockError `recorder-models-invalid`. */
  readModels(config: Config): Promise<readonly RecorderModel[]>;
  /** All policies of the folder of policies. @throws SealdockError `policies-invalid`, `policy-unknown`. */
  readPolicies(config: Config): Promise<ReadonlyMap<string, Policy>>;
  /** One file that somebody names; what it inherits is taken from the folder. @throws SealdockError `policies-invalid`. */
  readPolicy(config: Config, path: string): Promise<Policy>;
  /** @throws SealdockError `not-initialised`, `busy`, `key-missing`, `key-differs`, `catalogue-newer`. */
  openStation(config: Config, role: StationRole): Promise<CliStation>;
  openTokenFile(path: string): Promise<TokenFile>;
  /** A witness that runs until it is closed. @throws SealdockError `busy`, `key-missing`. */
  startWitness(options: WitnessOptions): Promise<RunningWitness>;
  /** @throws SealdockError `already-initialised`, `vault-write-failed`. */
  createStation(config: Config): Promise<CreatedStation>;
}
