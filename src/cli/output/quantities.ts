import { localSecondsOf, type UtcTime } from '../../evidence/time.ts';
import type { Language } from '../../words/words.ts';

const SIZE_UNITS = ['KiB', 'MiB', 'GiB', 'TiB', 'PiB'];

/** `1.5 GiB`: binary units, one decimal below a hundred. */
export function sizeText(bytes: number): string {
  if (bytes < 1_024) return `${bytes} B`;
  let value = bytes;
  let unit = -1;
  while (value >= 1_023.5 && unit < SIZE_UNITS.length - 1) {
    value /= 1_024;
    unit += 1;
  }
  return `${value < 99.95 ? value.toFixed(1) : value.toFixed(0)} ${SIZE_UNITS[unit]}`;
}

export function rateText(bytesPerSecond: number): string {
  return `${sizeText(bytesPerSecond)}/s`;
}

/** `12,345`. */
export function countText(count: number): string {
  return count.toLocaleString('en-US');
}

/** `0:42`, `1:02:03`. */
export function durationText(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const [h, m, s] = [Math.floor(whole / 3_600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (value: number) => String(value).padStart(2, '0');
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** `2026-11-20 10:11:12` in the station's zone. */
export function timeText(time: UtcTime, zone: string): string {
  return localSecondsOf(time, zone).replace('T', ' ');
}

const AGES = [
  { unit: 'day', seconds: 86_400 },
  { unit: 'hour', seconds: 3_600 },
  { unit: 'minute', seconds: 60 },
  { unit: 'second', seconds: 1 },
] as const;

/** The age of what lies behind; null below a minute: that is just now. */
export function pastText(ms: number, language: Language): string | null {
  return ms < 60_000 ? null : ageText(ms, language);
}

/** `3 minutes`, in the largest unit that fits. */
export function ageText(ms: number, language: Language): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  const { unit, seconds: length } = AGES.find((each) => seconds >= each.seconds) ?? AGES[3];
  const locale = language === 'zh' ? 'zh-CN' : 'en-US';
  const format = new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' });
  // In Chinese too, a number stands apart from its unit.
  return format.format(Math.floor(seconds / length)).replace(/(\d)(\p{Script=Han})/u, '$1 $2');
}
