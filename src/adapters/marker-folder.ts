import type { Stats } from 'node:fs';
import { lstat, readFile, unlink } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { watch } from 'chokidar';
import { z } from 'zod';
import type { DockRequest } from '../evidence/dock.ts';
import type { DockId, RecorderNo } from '../evidence/ids.ts';
import { parseDockId, parseRecorderNo } from '../evidence/ids.ts';
import { MEDIUM_TEXT_LIMIT } from '../evidence/medium.ts';
import type { DockMarkers } from '../ports/dock-markers.ts';
import { makeFolders, replaceFile } from './durable-files.ts';

const MARKER_BYTES_LIMIT = 16_384;
/**
 * A helper renames its marker into place: it is whole when it is seen, and a person waits for it, so it is read at
 * once. What does not parse may be one that is just being written by hand, and is read again while it changes.
 */
const STABLE_MS = 100;
const READS_LIMIT = 50;

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
  dirty: z.boolean().nullable().optional(),
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
      // Which file was told last at each path: one that is written by hand is met while it grows, and told once. Of
      // this watch only: whoever watches after it is told again.
      const seen = new Map<string, string>();
      const watcher = watch(folder, {
        depth: 0,
        followSymlinks: false,
        // Else a pull would be told a tenth of a second late, and a quick replug as a change of one medium.
        atomic: false,
        ignored: (path) => path !== folder && !/^[^.].*\.json$/.test(basename(path)),
      });
      const take = oneAtATime(async (path) => {
        const read = await readWhole(path, newDockId);
        if (read === null || read.identity === seen.get(path)) return;
        if (seen.size < HELD_LIMIT || seen.has(path)) seen.set(path, read.identity);
        if (read.kind === 'bad') return onBad(basename(path), read.why);
        const { request, identity } = read;
        const told = taken.has(request.id) ? { ...request, id: newDockId() } : request;
        taken.set(told.id, { path, identity });
        if (told.medium !== null && held.size < HELD_LIMIT) held.set(path, told);
        onRequest(told);
      });
      watcher.on('add', take);
      // A helper renames the marker of the next card over that of the last one.
      watcher.on('change', take);
      // A helper takes the marker of a medium away when it has left; who wrote one by hand may remove it as he likes.
      watcher.on('unlink', (path) => {
        const request = held.get(path);
        held.delete(path);
        seen.delete(path);
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

/** Events that come while a path is being looked at are answered by one more look. */
function oneAtATime(look: (path: string) => Promise<void>): (path: string) => void {
  const looking = new Map<string, { isWantedAgain: boolean }>();
  const begin = async (path: string): Promise<void> => {
    const turn = { isWantedAgain: false };
    looking.set(path, turn);
    await look(path);
    looking.delete(path);
    if (turn.isWantedAgain) await begin(path);
  };
  return (path) => {
    const turn = looking.get(path);
    if (turn === undefined) void begin(path);
    else turn.isWantedAgain = true;
  };
}

type ReadMarker =
  | { readonly kind: 'marker'; readonly request: DockRequest; readonly identity: string }
  | { readonly kind: 'bad'; readonly why: string; readonly identity: string };

/** Null when it has gone meanwhile; bad when it cannot be understood, and has not changed for a moment. */
async function readWhole(path: string, newDockId: () => DockId): Promise<ReadMarker | null> {
  let bad: ReadMarker | null = null;
  for (let reads = 0; reads < READS_LIMIT; reads += 1) {
    const read = await readMarker(path, newDockId);
    if (read === null || read.kind === 'marker') return read;
    if (read.identity === bad?.identity) return read;
    bad = read;
    await sleep(STABLE_MS);
  }
  return bad;
}

async function identityOf(path: string): Promise<string> {
  return identityIn(await lstat(path));
}

function identityIn({ ino, mtimeMs, size }: Stats): string {
  return `${ino}:${mtimeMs}:${size}`;
}

async function readMarker(path: string, newDockId: () => DockId): Promise<ReadMarker | null> {
  const facts = await lstat(path).catch(() => null);
  if (facts === null) return null;
  const identity = identityIn(facts);
  try {
    if (!facts.isFile() || facts.size > MARKER_BYTES_LIMIT) throw new Error('not a small regular file');
    const parsed = markerSchema.safeParse(JSON.parse(await readFile(path, 'utf8')));
    if (!parsed.success) throw new Error(z.prettifyError(parsed.error));
    const { dock, path: mounted, label, recorder, model, medium } = parsed.data;
    const id = dock ?? newDockId();
    const request = { id, path: mounted, origin: 'marker', label, recorder, model, medium } as const;
    return { kind: 'marker', request, identity };
  } catch (thrown) {
    return { kind: 'bad', why: thrown instanceof Error ? thrown.message : String(thrown), identity };
  }
}
