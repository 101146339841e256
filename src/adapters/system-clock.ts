import { readFileSync } from 'node:fs';
import type { Clock } from '../ports/clock.ts';

/** The machine's clocks. The only file that asks for the time of day. */
export function openSystemClock(): Clock {
  const boot = bootId();
  return {
    read: () => ({
      wallMs: Date.now(),
      boot,
      monotonicMs: Math.trunc(Number(process.hrtime.bigint() / 1_000_000n)),
    }),
  };
}

/** Linux gives each boot a random id; where there is none, the process counts as its own boot. */
function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return `process-${process.pid}`;
  }
}
