import type { NoteKey } from '../evidence/signed-note.ts';

/** What a witness answered (C2SP tlog-witness, add-checkpoint). */
export type WitnessAnswer =
  | { readonly kind: 'cosigned'; readonly lines: string }
  /** It has cosigned a tree of this size last, and not of the one that was said; null when it told none. */
  | { readonly kind: 'conflict'; readonly size: number | null }
  | { readonly kind: 'refused'; readonly status: number; readonly why: string };

/** The witness of another administrator's machine. */
export interface WitnessClient {
  readonly url: string;
  /** Whose cosignatures count. */
  readonly key: NoteKey;
  /** @throws SealdockError `anchor-unreachable`, `interrupted`. */
  addCheckpoint(body: string, signal: AbortSignal): Promise<WitnessAnswer>;
}
