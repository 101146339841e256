import type { ClockReading } from '../evidence/retention-clock.ts';

/** The only source of time. Wall clocks lie; the monotonic one only knows this boot. */
export interface Clock {
  read(): ClockReading;
}
