import { watch } from 'chokidar';
import type { DockRequest } from '../evidence/dock.ts';
import type { DockId } from '../evidence/ids.ts';
import type { DockSource } from '../ports/dock-source.ts';

/**
 * A plain folder into which footage is dropped (ZZ-9, CL-16.4): docked at the start, and whenever something in it has
 * changed and then been quiet for a while. Nothing is ever removed from it.
 */
export function openDropFolder(
  folder: Pick<DockRequest, 'path' | 'recorder' | 'model'>,
  quietMs: number,
  newDockId: () => DockId,
): DockSource {
  return {
    start: async (onRequest, onBad) => {
      let timer: NodeJS.Timeout | null = null;
      const tell = () => onRequest({ ...folder, id: newDockId(), origin: 'drop-folder', label: null });
      const nudge = () => {
        if (timer !== null) clearTimeout(timer);
        timer = setTimeout(tell, quietMs);
      };
      const watcher = watch(folder.path, { followSymlinks: false, ignoreInitial: true });
      watcher.on('all', (event) => {
        if (event === 'add' || event === 'change' || event === 'addDir') nudge();
      });
      watcher.on('ready', nudge);
      watcher.on('error', (thrown) => onBad(folder.path, String(thrown)));
      return async () => {
        if (timer !== null) clearTimeout(timer);
        await watcher.close();
      };
    },
  };
}
