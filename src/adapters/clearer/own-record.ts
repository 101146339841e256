import * as fs from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { type ClearBegun, clearBegunText, parseClearBegun } from '../../evidence/clear-begun.ts';
import { errnoOf } from '../../evidence/errors.ts';
import { replaceFile } from '../durable-files.ts';
import type { MountedMedium } from '../mounted-medium.ts';

const RECORD_NAME = 'begun.json';
const RECORD_BYTES_LIMIT = 65_536;
const BY_OTHERS = 0o022;

/** What this program had begun with which medium, in its own words. */
export interface OwnRecord {
  readonly begun: ClearBegun;
  readonly medium: MountedMedium;
}

const recordSchema = z.strictObject({
  begun: z.string(),
  medium: z.strictObject({
    path: z.string(),
    device: z.string(),
    diskSeq: z.string().nullable(),
    dev: z.int(),
    sysfs: z.string(),
    mount: z.strictObject({
      mountPoint: z.string(),
      fileSystem: z.string(),
      source: z.string(),
      readOnly: z.boolean(),
      options: z.string(),
      fileSystemOptions: z.string(),
    }),
  }),
});

/**
 * The folder of the privileged program itself, in which nobody else can write: where a medium is mounted for writing,
 * and what it is at work on. Nothing that lies with the service user ever leads to a mount; this record does. It is
 * gone with the boot, as the mounts are.
 */
export interface OwnFolder {
  /** Where a medium is mounted for writing. */
  readonly place: string;
  /** Before the first mount is touched. */
  note(record: OwnRecord): Promise<void>;
  /** What a program that died has left; null when the last one came to its end. */
  left(): OwnRecord | null;
  forget(): void;
}

/** @throws Error when the folder is not ours alone. */
export function openOwnFolder(path: string): OwnFolder {
  fs.mkdirSync(path, { recursive: true, mode: 0o700 });
  const place = join(path, 'card');
  fs.mkdirSync(place, { recursive: true, mode: 0o700 });
  const { uid, mode } = fs.lstatSync(path);
  if (!fs.lstatSync(path).isDirectory() || uid !== process.getuid?.() || (mode & BY_OTHERS) !== 0)
    throw new Error(`${path} is not ours alone`);
  const at = join(path, RECORD_NAME);
  return {
    place,
    note: ({ begun, medium }) =>
      replaceFile(at, Buffer.from(JSON.stringify({ begun: clearBegunText(begun), medium }))),
    left: () => readRecord(at),
    forget: () => fs.rmSync(at, { force: true }),
  };
}

function readRecord(at: string): OwnRecord | null {
  try {
    const { size } = fs.lstatSync(at);
    const parsed = recordSchema.safeParse(
      JSON.parse(size > RECORD_BYTES_LIMIT ? '' : fs.readFileSync(at, 'utf8')),
    );
    const begun = parsed.success ? parseClearBegun(parsed.data.begun) : null;
    if (parsed.success && begun !== null) return { begun, medium: parsed.data.medium };
  } catch (thrown) {
    if (errnoOf(thrown) === 'ENOENT') return null;
    if (!(thrown instanceof SyntaxError)) throw thrown;
  }
  // Written whole or not at all, by us: a person should look before anything is mounted.
  throw new Error(`${at} is no record of ours`);
}
