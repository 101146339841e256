import type { RecordingId } from '../evidence/ids.ts';
import { parseRecorderNo, parseRecordingId } from '../evidence/ids.ts';
import type { Manifest } from '../evidence/manifest.ts';
import type { Catalog } from '../ports/catalog.ts';
import type { Vault, VaultFile } from '../ports/vault.ts';
import type { Finding, FindingList } from './findings.ts';
import { derivedFolderOf } from './inspect-row.ts';

export interface InspectStraysPorts {
  readonly catalog: Pick<Catalog, 'recording' | 'tombstone' | 'intents'>;
  readonly vault: Pick<Vault, 'walk' | 'tornCopies'>;
}

/** `YYYY/MM/DD/<recorder no>/<recording id>` */
const RECORDING_DEPTH = 5;
const WRITE_BITS = 0o222;

/** What lies in the vault and is in no catalogue, and what an interrupted copy left in staging. */
export async function inspectStrays(ports: InspectStraysPorts, findings: FindingList): Promise<void> {
  let told: string | null = null;
  for await (const file of ports.vault.walk()) {
    // What lies below a stray is part of it; what lies in a recording's folder was looked at with the recording.
    if (told !== null && file.path.startsWith(`${told}/`)) continue;
    const depth = file.path.split('/').length;
    if (depth > RECORDING_DEPTH) continue;
    const finding = depth < RECORDING_DEPTH ? strayAbove(file) : await strayRecording(ports, file);
    if (finding === null) continue;
    findings.add(finding);
    told = file.path;
  }
  for (const torn of await ports.vault.tornCopies()) {
    findings.add({
      kind: 'torn-copy',
      about: torn.path,
      expected: 'no unfinished copy',
      found: `${torn.sizeBytes} B`,
    });
  }
}

function strayAbove(file: VaultFile): Finding | null {
  const [year = '', month = '01', day = '01', recorder = 'x'] = file.path.split('/');
  const named =
    /^\d{4}$/.test(year) && /^\d\d$/.test(month) && /^\d\d$/.test(day) && parseRecorderNo(recorder) !== null;
  return named && file.kind === 'folder' ? null : stray(file, 'a folder YYYY/MM/DD/<recorder no>');
}

async function strayRecording(ports: InspectStraysPorts, file: VaultFile): Promise<Finding | null> {
  const id = parseRecordingId(file.path.slice(file.path.lastIndexOf('/') + 1));
  if (id === null || file.kind !== 'folder') return stray(file, 'the folder of a recording');
  if (await isCatalogued(ports, id, file.path)) return folderMode(file);
  // Told with the tombstones.
  if ((await ports.catalog.tombstone(id)) !== null) return null;
  const intended = (await ports.catalog.intents()).some((intent) => intent.folder === file.path);
  // A station that goes on sealing may have finished between the two questions.
  if (await isCatalogued(ports, id, file.path)) return null;
  if (!intended) return stray(file, 'a row in the catalogue');
  return {
    kind: 'sealing-unfinished',
    about: file.path,
    expected: 'a row in the catalogue',
    found: 'an intent, which the next start completes',
  };
}

/** Who may write to the folder may replace what lies in it. */
function folderMode(folder: VaultFile): Finding | null {
  if ((folder.mode & WRITE_BITS) === 0) return null;
  const found = `mode 0${folder.mode.toString(8)}`;
  return { kind: 'file-writable', about: folder.path, expected: 'mode 0555', found };
}

async function isCatalogued(ports: InspectStraysPorts, id: RecordingId, folder: string): Promise<boolean> {
  const row = await ports.catalog.recording(id);
  return row !== null && (row.folder === folder || placeOf(row.manifest) === folder);
}

/** Null for the manifest of a row that was altered so far that it gives no place. */
function placeOf(manifest: Manifest): string | null {
  try {
    return derivedFolderOf(manifest);
  } catch {
    return null;
  }
}

function stray(file: VaultFile, expected: string): Finding {
  return { kind: 'stray', about: file.path, expected, found: file.kind };
}
