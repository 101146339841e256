import { checkPublished } from '../audit/check-published.ts';
import type { Station } from '../compose.ts';
import { SYSTEM_ACTOR } from '../evidence/audit-entry.ts';
import type { DockRequest } from '../evidence/dock.ts';
import { NOBODY_ELSE } from '../ingest/berths.ts';
import { DockProgressBoard } from '../ingest/dock-progress.ts';
import { recover } from '../ingest/recover.ts';
import { startAnchoring } from './anchoring.ts';
import { openClearing } from './clearing.ts';
import { type DefectWatch, watchDefects } from './defects.ts';
import { type Docking, openDocking } from './docking.ts';
import { startInspecting } from './inspecting.ts';
import { type Part, stopParts } from './part.ts';
import { startProbing } from './probing.ts';
import { startPublishing } from './publishing.ts';
import { startReconciling } from './reconciling.ts';
import { restoreDocks } from './restore-docks.ts';
import { startScrubbing } from './scrubbing.ts';
import { holdWhileSetBack } from './set-back.ts';
import { openSlots } from './slots/slots.ts';
import { type StatusPart, startStatus } from './status.ts';
import { startSweeping } from './sweeping.ts';
import { openUnlocking } from './unlocking.ts';
import { startWatchingDestroyed } from './watching-destroyed.ts';

/**
 * The docking workstation at work: checks what the last run left, then docks whatever appears, several cards at once,
 * until it is told to stop. One card's trouble is in that dock's report; it never reaches the others.
 * @returns when `asked` has ended it and everything under way is settled.
 * @throws SealdockError when it could not start, and `defect` for one of ours, after everything was ended.
 */
export async function runDaemon(station: Station, asked: AbortSignal): Promise<void> {
  const { log, config } = station;
  await holdWhileSetBack(station, asked);
  if (asked.aborted) return;
  station.mover.warm();
  await recover(station, SYSTEM_ACTOR, NOBODY_ELSE);
  const checked = await checkPublished(station, { origin: config.station.origin });
  if (checked.rebuilt.length > 0) log.warn('audit.rebuilt', { files: checked.rebuilt.length });

  const defects = watchDefects(asked);
  const parts: Part[] = [];
  try {
    const docking = await startParts(station, defects, parts);
    log.info('station.ready', { data: config.data, markers: config.docking.markers });
    await ended(defects.signal);
    log.info('station.stopping', { docks: docking.running });
  } finally {
    // A start that failed has begun some of them.
    defects.end();
    await stopParts(parts, (thrown) => {
      defects.note(thrown);
      log.error('part.not-stopped', { error: String(thrown) });
    });
  }
  defects.rethrow();
}

/** Whatever has begun is in `parts`, also when a later one cannot begin. */
async function startParts(station: Station, defects: DefectWatch, parts: Part[]): Promise<Docking> {
  const begun = <P extends Part>(part: P): P => {
    parts.push(part);
    return part;
  };
  const { signal, note: onDefect } = defects;
  const progress = new DockProgressBoard();
  const slots = begun(
    openSlots({
      clock: station.clock,
      presence: station.presence,
      configured: station.config.docking.slots,
      onLeft: (request) => docking.left(request),
      onChange: () => status.show(),
    }),
  );
  const status: StatusPart = begun(startStatus(station, progress, slots.snapshot));
  const publishing = begun(startPublishing(station, status, onDefect));
  const isQuiet = () => docking.running === 0;
  const probing = begun(startProbing(station, { status, onDefect, isQuiet, signal }));
  begun(await startInspecting(station, { status, onDefect, signal }));
  begun(await startReconciling(station, { status, onDefect, signal }));
  begun(await startScrubbing(station, { status, onDefect, isQuiet, signal }));
  begun(startAnchoring(station, { status, onDefect, signal }));
  begun(await startSweeping(station, { status, onDefect, signal }));
  begun(startWatchingDestroyed(station, { status, onDefect, signal }));
  const clearing = begun(openClearing(station, { status, probe: probing.ofCard, onDefect, signal }));
  await clearing.settle();
  const docking: Docking = begun(
    openDocking(station, {
      clearing,
      progress,
      status,
      slots,
      publish: publishing.now,
      onDefect,
      onIdle: probing.nudge,
      signal,
    }),
  );
  await restoreDocks(station, { status, slots, progress, clearing });
  const onGone = (request: DockRequest) => {
    slots.left(request);
    docking.left(request);
  };
  await startSources(station, docking, onGone, begun);
  const unlocking = begun(
    openUnlocking(station, station.config.recorders.unlock, { status, onDefect, signal }),
  );
  begun(
    station.usb.start(
      (event) => {
        station.log.info(`usb.${event.kind}`, { ...event.device });
        slots.usb(event);
        unlocking.note(event);
      },
      (why) => station.log.warn('usb.unavailable', { why }),
    ),
  );
  probing.nudge();
  return docking;
}

/** One source that cannot begin ends the start, after all of them have answered. */
async function startSources(
  { sources, log }: Station,
  docking: Docking,
  onGone: (request: DockRequest) => void,
  begun: (part: Part) => void,
): Promise<void> {
  const starts = await Promise.allSettled(
    sources.map((source) =>
      source.start(docking.ask, (what, why) => log.warn('dock.source', { what, why }), onGone),
    ),
  );
  for (const start of starts) if (start.status === 'fulfilled') begun({ stop: start.value });
  const failed = starts.find((start) => start.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}

function ended(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
