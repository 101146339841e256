import { DUE_KINDS } from '../../evidence/destruction.ts';
import { sweep } from '../../retention/sweep.ts';
import { changeStation } from '../change-station.ts';
import { withInterrupt } from '../interrupt.ts';
import { countText } from '../output/quantities.ts';
import type { Session } from '../session.ts';

/** The sweep of the night, now. It ends nothing, and anybody may look whether something is due. */
export async function retentionSweep(session: Session): Promise<number> {
  const { destruction, cli } = session.words;
  return withInterrupt(
    session,
    () => cli.stopping,
    (signal) =>
      changeStation(session, async (station) => {
        const report = await sweep(station.destruction, { signal, reason: 'asked for' });
        session.result(report, () =>
          [
            destruction.swept(countText(report.recordings), countText(report.added), countText(report.left)),
            ...DUE_KINDS.filter((kind) => report.due[kind] > 0).map((kind) =>
              destruction.dueCounts(destruction.dueKinds[kind], countText(report.due[kind])),
            ),
          ].join('\n'),
        );
        return 0;
      }),
  );
}
