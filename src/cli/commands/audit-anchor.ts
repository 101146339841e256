import { publishLog } from '../../audit/publish-log.ts';
import { confirmExported } from '../../audit/take-anchor.ts';
import { AUDIT_KEEPERS, actorOf } from '../actor-of.ts';
import { type Session, withStation } from '../session.ts';
import type { RememberedHead } from '../usage/parsers.ts';

/** A person says that this head is kept elsewhere; from now on it counts as an anchor. */
export async function auditAnchor(
  session: Session,
  head: RememberedHead,
  { reason }: { readonly reason?: string },
): Promise<number> {
  const isRunning = await withStation(session, 'look', async (s) => (await s.board.read()) !== null);
  return withStation(session, isRunning ? 'look' : 'ingest', async (station) => {
    const { origin } = station.config.station;
    const anchor = await confirmExported(station, head, {
      origin,
      actor: await actorOf(session, station, AUDIT_KEEPERS),
      reason: reason ?? null,
    });
    if (!isRunning) await publishLog(station, { origin });
    session.result({ anchor }, () => session.words.cli.anchored(`${anchor.size}:${anchor.root}`));
    return 0;
  });
}
