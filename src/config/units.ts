const DURATION_UNITS = { ms: 1, s: 1_000, min: 60_000, h: 3_600_000, d: 86_400_000 } as const;

const SIZE_UNITS = {
  B: 1,
  kB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  TiB: 2 ** 40,
} as const;

/** `250ms`, `2s`, `1.5min`, `24h`, `3d` in milliseconds; null for anything else, a bare number included. */
export function parseDurationMs(text: string): number | null {
  return parseQuantity(text, DURATION_UNITS);
}

/** `35MB` (decimal) and `2GiB` (binary) in bytes; null for anything else, a bare number included. */
export function parseSizeBytes(text: string): number | null {
  return parseQuantity(text, SIZE_UNITS);
}

function parseQuantity(text: string, units: Readonly<Record<string, number>>): number | null {
  const parts = /^(\d{1,12}(?:\.\d{1,3})?)([A-Za-z]+)$/.exec(text);
  const unit = parts?.[2] ?? '';
  if (parts === null || !Object.hasOwn(units, unit)) return null;
  const value = Math.round(Number(parts[1]) * (units[unit] as number));
  return Number.isSafeInteger(value) ? value : null;
}
