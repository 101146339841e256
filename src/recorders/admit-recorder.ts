import type { ErrorCode } from '../evidence/errors.ts';
import type { IdentityChange, MetRecorder, RegisteredRecorder } from '../evidence/registered-recorder.ts';

/** Whose footage is taken: only what stands in the register, or whatever looks like a recorder's card. */
export const ADMISSIONS = ['registered', 'any'] as const;
export type Admission = (typeof ADMISSIONS)[number];

/**
 * Why this recorder's card stays closed; null when it may be read. A device that was taken out of use is refused in
 * either case: somebody said so (ZZ-52.1, WS-20.1).
 */
export function refusalOf(admit: Admission, recorder: RegisteredRecorder | null): ErrorCode | null {
  if (recorder === null) return admit === 'registered' ? 'recorder-unregistered' : null;
  switch (recorder.state) {
    case 'in-service':
      return null;
    case 'out-of-service':
      return 'recorder-out-of-service';
    case 'lost':
      return 'recorder-lost';
  }
}

/** What was met of a recorder for the first time, and what is not as it was (ZZ-52.2, WS-20.2). */
export interface ComparedIdentity {
  /** The first serial and the first card of a recorder are believed; each gets its entry. */
  readonly learned: { readonly serial: string | null; readonly card: string | null };
  readonly changes: readonly IdentityChange[];
}

/** Compares what was met with what the register knows. A plain folder has neither serial nor card id. */
export function compareIdentity(
  { serials, cards }: Pick<RegisteredRecorder, 'serials' | 'cards'>,
  { serial, card }: Pick<MetRecorder, 'serial' | 'card'>,
): ComparedIdentity {
  const changes: IdentityChange[] = [];
  if (serial !== null && serials.length > 0 && !serials.includes(serial)) {
    changes.push({ kind: 'serial', known: serials, found: serial });
  }
  if (card !== null && cards.length > 0 && !cards.includes(card)) {
    changes.push({ kind: 'card', known: cards, found: card });
  }
  return {
    learned: { serial: serials.length === 0 ? serial : null, card: cards.length === 0 ? card : null },
    changes,
  };
}
