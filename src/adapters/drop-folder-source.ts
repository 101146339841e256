import { watch } from 'chokidar';
import type { DockRequest } from '../evidence/dock.ts';
import type { DockId } from '../evidence/ids.ts';
import type { DockSource } from '../ports/dock-source.ts';

/** Where somebody writes without a pause, it is docked after so many times the quiet that never came. */
const QUIETS_WAITED_FOR = 300;

/** Between two looks into the folder, when nothing else is set. */
const POLL_MS = 2_000;

/**
 * A plain folder into which footage is dropped (ZZ-9, CL-16.4): docked at the start, and whenever something in it has
 * changed and then been quiet for a while. Nothing is ever removed from it. It is looked at, because a kernel tells
 * nothing of what others write on a network file system (NFS, CIFS, FUSE).
 * @param latestMs it is docked at the latest so long after a change: a file that still grows is then left by name.
 */
export function openDropFolder(
  folder: Pick<DockRequest, 'path' | 'recorder' | 'model'>,
  quietMs: number,
  newDockId: () => DockId,
  latestMs = QUIETS_WAITED_FOR * quietMs,
  pollMs = Math.min(quietMs, POLL_MS),
): DockSource {
  return {
    start: async (onRequest, onBad) => {
      let quiet: NodeJS.Timeout | undefined;
      let latest: NodeJS.Timeout | undefined;
      const forget = () => {
        clearTimeout(quiet);
        clearTimeout(latest);
        latest = undefined;
      };
      const tell = () => {
        forget();
        onRequest({ ...folder, id: newDockId(), origin: 'drop-folder', label: null, medium: null });
      };
      const nudge = () => {
        clearTimeout(quiet);
        // Quiet is only what the next look has seen to be.
        quiet = setTimeout(tell, quietMs + pollMs);
        latest ??= setTimeout(tell, latestMs);
      };
      const watcher = watch(folder.path, {
        followSymlinks: false,
        ignoreInitial: true,
        backend: 'polling',
        pollingInterval: pollMs,
        pollingBinaryInterval: pollMs,
      });
      watcher.on('all', (event) => {
        if (event === 'add' || event === 'change' || event === 'addDir') nudge();
      });
      watcher.on('ready', nudge);
      watcher.on('error', (thrown) => onBad(folder.path, String(thrown)));
      return async () => {
        await watcher.close();
        forget();
      };
    },
  };
}
