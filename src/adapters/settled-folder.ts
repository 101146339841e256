import { watch } from 'chokidar';

/**
 * Tells when something in a folder has changed and then been quiet for a while; once at the start for what lies there
 * already. Only a nudge: whoever is told looks at the folder himself.
 */
export function watchSettledFolder(
  folder: string,
  quietMs: number,
  onSettled: () => void,
  onError: (why: string) => void,
): () => Promise<void> {
  let timer: NodeJS.Timeout | null = null;
  const nudge = () => {
    if (timer !== null) clearTimeout(timer);
    timer = setTimeout(onSettled, quietMs);
  };
  const watcher = watch(folder, { followSymlinks: false, ignoreInitial: true });
  watcher.on('all', (event) => {
    if (event === 'add' || event === 'change' || event === 'addDir') nudge();
  });
  watcher.on('ready', nudge);
  watcher.on('error', (thrown) => onError(String(thrown)));
  return async () => {
    if (timer !== null) clearTimeout(timer);
    await watcher.close();
  };
}
