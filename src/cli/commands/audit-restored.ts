import { checkPublished } from '../../audit/check-published.ts';
import { publishLog } from '../../audit/publish-log.ts';
import { leaveBranch, recordRestored } from '../../audit/restore-log.ts';
import { actorOf } from '../actor-of.ts';
import type { CliStation } from '../doors.ts';
import { type Session, withStation } from '../session.ts';

/** The decision after a restore from backup. A running station waits for it; without one it is carried out here. */
export async function auditRestored(
  session: Session,
  { reason }: { readonly reason: string },
): Promise<number> {
  const isRunning = await withStation(session, 'look', async (s) => (await s.board.read()) !== null);
  return withStation(session, isRunning ? 'look' : 'ingest', async (station) => {
    const { origin } = station.config.station;
    const conflicts = await recordRestored(station, {
      origin,
      actor: await actorOf(session, station, ['system-admin']),
      reason,
    });
    if (!isRunning)
      await goOn(
        station,
        conflicts.map(({ head }) => head),
        origin,
      );
    const { cli } = session.words;
    const data = conflicts.map(({ kind, head }) => ({
      kind,
      about: head.about,
      head: `${head.size}:${Buffer.from(head.root).toString('base64')}`,
    }));
    session.result({ gaveUp: data, isCarriedOut: !isRunning }, () =>
      [
        cli.branchLeft(data.map(({ head }) => head).join(cli.listSeparator)),
        ...(isRunning ? [cli.branchLeftBeside] : []),
      ].join('\n'),
    );
    return 0;
  });
}

async function goOn(
  station: CliStation,
  heads: Parameters<typeof leaveBranch>[1],
  origin: string,
): Promise<void> {
  await leaveBranch(station.logFiles, heads);
  await checkPublished(station, { origin });
  await publishLog(station, { origin });
}
