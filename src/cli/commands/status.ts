import { SealdockError } from '../../evidence/errors.ts';
import { followStatus } from '../checks/follow-status.ts';
import { overviewOf } from '../checks/station-overview.ts';
import { statusText } from '../checks/status-text.ts';
import { watchStatus } from '../checks/watch-status.ts';
import { withInterrupt } from '../interrupt.ts';
import { type Session, withStation } from '../session.ts';

export interface StatusOptions {
  readonly watch?: boolean;
  readonly follow?: boolean;
}

export async function status(session: Session, { watch, follow }: StatusOptions): Promise<number> {
  const { flags, io, words } = session;
  const { notTogether } = words.cli.usage;
  if (watch && follow) throw new SealdockError('usage', { about: notTogether('--watch', '--follow') });
  if (watch && flags.isJson) {
    throw new SealdockError('usage', {
      about: notTogether('--watch', '--json'),
      expected: 'status --follow --json',
    });
  }
  return withStation(session, 'look', async (station) => {
    if (watch || follow) {
      // Where nobody redraws lines, a live table is the lines of its changes.
      const show = watch && io.isTTY ? watchStatus : followStatus;
      return withInterrupt(
        session,
        () => null,
        (signal) => show(session, station, signal),
      );
    }
    const overview = await overviewOf(station);
    session.result(overview, () => statusText(session, overview));
    return 0;
  });
}
