import type { Station } from '../compose.ts';
import type { DockRow } from '../ports/catalog.ts';
import type { DockProgress } from '../ports/status-board.ts';
import { standingAlarms } from './dock-alarms.ts';
import type { Slots } from './slots/slots.ts';
import type { StatusPart } from './status.ts';

/** The last docks looked through at a start; more than the ports of a station, several shifts over. */
const LAST_DOCKS = 256;

/**
 * What people saw before a restart stands after it: the alarms of docks that were stopped, and the slots whose medium
 * is still plugged in and has been docked.
 */
export async function restoreDocks(
  { catalog, presence, clock }: Pick<Station, 'catalog' | 'presence' | 'clock'>,
  status: Pick<StatusPart, 'raise'>,
  slots: Pick<Slots, 'docking'>,
): Promise<void> {
  const last = await catalog.docks({ recorder: null, before: null, limit: LAST_DOCKS });
  const { wallMs, monotonicMs } = clock.read();
  for (const [source, code] of standingAlarms(last, wallMs)) status.raise(source, code);
  // DISKSEQ begins anew with each boot (the kernel's clock counts from there): older docks are of other disks.
  const bootedMs = wallMs - monotonicMs;
  for (const dock of [...last].reverse()) {
    const { medium } = dock;
    if (medium?.port == null || Date.parse(dock.startedAt) < bootedMs) continue;
    if ((await presence.isThere(medium)) !== true) continue;
    const { id, path, origin, label, recorder, model } = dock;
    slots.docking({ id, path, origin, label, recorder, model, medium }, progressOf(dock));
  }
}

function progressOf(dock: DockRow): DockProgress {
  const { id, path, recorder, model, startedAt, result, code, counts, check } = dock;
  const filesDone = counts === null ? 0 : counts.sealed + counts.metAgain + counts.failed;
  return {
    dock: id,
    path,
    recorder,
    model,
    dirty: check?.dirty ?? null,
    phase: 'finished',
    filesTotal: counts?.found ?? 0,
    filesDone,
    bytesTotal: counts?.sealedBytes ?? 0,
    bytesDone: counts?.sealedBytes ?? 0,
    bytesPerSecond: null,
    secondsLeft: null,
    startedAt,
    result: result ?? 'interrupted',
    code,
  };
}
