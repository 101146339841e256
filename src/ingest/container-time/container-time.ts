import type { LocalReading, UtcTime } from '../../evidence/time.ts';
import { instantOfReading, utcOf } from '../../evidence/time.ts';

/** What a container says about when it was made: an instant, or the reading of a clock whose zone is not told. */
export type ContainerTime =
  | { readonly kind: 'instant'; readonly epochMs: number; readonly source: ContainerSource }
  | { readonly kind: 'reading'; readonly reading: LocalReading; readonly source: ContainerSource };

export type ContainerSource = 'mvhd' | 'exif' | 'bext' | 'idit';

/**
 * The instant that the container means, given what the model's row says of its clock. An MP4 knows only UTC; a
 * recorder that writes its local time there (`local`) is read as if the digits were on its display.
 */
export function instantOfContainer(
  time: ContainerTime | null,
  meaning: 'utc' | 'local' | 'none',
  zone: string,
): UtcTime | null {
  if (time === null || meaning === 'none') return null;
  if (time.kind === 'reading') return instantOfReading(time.reading, zone);
  if (meaning === 'utc' || time.source !== 'mvhd') return utcOf(time.epochMs);
  return instantOfReading(digitsOf(time.epochMs), zone);
}

function digitsOf(epochMs: number): LocalReading {
  const date = new Date(epochMs);
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
  };
}

/** `YYYY MM DD hh mm ss` with any single character between the numbers; null for what no calendar has. */
export function readingOf(text: string): LocalReading | null {
  const found = /^(\d{4})[:/-](\d\d)[:/-](\d\d)[ T:-](\d\d)[:.-](\d\d)[:.-](\d\d)/.exec(text);
  if (found === null) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = found.slice(1).map(Number);
  const reading = { year, month, day, hour, minute, second };
  return instantOfReading(reading, 'UTC') === null || year === 0 ? null : reading;
}
