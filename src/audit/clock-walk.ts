import type { AuditAct } from '../evidence/audit-entry.ts';
import type { RetentionClock } from '../evidence/retention-clock.ts';
import { advanceRetentionClock, confirmRetentionClock } from '../evidence/retention-clock.ts';
import { utcOf } from '../evidence/time.ts';
import type { Finding } from './findings.ts';

/**
 * Follows the readings from entry to entry. A wall clock that went back is told and invalidates nothing: NTP does
 * it. The retention clock is recomputed from the entries alone.
 */
export class ClockWalk {
  #last: RetentionClock | null = null;

  /**
   * @param clock null for an entry that cannot be read: the walk starts anew behind it.
   * @param act of the entry: a person who confirms the clock sets it.
   */
  step(seq: number, clock: RetentionClock | null, act: AuditAct | null): Finding[] {
    const last = this.#last;
    this.#last = clock;
    if (clock === null || (last === null && seq !== 0)) return [];
    const findings: Finding[] = [];
    if (last !== null && clock.wallMs < last.wallMs) {
      findings.push({
        kind: 'clock-went-back',
        about: `entry ${seq}`,
        expected: `not before ${utcText(last.wallMs)}`,
        found: utcText(clock.wallMs),
      });
    }
    const { retentionMs } =
      act === 'clock.confirmed' ? confirmRetentionClock(clock) : advanceRetentionClock(last, clock);
    if (clock.retentionMs !== retentionMs) {
      findings.push({
        kind: 'retention-clock-differs',
        about: `entry ${seq}`,
        expected: utcText(retentionMs),
        found: utcText(clock.retentionMs),
      });
    }
    return findings;
  }
}

/** The reading of an altered entry may be no date at all. */
function utcText(epochMs: number): string {
  return Number.isFinite(epochMs) && Math.abs(epochMs) <= 8.64e15 ? utcOf(epochMs) : String(epochMs);
}
