import type { StationStatus } from '../../ports/status-board.ts';
import type { CliStation } from '../doors.ts';

/** Each code is told once, so that more would say no more. */
const ALERTS_LIMIT = 1_000;

/**
 * All that waits for a person, for whoever shows it: what the daemon tells, a vault without room, and what of the
 * recorders nobody has settled, which stands whether a daemon runs or not.
 */
export async function alarmsOf(
  { catalog, vault, config }: Pick<CliStation, 'catalog' | 'vault' | 'config'>,
  daemon: Pick<StationStatus, 'alarms'> | null,
): Promise<readonly string[]> {
  const { freeBytes } = await vault.room();
  const alerts = await catalog.openAlerts(null, ALERTS_LIMIT);
  return [
    ...new Set([
      ...(daemon?.alarms ?? []),
      ...(freeBytes < config.ingest.minFreeBytes ? ['vault-full'] : []),
      ...alerts.map(({ kind }) => (kind === 'lost' ? 'recorder-lost' : 'identity-changed')),
    ]),
  ];
}
