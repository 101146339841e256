/** Minute, hour, day of month, month, weekday; node-cron takes 0 and 7 for Sunday. */
const FIELDS = [
  { from: 0, to: 59 },
  { from: 0, to: 23 },
  { from: 1, to: 31 },
  { from: 1, to: 12 },
  { from: 0, to: 7 },
] as const;

const LONGEST_MONTHS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/**
 * Numbers, ranges, steps and lists in five fields: a part of what node-cron takes, so that whatever passes here is
 * taken there (a test holds that). A day that none of the months has is refused.
 */
export function isCron(text: string): boolean {
  const fields = text.split(' ');
  if (fields.length !== FIELDS.length) return false;
  const values = fields.map((field, at) => valuesOf(field, FIELDS[at] as (typeof FIELDS)[number]));
  if (values.some((list) => list === null)) return false;
  const [days, months] = [values[2] as number[], values[3] as number[]];
  return months.some((month) => days.some((day) => day <= (LONGEST_MONTHS[month - 1] as number)));
}

/** Every value that the field stands for; null when it is no field. */
function valuesOf(field: string, bounds: { from: number; to: number }): number[] | null {
  const values: number[] = [];
  for (const part of field.split(',')) {
    const parsed = /^(?:\*|(\d{1,2})(?:-(\d{1,2}))?)(?:\/(\d{1,2}))?$/.exec(part);
    if (parsed === null) return null;
    const isStar = parsed[1] === undefined;
    const from = isStar ? bounds.from : Number(parsed[1]);
    const to = isStar ? bounds.to : Number(parsed[2] ?? parsed[1]);
    const step = Number(parsed[3] ?? 1);
    const isStepOfOne = parsed[3] !== undefined && !isStar && parsed[2] === undefined;
    if (from < bounds.from || to > bounds.to || from > to || step < 1 || isStepOfOne) return null;
    for (let value = from; value <= to; value += step) values.push(value);
  }
  return values;
}
