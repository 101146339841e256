import { Temporal } from 'temporal-polyfill';
import type { Stamp } from './stamp-media.ts';

const ZONE = 'Asia/Shanghai';

/** The display of a recorder in Shanghai, some minutes after its shift began. */
export interface Shown extends Omit<Stamp, 'recorder'> {
  /** `YYYYMMDD` */
  readonly date: string;
  /** `HHMMSS` */
  readonly time: string;
}

/** @param start local time, `YYYY-MM-DDTHH:MM:SS`. */
export function shownAfter(start: string, seconds: number): Shown {
  const zoned = Temporal.PlainDateTime.from(start).toZonedDateTime(ZONE).add({ seconds });
  const local = zoned.toPlainDateTime().toString({ smallestUnit: 'second' });
  const digits = local.replace(/\D/g, '');
  return {
    epochMs: zoned.epochMilliseconds,
    local,
    offset: zoned.offset,
    date: digits.slice(0, 8),
    time: digits.slice(8),
  };
}
