import type { DigestAlgorithm, Digests } from '../../evidence/digest.ts';
import type { ErrorCode } from '../../evidence/errors.ts';
import type { FileEdges } from '../../ports/mover.ts';

/** What the main thread asks of a worker. Paths off a card travel as bytes: they need not be UTF-8. */
export type Order =
  | {
      readonly kind: 'copy';
      readonly cardRoot: string;
      readonly path: Uint8Array;
      readonly listed: ListedFacts;
      readonly to: string;
      readonly algorithms: readonly DigestAlgorithm[];
      readonly bytesPerSecond: number | null;
    }
  | {
      readonly kind: 'read-back';
      readonly paths: readonly string[];
      readonly algorithms: readonly DigestAlgorithm[];
      readonly direct: boolean;
      readonly bytesPerSecond: number | null;
    };

/** What the listing said of a card file; the opened one must agree. */
export interface ListedFacts {
  readonly sizeBytes: number;
  readonly modifiedMs: number;
  /** `device:inode`. */
  readonly inode: string;
}

/** What a worker answers: one answer for each order. */
export type Answer =
  | {
      readonly kind: 'copied';
      readonly sizeBytes: number;
      readonly digests: Digests;
      readonly direct: boolean;
      readonly edges: FileEdges;
    }
  /** In the order of the paths. */
  | { readonly kind: 'read'; readonly files: readonly { sizeBytes: number; digests: Digests }[] }
  | { readonly kind: 'direct-refused' }
  | {
      readonly kind: 'failed';
      readonly code: ErrorCode;
      readonly expected: string | null;
      readonly found: string | null;
    };

export type ToWorker = { readonly slot: number; readonly order: Order };
export type FromWorker = { readonly slot: number; readonly answer: Answer };

/** What a worker is born with. */
export interface WorkerBirth {
  readonly slots: number;
  readonly board: SharedArrayBuffer;
}
