import { checkPublished } from '../audit/check-published.ts';
import type { Station } from '../compose.ts';
import { SYSTEM_ACTOR } from '../evidence/audit-entry.ts';
import type { DockEvent, DockReport, DockRequest } from '../evidence/dock.ts';
import { NOBODY_ELSE } from '../ingest/berths.ts';
import { dockCard } from '../ingest/dock-card.ts';
import { DockProgressBoard } from '../ingest/dock-progress.ts';
import { recover } from '../ingest/recover.ts';
import { openBerthDesk } from './berth-desk.ts';
import { startInspecting } from './inspecting.ts';
import { startProbing } from './probing.ts';
import { startPublishing } from './publishing.ts';
import { openRetries } from './retries.ts';
import { startStatus } from './status.ts';

/**
 * The docking workstation at work: checks what the last run left, then docks whatever appears, several cards at once,
 * until it is told to stop. One card's trouble is in that dock's report; it never reaches the others.
 * @returns when `signal` has ended it and everything under way is settled.
 */
export async function runDaemon(station: Station, signal: AbortSignal): Promise<void> {
  const { log } = station;
  await recover(station, SYSTEM_ACTOR, NOBODY_ELSE);
  const checked = await checkPublished(station, { origin: station.config.station.origin });
  if (checked.rebuilt.length > 0) log.warn('audit.rebuilt', { files: checked.rebuilt.length });

  const progress = new DockProgressBoard();
  const status = startStatus(station, progress);
  const publishing = startPublishing(station, status);
  const dock = async (asked: DockRequest) => {
    try {
      const report = await dockOne(station, asked, progress, signal);
      status.noteReport(report);
      await publishing.now();
      if (report.result === 'stopped') retries.after(asked);
    } catch (thrown) {
      status.noteBroken(thrown);
      log.error('dock.broke', { dock: asked.id, path: asked.path, error: String(thrown) });
      retries.after(asked);
    }
  };
  const desk = openBerthDesk(dock, () => probing.nudge());
  const retries = openRetries((request) => signal.aborted || desk.want(request));
  const isQuiet = () => desk.running === 0;
  const probing = startProbing(station, isQuiet, signal);
  const inspecting = startInspecting(station, status, signal);

  const stops = await Promise.all(
    station.sources.map((source) =>
      source.start(
        (request) => signal.aborted || desk.want(request),
        (what, why) => log.warn('dock.source', { what, why }),
      ),
    ),
  );
  const usb = station.usb.start(
    ({ kind, device }) => log.info(`usb.${kind}`, { ...device }),
    (why) => log.warn('usb.unavailable', { why }),
  );
  probing.nudge();
  log.info('station.ready', { data: station.config.data, markers: station.config.docking.markers });
  await ended(signal);
  log.info('station.stopping', { docks: desk.running });
  for (const stop of stops) await stop();
  await desk.idle();
  for (const part of [retries, usb, inspecting, probing, publishing, status]) await part.stop();
}

async function dockOne(
  station: Station,
  asked: DockRequest,
  progress: DockProgressBoard,
  signal: AbortSignal,
): Promise<DockReport> {
  // A marker that outlived a crash names a dock that the catalogue knows already.
  const known = (await station.catalog.dock(asked.id)) !== null;
  const request = known ? { ...asked, id: station.newDockId() } : asked;
  const nowMs = () => station.clock.read().wallMs;
  station.log.info('dock.begins', { dock: request.id, path: request.path, origin: request.origin });
  progress.start(request, nowMs());
  const onEvent = (event: DockEvent) => progress.note(event, nowMs());
  const report = await dockCard(station, request, { signal, actor: SYSTEM_ACTOR, onEvent });
  // A stopped dock keeps its marker, so that the next start goes on with it.
  if (report.result !== 'stopped') await station.markers.settle(asked);
  return report;
}

function ended(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
