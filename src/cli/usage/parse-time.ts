import { SealdockError } from '../../evidence/errors.ts';
import { epochMsOf, instantOfReading, type LocalReading, type UtcTime, utcOf } from '../../evidence/time.ts';
import type { CliWords } from '../../words/cli-words.ts';

const TIME = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d))?)?$/;
const MS_PER_DAY = 86_400_000;

/**
 * A day or a time of day in the station's zone. For `--to` a day alone counts in full, so its end is the start of
 * the next one.
 * @throws SealdockError `usage`.
 */
export function parseTime(
  option: '--from' | '--to',
  value: string,
  zone: string,
  { usage }: Pick<CliWords, 'usage'>,
): UtcTime {
  const parts = TIME.exec(value);
  const isDay = parts?.[4] === undefined;
  const instant = parts === null ? null : instantOfReading(readingOf(parts), zone);
  if (parts === null || instant === null) {
    throw new SealdockError('usage', { about: usage.badValue(option, value), expected: usage.badTime });
  }
  return option === '--to' && isDay ? dayAfter(parts, zone) : instant;
}

function readingOf(parts: RegExpExecArray): LocalReading {
  const number = (at: number) => Number(parts[at] ?? 0);
  return {
    year: number(1),
    month: number(2),
    day: number(3),
    hour: number(4),
    minute: number(5),
    second: number(6),
  };
}

/** By the calendar and not by 24 hours, which a change of summer time makes wrong. */
function dayAfter(parts: RegExpExecArray, zone: string): UtcTime {
  const next = new Date(
    epochMsOf(utcOf(Date.UTC(Number(parts[1]), Number(parts[2]) - 1, Number(parts[3])))) + MS_PER_DAY,
  );
  const reading = {
    year: next.getUTCFullYear(),
    month: next.getUTCMonth() + 1,
    day: next.getUTCDate(),
    hour: 0,
    minute: 0,
    second: 0,
  };
  return instantOfReading(reading, zone) ?? utcOf(next.getTime());
}
