import type { ClockReading } from '../../src/evidence/retention-clock.ts';
import type { Clock } from '../../src/ports/clock.ts';

/** A clock that a test sets: time passes on both clocks, somebody sets one of them, the machine is off. */
export class StationClock implements Clock {
  #wallMs: number;
  #monotonicMs = 1_000;
  #boot = 1;

  constructor(start: string) {
    this.#wallMs = Date.parse(start);
  }

  read(): ClockReading {
    return { wallMs: this.#wallMs, boot: `boot-${this.#boot}`, monotonicMs: this.#monotonicMs };
  }

  passMs(ms: number): void {
    this.#wallMs += ms;
    this.#monotonicMs += ms;
  }

  passDays(days: number): void {
    this.passMs(days * 86_400_000);
  }

  /** Somebody sets the wall clock, ahead or back. */
  leapMs(ms: number): void {
    this.#wallMs += ms;
  }

  /** The machine is off, and its clock goes on. */
  offMs(ms: number): void {
    this.#wallMs += ms;
    this.#monotonicMs = 1_000;
    this.#boot += 1;
  }
}
