import { refuseSetBack } from '../../audit/log-standing.ts';
import { overdueSince } from '../../audit/scrub-vault.ts';
import { anchorsSuffice } from '../../evidence/anchor.ts';
import { asSealdockError, type ErrorCode } from '../../evidence/errors.ts';
import type { StationStatus } from '../../ports/status-board.ts';
import { standingDoubt } from '../../retention/standing-doubt.ts';
import type { CliStation } from '../doors.ts';
import { anchorOverview } from './anchor-text.ts';

/** Each code is told once, so that more would say no more. */
const ALERTS_LIMIT = 1_000;

/**
 * All that waits for a person, for whoever shows it: what the daemon tells, a vault without room, and what of the
 * recorders nobody has settled, which stands whether a daemon runs or not.
 */
export async function alarmsOf(
  station: CliStation,
  daemon: Pick<StationStatus, 'alarms'> | null,
): Promise<readonly string[]> {
  const { catalog, vault, config, clock } = station;
  const { freeBytes } = await vault.room();
  const setBack = await setBackCode(station);
  const { verdict } = await anchorOverview(station);
  const fixity = await catalog.fixityState(overdueSince(clock.read().wallMs, config.fixity.days));
  const alerts = await catalog.openAlerts(null, ALERTS_LIMIT);
  return [
    ...new Set([
      ...(daemon?.alarms ?? []),
      ...(setBack === null ? [] : [setBack]),
      ...(fixity.damaged > 0 ? ['sealed-differs'] : []),
      ...(anchorsSuffice(verdict) ? [] : ['anchor-too-old']),
      ...(freeBytes < config.ingest.minFreeBytes ? ['vault-full'] : []),
      ...((await standingDoubt(catalog)) === null ? [] : ['clock-doubtful']),
      ...alerts.map(({ kind }) => (kind === 'lost' ? 'recorder-lost' : 'identity-changed')),
    ]),
  ];
}

/** Told without a daemon too; where something else is wrong with the log, `audit verify` says what. */
async function setBackCode(station: CliStation): Promise<ErrorCode | null> {
  try {
    await refuseSetBack(station, { origin: station.config.station.origin });
    return null;
  } catch (thrown) {
    return asSealdockError(thrown).code;
  }
}
