import { lstat, readFile, unlink } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { watch } from 'chokidar';
import { z } from 'zod';
import type { DockRequest } from '../evidence/dock.ts';
import type { DockId, RecorderNo } from '../evidence/ids.ts';
import { parseDockId, parseRecorderNo } from '../evidence/ids.ts';
import { MEDIUM_TEXT_LIMIT } from '../evidence/medium.ts';
import type { DockMarkers } from '../ports/dock-markers.ts';
import { makeFolders, replaceFile } from './durable-files.ts';

const MARKER_BYTES_LIMIT = 16_384;
/** A marker is renamed into place, so this only guards against one that is written by hand. */
const STABLE_MS = 100;

const LABEL_LIMIT = 256;
/** Markers whose removal is told; more than the ports of any station. */
const HELD_LIMIT = 256;

const text = z.string().max(MEDIUM_TEXT_LIMIT).nullable().default(null);
const usbId = z.int().min(0).max(0xffff);

/** What the mount helper in `systemd/` knows of the medium; every part of it may be missing. */
const mediumSchema = z.strictObject({
  diskSeq: text,
  device: text,
  port: text,
  usb: z
    .strictObject({
      vendorId: usbId,
      productId: usbId,
      serial: text,
      manufacturer: text,
      product: text,
    })
    .nullable()
    .default(null),
  fileSystem: text,
  fileSystemId: text,
  sizeBytes: z.int().min(0).nullable().default(null),
});

const markerSchema = z.strictObject({
  v: z.literal(1),
  path: z.string().startsWith('/').max(4_096),
  dock: z
    .custom<DockId>((value) => typeof value === 'string' && parseDockId(value) !== null, 'no dock id')
    .optional(),
  label: z.string().max(LABEL_LIMIT).nullable().default(null),
  recorder: z
    .custom<RecorderNo>(
      (value) => typeof value === 'string' && parseRecorderNo(value) !== null,
      'no recorder number',
    )
    .nullable()
    .default(null),
  model: z.string().max(64).nullable().default(null),
  medium: mediumSchema.nullable().default(null),
});

/**
 * A folder of JSON markers, one per docked medium: `{"v":1,"path":"/run/sealdock/media/sdb1","label":"CAM01"}`.
 * Names that start with a dot are being written and are not looked at.
 * @param newDockId for markers that name no dock, as those of a mount helper.
 */
export function openMarkerFolder(folder: string, newDockId: () => DockId): DockMarkers {
  const taken = new Map<DockId, TakenMarker>();
  /** The newest request of each marker file that only its helper removes. */
  const held = new Map<string, DockRequest>();
  return {
    submit: async ({ id, path, label, recorder, model, medium }) => {
      await makeFolders(folder);
      const marker = {
        v: 1,
        path,
        dock: id,
        label: label?.slice(0, LABEL_LIMIT) ?? null,
        recorder,
        model,
        medium,
      };
      await replaceFile(join(folder, `${id}.json`), Buffer.from(JSON.stringify(marker)));
    },
    start: async (onRequest, onBad, onGone = () => {}) => {
      await makeFolders(folder);
      const watcher = watch(folder, {
        depth: 0,
        followSymlinks: false,
        awaitWriteFinish: { stabilityThreshold: STABLE_MS },
        ignored: (path) => path !== folder && !/^[^.].*\.json$/.test(basename(path)),
      });
      const take = (path: string) => {
        readMarker(path, newDockId).then(
          ({ request, identity }) => {
            const told = taken.has(request.id) ? { ...request, id: newDockId() } : request;
            taken.set(told.id, { path, identity });
            if (told.medium !== null && held.size < HELD_LIMIT) held.set(path, told);
            onRequest(told);
          },
          (thrown: unknown) =>
            onBad(basename(path), thrown instanceof Error ? thrown.message : String(thrown)),
        );
      };
      watcher.on('add', take);
      // A helper renames the marker of the next card over that of the last one.
      watcher.on('change', take);
      // A helper takes the marker of a medium away when it has left; who wrote one by hand may remove it as he likes.
      watcher.on('unlink', (path) => {
        const request = held.get(path);
        held.delete(path);
        if (request !== undefined) onGone(request);
      });
      watcher.on('error', (thrown) => onBad(folder, String(thrown)));
      return () => watcher.close();
    },
    settle: async ({ id }) => {
      const marker = taken.get(id);
      taken.delete(id);
      if (marker === undefined) return;
      // Another marker under the same name is of another card, and stays until that one has been docked.
      const now = await identityOf(marker.path).catch(() => null);
      // A mount helper's marker may belong to root; it goes with the medium, and docking it again costs nothing.
      if (now !== marker.identity) return;
      const helpers = held.get(marker.path);
      held.delete(marker.path);
      await unlink(marker.path).catch(() => {
        if (helpers !== undefined) held.set(marker.path, helpers);
      });
    },
  };
}

/** Which file it was that a request came from. */
interface TakenMarker {
  readonly path: string;
  readonly identity: string;
}

async function identityOf(path: string): Promise<string> {
  const { ino, mtimeMs, size } = await lstat(path);
  return `${ino}:${mtimeMs}:${size}`;
}

async function readMarker(
  path: string,
  newDockId: () => DockId,
): Promise<{ request: DockRequest; identity: string }> {
  const identity = await identityOf(path);
  const facts = await lstat(path);
  if (!facts.isFile() || facts.size > MARKER_BYTES_LIMIT) throw new Error('not a small regular file');
  const parsed = markerSchema.safeParse(JSON.parse(await readFile(path, 'utf8')));
  if (!parsed.success) throw new Error(z.prettifyError(parsed.error));
  const { dock, path: mounted, label, recorder, model, medium } = parsed.data;
  const id = dock ?? newDockId();
  return { request: { id, path: mounted, origin: 'marker', label, recorder, model, medium }, identity };
}
