import type { DockId, RecorderNo } from '../../evidence/ids.ts';
import type { RefusedDock } from '../../ports/register.ts';
import { requestOf } from '../dock/dock-request.ts';
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
  const newest = (await catalog.docks({ recorder: null, before: null, limit: DOCKS_LOOKED_AT })).find(
    (each) => each.path === path,
  );
  if (newest?.id !== dock) return null;
  const request = requestOf({ clock }, { path, label: met.label, recorder, model: null }, medium);
  await markers.submit(request);
  return request.id;
}
