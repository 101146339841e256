import { lstat, readFile, unlink } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { watch } from 'chokidar';
import { z } from 'zod';
import type { DockRequest } from '../evidence/dock.ts';
import type { DockId, RecorderNo } from '../evidence/ids.ts';
import { parseRecorderNo } from '../evidence/ids.ts';
import type { DockMarkers } from '../ports/dock-markers.ts';
import { makeFolders, replaceFile } from './durable-files.ts';

const MARKER_BYTES_LIMIT = 16_384;
/** A marker is renamed into place, so this only guards against one that is written by hand. */
const STABLE_MS = 100;

const markerSchema = z.strictObject({
  v: z.literal(1),
  path: z.string().startsWith('/').max(4_096),
  dock: z
    .string()
    .regex(/^dock-[0-9A-Za-z-]{1,60}$/)
    .optional(),
  label: z.string().max(256).nullable().default(null),
  recorder: z
    .custom<RecorderNo>(
      (value) => typeof value === 'string' && parseRecorderNo(value) !== null,
      'no recorder number',
    )
    .nullable()
    .default(null),
  model: z.string().max(64).nullable().default(null),
});

/**
 * A folder of JSON markers, one per docked medium: `{"v":1,"path":"/run/sealdock/media/sdb1","label":"CAM01"}`.
 * Names that start with a dot are being written and are not looked at.
 * @param newDockId for markers that name no dock, as those of a mount helper.
 */
export function openMarkerFolder(folder: string, newDockId: () => DockId): DockMarkers {
  const names = new Map<DockId, string>();
  return {
    submit: async ({ id, path, label, recorder, model }) => {
      await makeFolders(folder);
      const marker = { v: 1, path, dock: id, label, recorder, model };
      await replaceFile(join(folder, `${id}.json`), Buffer.from(JSON.stringify(marker)));
    },
    start: async (onRequest, onBad) => {
      await makeFolders(folder);
      const watcher = watch(folder, {
        depth: 0,
        followSymlinks: false,
        awaitWriteFinish: { stabilityThreshold: STABLE_MS },
        ignored: (path) => path !== folder && !/^[^.].*\.json$/.test(basename(path)),
      });
      watcher.on('add', (path) => {
        readMarker(path, newDockId).then(
          (request) => {
            names.set(request.id, path);
            onRequest(request);
          },
          (thrown: unknown) =>
            onBad(basename(path), thrown instanceof Error ? thrown.message : String(thrown)),
        );
      });
      watcher.on('error', (thrown) => onBad(folder, String(thrown)));
      return () => watcher.close();
    },
    settle: async ({ id }) => {
      const path = names.get(id);
      names.delete(id);
      // A mount helper's marker may belong to root; it goes with the medium, and docking it again costs nothing.
      if (path !== undefined) await unlink(path).catch(() => {});
    },
  };
}

async function readMarker(path: string, newDockId: () => DockId): Promise<DockRequest> {
  const facts = await lstat(path);
  if (!facts.isFile() || facts.size > MARKER_BYTES_LIMIT) throw new Error('not a small regular file');
  const parsed = markerSchema.safeParse(JSON.parse(await readFile(path, 'utf8')));
  if (!parsed.success) throw new Error(z.prettifyError(parsed.error));
  const { dock, label, recorder, model } = parsed.data;
  return {
    id: (dock as DockId | undefined) ?? newDockId(),
    path: parsed.data.path,
    origin: 'marker',
    label,
    recorder,
    model,
  };
}
