import { randomBytes } from 'node:crypto';
import { type DockId, dockIdOf, type RecorderNo } from '../../evidence/ids.ts';
import { utcOf } from '../../evidence/time.ts';
import type { RefusedDock } from '../../ports/register.ts';
import type { CliStation } from '../doors.ts';

/** As many docks as are looked through for a later one of the same path; a station has fewer ports. */
const DOCKS_LOOKED_AT = 256;

/**
 * Asks the running station to dock a medium again that it has refused, as the recorder that it is now known to be.
 * @returns the dock; null where no station runs, or where something else has been docked at that path since: what was
 *   told of the medium then says nothing of it any more.
 */
export async function handOver(
  { board, catalog, clock, markers }: Pick<CliStation, 'board' | 'catalog' | 'clock' | 'markers'>,
  { dock, path, met, medium }: RefusedDock,
  recorder: RecorderNo,
): Promise<DockId | null> {
  if ((await board.read()) === null) return null;
  const newest = (await catalog.docks(DOCKS_LOOKED_AT)).find((each) => each.path === path);
  if (newest?.id !== dock) return null;
  const id = dockIdOf(utcOf(clock.read().wallMs), randomBytes(4).toString('hex'));
  await markers.submit({ id, path, origin: 'cli', label: met.label, recorder, model: null, medium });
  return id;
}
