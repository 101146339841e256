import { isWrong } from '../../audit/findings.ts';
import { inspect } from '../../audit/inspect.ts';
import { EXIT_FINDINGS } from '../../evidence/errors.ts';
import { openCheckProgress } from '../checks/check-progress.ts';
import { findingData, findingsText } from '../checks/findings-text.ts';
import { withInterruptedCheck } from '../interrupt.ts';
import { countText } from '../output/quantities.ts';
import { type Session, withStation } from '../session.ts';

/** Checks everything again. It writes nothing, not even to the audit, so that it can look at a damaged station. */
export async function inspectStation(session: Session): Promise<number> {
  return withInterruptedCheck(session, (signal) =>
    withStation(session, 'look', async (station) => {
      const progress = openCheckProgress(session, station.clock);
      const inspection = await inspect(station, {
        origin: station.config.station.origin,
        remembered: null,
        stallMs: station.settings.stallMs,
        signal,
        onProgress: progress.show,
      }).finally(progress.clear);
      const { findings, recordings, entries } = inspection;
      const checked = session.words.cli.inspected(countText(recordings), countText(entries));
      session.result({ ...inspection, findings: findings.map(findingData) }, () =>
        findingsText(session, checked, findings),
      );
      return findings.some(isWrong) ? EXIT_FINDINGS : 0;
    }),
  );
}
