import type { Actor } from '../evidence/audit-entry.ts';
import type { DockEvent } from '../evidence/dock.ts';
import type { Cards } from '../ports/card.ts';
import type { Catalog } from '../ports/catalog.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { ByteMover } from '../ports/mover.ts';
import type { Signer } from '../ports/signer.ts';
import type { Vault } from '../ports/vault.ts';
import type { Admission } from '../recorders/admit-recorder.ts';
import type { RecorderModel } from '../recorders/model.ts';
import type { Berths } from './berths.ts';

/** What the bureau set for taking in footage. */
export interface IngestSettings {
  readonly admit: Admission;
  /** Files of one card that are on their way at the same time. */
  readonly filesAtOnce: number;
  /** Upper bound for one card; null for as fast as it goes. */
  readonly bytesPerSecond: number | null;
  readonly stallMs: number;
  /** Intake stops, with an alarm, before less than this is free. Nothing is ever removed to make room. */
  readonly minFreeBytes: number;
  /** Recordings sealed under one commit, at most, and how long the first of them waits for company. */
  readonly groupFiles: number;
  readonly groupWaitMs: number;
  readonly sm3: boolean;
  /** The policy's zone, in which recording ids and vault folders tell the date. */
  readonly zone: string;
  /** How far name, container and file system may be apart before it is marked. */
  readonly timeToleranceMs: number;
}

/** Everything a dock needs; each step takes the part of it that it uses. */
export interface DockContext {
  readonly cards: Cards;
  readonly catalog: Catalog;
  readonly vault: Vault;
  readonly mover: ByteMover;
  readonly sealSigner: Signer;
  readonly clock: Clock;
  readonly log: Log;
  readonly models: readonly RecorderModel[];
  readonly settings: IngestSettings;
  readonly berths: Berths;
  /** Name of this docking workstation, and the program's name and version, for the manifests. */
  readonly station: string;
  readonly software: string;
}

export interface DockOptions {
  readonly signal: AbortSignal;
  readonly actor: Actor;
  readonly onEvent: (event: DockEvent) => void;
}
