import type { HeadMemory } from '../ports/head-memory.ts';
import type { LogFiles } from '../ports/log-files.ts';

export interface RememberingPorts {
  readonly logFiles: Pick<LogFiles, 'read' | 'list'>;
  /** A station has one; a log that is only looked at may have none. */
  readonly headMemory?: Pick<HeadMemory, 'read'>;
}

export interface RememberedNote {
  /** `kept head`, or the path of an anchor's note. */
  readonly about: string;
  readonly note: Uint8Array;
}

/** Heads that anchors were taken of lie there, under `<size, 12 digits>.<first 16 hex of the root>.note`. */
export const ANCHOR_NOTE = /^anchors\/(\d{12})\.[0-9a-f]{16}\.note$/;
/** A head, and what another machine has said of it. */
export const ANCHOR_FILE = /^anchors\/(\d{12}\.[0-9a-f]{16})\.(note|tsr|witness)$/;
/** The newest anchors say all that the older ones do; more are looked at by `audit verify`, one by one. */
const ANCHORS_ASKED = 16;

/** Every signed head that lies on this machine outside the catalogue and the published checkpoint. */
export async function rememberedNotes(ports: RememberingPorts): Promise<readonly RememberedNote[]> {
  const kept = (await ports.headMemory?.read()) ?? null;
  const newest: string[] = [];
  for await (const path of ports.logFiles.list()) {
    if (!ANCHOR_NOTE.test(path)) continue;
    newest.push(path);
    if (newest.length > 2 * ANCHORS_ASKED) newest.sort().splice(0, ANCHORS_ASKED);
  }
  const notes: RememberedNote[] = kept === null ? [] : [{ about: 'kept head', note: kept }];
  for (const path of newest.sort().slice(-ANCHORS_ASKED)) {
    const note = await ports.logFiles.read(path);
    if (note !== null) notes.push({ about: path, note });
  }
  return notes;
}
