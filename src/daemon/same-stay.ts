import type { Station } from '../compose.ts';
import type { DockRequest } from '../evidence/dock.ts';
import { isSameVisit } from './slots/visit.ts';

/** The last docks looked through; more than the ports of a station, several shifts over. */
const LAST_DOCKS = 256;

/**
 * Whose medium it is, where it was docked well before in this very stay: a card that has been cleared since carries no
 * number any more, and is asked for again when the service is started anew (measured in a guest). Only by the kernel's
 * DISKSEQ and within one boot, because nothing else says that it is the same stay (FINDINGS 1.3).
 */
export async function sameStay(
  { catalog, clock }: Pick<Station, 'catalog' | 'clock'>,
  request: DockRequest,
): Promise<DockRequest> {
  if (request.recorder !== null || request.medium?.diskSeq == null) return request;
  const { boot } = clock.read();
  const last = await catalog.docks({ recorder: null, before: null, limit: LAST_DOCKS });
  const earlier = last.find(
    (dock) =>
      dock.boot === boot &&
      dock.result === 'done' &&
      dock.recorder !== null &&
      dock.medium?.diskSeq != null &&
      isSameVisit(dock, request),
  );
  if (earlier === undefined) return request;
  return { ...request, recorder: earlier.recorder, model: request.model ?? earlier.model };
}
