import { setTimeout as pause } from 'node:timers/promises';
import { type HeadConflict, logStanding, setBackError } from '../audit/log-standing.ts';
import { describe } from '../audit/published-head.ts';
import { leaveBranch } from '../audit/restore-log.ts';
import type { Station } from '../compose.ts';
import type { DockRequest } from '../evidence/dock.ts';
import type { ErrorCode } from '../evidence/errors.ts';
import { DockProgressBoard } from '../ingest/dock-progress.ts';
import { type Part, stopParts } from './part.ts';
import { openSlots } from './slots/slots.ts';
import { startStatus } from './status.ts';

/** How often it is asked whether an administrator has decided: one look at an index. */
const LOOK_EVERY_MS = 1_000;

/**
 * Nothing is taken in while the log is shorter than, or other than, a head that was signed before: whatever was written
 * then would be a second history beside the first. The station shows that, refuses every card without looking at it,
 * and writes nothing, until `log.restored` is recorded; then it goes on by itself. (TRUST 1.2, restore from backup)
 * @returns when the log may be continued, or when `asked` has ended the wait.
 */
export async function holdWhileSetBack(station: Station, asked: AbortSignal): Promise<void> {
  const { origin } = station.config.station;
  while (!asked.aborted) {
    const standing = await logStanding(station, { origin });
    if (standing.kind === 'sound') return leaveBranch(station.logFiles, standing.leaves);
    await refuseUntilDecided(station, standing.conflicts, asked);
  }
}

async function refuseUntilDecided(
  station: Station,
  conflicts: readonly HeadConflict[],
  asked: AbortSignal,
): Promise<void> {
  const { log, catalog } = station;
  const { code } = setBackError(conflicts);
  for (const { kind, head, found } of conflicts) {
    log.error('log.set-back', { kind, about: head.about, head: describe(head), found: found.size });
  }
  const decided = async () => (await catalog.lastAuditRow('log.restored'))?.seq ?? -1;
  const before = await decided();
  const parts: Part[] = [];
  try {
    await startRefusing(station, code, parts);
    while (!asked.aborted && (await decided()) === before) {
      await pause(LOOK_EVERY_MS, undefined, { signal: asked }).catch(() => {});
    }
  } finally {
    await stopParts(parts, (thrown) => log.error('part.not-stopped', { error: String(thrown) }));
  }
}

/** Markers stay where they are, so that the cards are docked as soon as it is decided. */
async function startRefusing(station: Station, code: ErrorCode, parts: Part[]): Promise<void> {
  const { clock, presence, sources, log } = station;
  const nowMs = () => clock.read().wallMs;
  const progress = new DockProgressBoard();
  const slots = openSlots({
    clock,
    presence,
    configured: station.config.docking.slots,
    onLeft: () => {},
    onChange: () => status.show(),
  });
  parts.push(slots);
  const status = startStatus(station, progress, slots.snapshot);
  parts.push(status);
  status.raise('daemon', code);
  const refuse = (request: DockRequest) => {
    slots.docking(request, progress.start(request, nowMs()));
    progress.fail(request.id, code);
    status.show();
  };
  for (const source of sources) {
    const stop = await source.start(
      refuse,
      (what, why) => log.warn('dock.source', { what, why }),
      (request) => slots.left(request),
    );
    parts.push({ stop });
  }
}
