import { resolve } from 'node:path';
import { SealdockError } from '../../evidence/errors.ts';
import type { RecorderNo } from '../../evidence/ids.ts';
import type { Session } from '../session.ts';

export interface DockFlags {
  readonly recorder?: RecorderNo;
  readonly model?: string;
  readonly label?: string;
}

/** What the person asked for; a request without its id. */
export interface AskedDock {
  readonly path: string;
  readonly recorder: RecorderNo | null;
  readonly model: string | null;
  readonly label: string | null;
}

/** A number or a label belongs to one medium. */
export function askedDocks(
  { io, words }: Session,
  paths: readonly string[],
  flags: DockFlags,
): readonly AskedDock[] {
  if (paths.length > 1 && (flags.recorder !== undefined || flags.label !== undefined)) {
    throw new SealdockError('usage', { about: words.cli.usage.tooManyArguments(paths.slice(1).join(', ')) });
  }
  const { recorder = null, model = null, label = null } = flags;
  const absolute = new Set(paths.map((path) => resolve(io.cwd, path)));
  return [...absolute].map((path) => ({ path, recorder, model, label }));
}
