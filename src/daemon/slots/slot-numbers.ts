import type { SlotConfig } from '../../config/config.ts';

/** By bus and ports as numbers, so that `1-2` comes before `1-10`. */
export function comparePorts(one: string, other: string): number {
  const [a, b] = [numbersOf(one), numbersOf(other)];
  for (let at = 0; at < Math.max(a.length, b.length); at += 1) {
    const difference = (a[at] ?? -1) - (b[at] ?? -1);
    if (difference !== 0) return difference;
  }
  return one < other ? -1 : Number(one > other);
}

/**
 * The display number of each port: as configured, else the lowest that is free when the port is first met. It stays
 * as long as the daemon runs, because people read it off a screen.
 */
export function openSlotNumbers(configured: readonly SlotConfig[]): (port: string) => number {
  const numbers = new Map(configured.map(({ port, slot }) => [port, slot]));
  const taken = new Set(numbers.values());
  return (port) => {
    const known = numbers.get(port);
    if (known !== undefined) return known;
    let free = 1;
    while (taken.has(free)) free += 1;
    numbers.set(port, free);
    taken.add(free);
    return free;
  };
}

function numbersOf(port: string): readonly number[] {
  return port.split(/[-.]/).map(Number);
}
