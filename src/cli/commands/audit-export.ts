import { resolve } from 'node:path';
import { exportLog } from '../../audit/export-log.ts';
import { refuseSetBack } from '../../audit/log-standing.ts';
import { publishLog } from '../../audit/publish-log.ts';
import { shown } from '../../words/shown.ts';
import { AUDIT_KEEPERS, actorOf } from '../actor-of.ts';
import { withInterrupt } from '../interrupt.ts';
import { countText } from '../output/quantities.ts';
import { type Session, withStation } from '../session.ts';

/** Writes the whole log into a new folder, with all that a stranger needs to check it. */
export async function auditExport(
  session: Session,
  folder: string,
  { reason }: { readonly reason?: string },
): Promise<number> {
  const { cli } = session.words;
  const isRunning = await withStation(session, 'look', async (s) => (await s.board.read()) !== null);
  return withInterrupt(
    session,
    () => cli.stoppingCheck,
    (signal) =>
      withStation(session, isRunning ? 'look' : 'ingest', async (station) => {
        const { origin } = station.config.station;
        await refuseSetBack(station, { origin });
        // Beside a running station the newest head is a few seconds old.
        if (!isRunning) await publishLog(station, { origin });
        const exported = await exportLog(station, {
          origin,
          folder: resolve(session.io.cwd, folder),
          actor: await actorOf(session, station, AUDIT_KEEPERS),
          reason: reason ?? null,
          signal,
          script: station.verifyScript,
          tsaCa: station.timeStamps?.ca || null,
        });
        if (!isRunning) await publishLog(station, { origin });
        const head = `${exported.size}:${Buffer.from(exported.root).toString('base64')}`;
        session.result({ folder: resolve(session.io.cwd, folder), entries: exported.size, head }, () =>
          [
            cli.exported(shown(folder), countText(exported.size)),
            cli.exportedHint(`sealdock audit anchor ${head}`),
          ].join('\n'),
        );
        return 0;
      }),
  );
}
