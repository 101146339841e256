import { basename, sep } from 'node:path';
import type { DockId } from '../evidence/ids.ts';
import type { DockSource } from '../ports/dock-source.ts';
import { listMounts } from './mounts.ts';

/**
 * Every mount that appears below the given folders, as a desktop makes them. The mount table is asked instead of the
 * folders: a watcher on them reports the empty mount point before the medium is in it, and nothing after
 * (FINDINGS 1.4).
 */
export function openMountSource(
  below: readonly string[],
  everyMs: number,
  newDockId: () => DockId,
): DockSource {
  return {
    start: async (onRequest, onBad) => {
      let known = new Set<string>();
      const look = async () => {
        const mounts = (await listMounts()).filter(({ mountPoint }) =>
          below.some((folder) => mountPoint.startsWith(`${folder}${sep}`)),
        );
        for (const { mountPoint, source } of mounts) {
          if (known.has(`${source} ${mountPoint}`)) continue;
          const label = basename(mountPoint);
          onRequest({
            id: newDockId(),
            path: mountPoint,
            origin: 'auto-mount',
            label,
            recorder: null,
            model: null,
            medium: null,
          });
        }
        known = new Set(mounts.map(({ mountPoint, source }) => `${source} ${mountPoint}`));
      };
      const tryLook = () => look().catch((thrown: unknown) => onBad('mounts', String(thrown)));
      const timer = setInterval(() => void tryLook(), everyMs);
      await tryLook();
      return async () => clearInterval(timer);
    },
  };
}
