import type { Actor } from '../evidence/audit-entry.ts';
import type { UtcTime } from '../evidence/time.ts';
import type { Catalog } from '../ports/catalog.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { ByteMover } from '../ports/mover.ts';
import type { RegisterShelf } from '../ports/register-shelf.ts';
import type { Signer } from '../ports/signer.ts';
import type { Vault } from '../ports/vault.ts';
import type { OpenJudge } from '../retention/judge-keeping.ts';
import type { ClockWatch } from '../retention/watch-clock.ts';
import type { PaperWords } from '../words/paper-words.ts';

/** When the newest proof of the log outside this machine was made; null for none (DESIGN 9). */
export interface OutsideProofs {
  newestAt(now: UtcTime): Promise<UtcTime | null>;
}

/** What destroying uses of the station. */
export interface DestructionContext {
  readonly catalog: Catalog;
  readonly vault: Pick<
    Vault,
    | 'checkFolder'
    | 'destroySealed'
    | 'has'
    | 'readSealed'
    | 'resolve'
    | 'tornCopies'
    | 'readTorn'
    | 'removeTorn'
  >;
  readonly mover: Pick<ByteMover, 'readBack'>;
  readonly clock: Clock;
  readonly watch: ClockWatch;
  readonly openJudge: OpenJudge;
  readonly proofs: OutsideProofs;
  readonly registers: RegisterShelf;
  readonly registerSigner: Pick<Signer, 'keyId' | 'publicKey' | 'sign'>;
  readonly log: Log;
  readonly station: string;
  /** Shown to people, in registers too. */
  readonly zone: string;
  readonly paper: PaperWords;
  /** A read that does not move for this long is given up. */
  readonly stallMs: number;
}

export interface DestructionOptions {
  readonly actor: Actor;
  readonly signal: AbortSignal;
}
