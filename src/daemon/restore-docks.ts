import { codeOfClear } from '../clearing/take-answer.ts';
import type { Station } from '../compose.ts';
import type { DockProgressBoard } from '../ingest/dock-progress.ts';
import type { DockRow } from '../ports/catalog.ts';
import type { DockProgress } from '../ports/status-board.ts';
import type { Clearing } from './clearing.ts';
import { standingAlarms } from './dock-alarms.ts';
import type { Slots } from './slots/slots.ts';
import type { StatusPart } from './status.ts';

/** The last docks looked through at a start; more than the ports of a station, several shifts over. */
const LAST_DOCKS = 256;

export interface RestoreNeeds {
  readonly status: Pick<StatusPart, 'raise' | 'show'>;
  readonly slots: Pick<Slots, 'docking'>;
  readonly progress: Pick<DockProgressBoard, 'resume' | 'end'>;
  readonly clearing: Pick<Clearing, 'begunBefore'>;
}

/**
 * What people saw before a restart stands after it: the alarms of docks that were stopped, and the slots whose medium
 * is still plugged in and has been docked. A card that is still being cleared is told so until that has its end.
 */
export async function restoreDocks(
  { catalog, presence, clock }: Pick<Station, 'catalog' | 'presence' | 'clock'>,
  { status, slots, progress, clearing }: RestoreNeeds,
): Promise<void> {
  const last = await catalog.docks({ recorder: null, before: null, limit: LAST_DOCKS });
  const { wallMs, boot } = clock.read();
  for (const [source, code] of standingAlarms(last, wallMs)) status.raise(source, code);
  // DISKSEQ begins anew with each boot: docks of another one are of other disks, whatever the wall clock says of them.
  for (const dock of [...last].reverse()) {
    const { medium } = dock;
    if (medium?.port == null || dock.boot !== boot) continue;
    if ((await presence.isThere(medium)) !== true) continue;
    const { id, path, origin, label, recorder, model } = dock;
    // Asked first: what is not being carried out any more has its end in the catalogue.
    const begun = clearing.begunBefore(id);
    const cleared = (await catalog.clearsOf(id)).at(-1);
    const code = dock.code ?? (cleared === undefined ? null : codeOfClear(cleared));
    const ended = progressOf({ ...dock, code });
    const shown: DockProgress = begun === null ? ended : { ...ended, phase: 'clearing', result: null };
    slots.docking({ id, path, origin, label, recorder, model, medium }, shown);
    if (begun === null) continue;
    progress.resume(shown);
    void begun.then((ending) => {
      if (ending.kind === 'open') return;
      progress.end(id, { result: ended.result, code: ending.code });
      status.show();
    });
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
