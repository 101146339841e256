import { z } from 'zod';
import { isZone } from '../evidence/time.ts';
import { compilePattern } from './compile-pattern.ts';

/** What a pattern may read out of a file name. `datetime` is `date` and `time` without anything between. */
export const NAME_GROUPS = [
  'recorder',
  'officer',
  'date',
  'time',
  'datetime',
  'sequence',
  'important',
  'encrypted',
] as const;

const text = z.string().min(1);
const weight = z.int().min(0).max(100);
/** A folder below the card's root, `/` between names; compared without regard to case, as FAT does. */
const folder = text.regex(
  /^[^/\\]+(\/[^/\\]+)*$/,
  'must be names with / between them, without one at the ends',
);
const extension = text.regex(/^[a-z0-9]{1,8}$/, 'must be lower-case letters and digits, without the dot');

/**
 * One row of `config/recorders`: what the cards of one recorder model look like. Rows are data, so that a bureau can
 * describe its own recorder without touching the program.
 */
export const recorderModelSchema = z.strictObject({
  id: text.regex(/^[a-z0-9][a-z0-9.-]{0,39}$/, 'must be lower-case letters, digits, dots and hyphens'),
  name: z.strictObject({ en: text, zh: text }),
  /** Where this layout was really observed, for whoever doubts it. */
  source: text,
  /** False puts the mark `model-unverified` on every dock. */
  verified: z.boolean(),
  /** The zone in which the recorder's clock stands: names, and FAT times, carry none. */
  zone: text.refine(isZone, 'is no time zone that this machine knows'),
  /** Weights of the signs by which a card is recognised; a row without any is taken only when a person says so. */
  match: z.strictObject({
    /** Times the share of media files whose name fits. */
    names: weight.default(0),
    /** Each folder that is present. */
    folders: z.record(folder, weight).default({}),
    label: z
      .strictObject({ pattern: pattern([]), weight })
      .nullable()
      .default(null),
  }),
  /** Where the recorder's number stands. A number given by a person wins over all of them. */
  recorder: z.discriminatedUnion('from', [
    z.strictObject({ from: z.literal('name') }),
    z.strictObject({ from: z.literal('label'), pattern: pattern(['recorder'], 'recorder') }),
    z.strictObject({ from: z.literal('given') }),
    /**
     * In a small text file that a station has put there to bind the recorder, such as `station_bind.ini` (GitHub
     * WangYawy/station): the first line that fits tells. It is the one file that is read before a card is admitted.
     */
    z.strictObject({ from: z.literal('file'), path: folder, pattern: pattern(['recorder'], 'recorder') }),
  ]),
  /** How names are built; null where nothing is known about them. The extension is matched in lower case. */
  file: z
    .strictObject({
      pattern: pattern(NAME_GROUPS),
      /** The name of the folder that holds the file, where that carries the date. */
      folder: pattern(['date']).nullable().default(null),
    })
    .nullable(),
  folders: z.strictObject({
    /** Every file below these is evidence. */
    take: z.array(folder),
    never: z.array(folder).default([]),
    /** The wearer's mark: what lies here is important. */
    important: z.array(folder).default([]),
    /** Whether footage outside `take` is a surprise, which gets a mark. It is taken in any case. */
    elsewhere: z.enum(['expected', 'unexpected']).default('unexpected'),
  }),
  media: z.record(extension, z.enum(['video', 'audio', 'photo'])),
  /** The checksum that the recorder writes beside a recording, under the same name with this extension. */
  digest: z
    .strictObject({
      extension,
      algorithm: z.literal('md5'),
      expected: z.array(z.enum(['video', 'audio', 'photo'])).min(1),
    })
    .nullable(),
  /** What the clock in the container means: UTC as the format says, the recorder's local time, or nothing. */
  containerTime: z.enum(['utc', 'local', 'none']),
});

export type RecorderModel = z.output<typeof recorderModelSchema>;

function pattern(groups: readonly string[], needed?: string) {
  return text.transform((source, context): RegExp => {
    const compiled = compilePattern(source, groups);
    const lacks = needed !== undefined && !source.includes(`(?<${needed}>`);
    if (typeof compiled !== 'string' && !lacks) return compiled;
    const message = typeof compiled === 'string' ? compiled : `needs a group "${needed}"`;
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  });
}
