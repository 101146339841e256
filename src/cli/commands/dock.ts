import { refuseSetBack } from '../../audit/log-standing.ts';
import { publishLog } from '../../audit/publish-log.ts';
import { ERROR_CODES, ERROR_KINDS, EXIT_FINDINGS, SealdockError } from '../../evidence/errors.ts';
import { AdvisedError } from '../advised-error.ts';
import { askedDocks, type DockFlags } from '../dock/asked-docks.ts';
import { dockHere } from '../dock/dock-here.ts';
import { type DockOutcome, outcomeData } from '../dock/dock-outcome.ts';
import { followDaemon } from '../dock/follow-daemon.ts';
import { outcomeText } from '../dock/outcome-text.ts';
import { probeAfterwards } from '../dock/probe-afterwards.ts';
import type { CliStation } from '../doors.ts';
import { withInterrupt } from '../interrupt.ts';
import { type Session, withStation } from '../session.ts';

/** Docks media and waits for the end: in the running station when there is one, else in this process. */
export async function dock(session: Session, paths: readonly string[], flags: DockFlags): Promise<number> {
  const asked = askedDocks(session, paths, flags);
  const { cli } = session.words;
  let isHandedOver = false;
  const onInterrupt = () => (isHandedOver ? null : cli.stopping);
  return withInterrupt(session, onInterrupt, async (signal) => {
    const followed = await withStation(session, 'look', async (station) => {
      refuseUnknownModel(station, flags);
      await refuseSetBack(station, { origin: station.config.station.origin });
      isHandedOver = (await station.board.read()) !== null;
      return followDaemon(session, station, asked, signal).catch((thrown: unknown) => {
        const hasLeft = signal.aborted && thrown instanceof SealdockError && thrown.code === 'interrupted';
        throw hasLeft
          ? new AdvisedError('interrupted', cli.stationGoesOnHint, { about: cli.stationGoesOn })
          : thrown;
      });
    });
    isHandedOver = followed !== null;
    if (followed !== null) return told(session, followed.outcomes, followed.zone);
    return withStation(session, 'ingest', async (station) => {
      const { origin, zone } = station.config.station;
      const exitCode = told(session, await dockHere(session, station, asked, signal), zone);
      await publishLog(station, { origin });
      // The person knows by now; looking into the sealed copies is not worth waiting for.
      await probeAfterwards(session, station, signal);
      await publishLog(station, { origin });
      return exitCode;
    });
  });
}

/** The report of a dock has room for a code only; here the known ids can be named. */
function refuseUnknownModel({ models }: CliStation, { model }: DockFlags): void {
  if (model === undefined || models.some(({ id }) => id === model)) return;
  throw new SealdockError('model-unknown', {
    about: model,
    expected: models.map(({ id }) => id).join(', '),
  });
}

function told(session: Session, outcomes: readonly DockOutcome[], zone: string): number {
  session.result({ docks: outcomes.map(outcomeData) }, () =>
    outcomes.map((outcome) => outcomeText(session, outcome, zone)).join('\n\n'),
  );
  return Math.max(0, ...outcomes.map(exitCodeOf));
}

/** A later code is a graver one; with several docks the gravest counts. */
function exitCodeOf({ report: { result, code } }: DockOutcome): number {
  switch (result) {
    case 'done':
      return 0;
    case 'findings':
      return EXIT_FINDINGS;
    case 'interrupted':
      return ERROR_KINDS.interrupted.exitCode;
    case 'refused':
    case 'gone':
    case 'stopped':
      return code === null ? ERROR_KINDS.failed.exitCode : ERROR_KINDS[ERROR_CODES[code]].exitCode;
  }
}
