import type { Json } from '../evidence/canonical-json.ts';
import { canonicalJson } from '../evidence/canonical-json.ts';
import { parseSha256, sha256Of } from '../evidence/digest.ts';
import type { RecordingId } from '../evidence/ids.ts';
import { recordingIdOf } from '../evidence/ids.ts';
import type { Manifest } from '../evidence/manifest.ts';
import { MANIFEST_BYTES_LIMIT, parseManifest } from '../evidence/manifest.ts';
import type { Mark } from '../evidence/marks.ts';
import { localSecondsOf } from '../evidence/time.ts';
import { MANIFEST_NAME, sealedNameOf, vaultFolderOf } from '../evidence/vault-path.ts';
import type { CataloguedRecording } from '../ports/catalog.ts';
import type { ReadEntry } from './entry-fault.ts';
import { readRow } from './entry-fault.ts';
import type { Finding } from './findings.ts';
import type { InspectRecordingPorts, ProvedFacts } from './proved-facts.ts';

type Tell = (finding: Finding) => void;

/** The acts that put a recording into the catalogue. */
const SEALING_ACTS: ReadonlySet<string> = new Set(['recording.sealed', 'recording.recovered']);

/**
 * A row against its audit entry, which the log proves. The facts are the manifest whose digest the entry tells:
 * from the row, or from the vault where the row was altered; null when neither has it.
 */
export async function inspectRow(
  ports: Pick<InspectRecordingPorts, 'catalog' | 'vault'>,
  row: CataloguedRecording,
  tell: Tell,
): Promise<ProvedFacts | null> {
  const entry = await entryOf(ports.catalog, row, tell);
  const expected = parseSha256(String(entry?.detail.manifestSha256)) ?? row.manifestSha256;
  if (row.manifestSha256 !== expected) tellRow(row, expected, row.manifestSha256, tell);

  const inRow = parseProved(rowText(row), expected);
  if (inRow === null && row.manifestSha256 === expected) {
    tellRow(row, `a manifest of ${expected}`, `one of ${sha256Of(rowText(row))}`, tell);
  }
  const proved = inRow ?? (await parseFromVault(ports.vault, entry?.detail.folder ?? row.folder, expected));
  if (proved === null) {
    const about = `${row.folder}/${MANIFEST_NAME}`;
    tell({ kind: 'manifest-differs', about, expected, found: 'no such manifest in row or vault' });
    return null;
  }
  const marks = [...proved.manifest.marks, ...(row.probe?.playable === false ? ['unplayable'] : [])];
  const same = marks.length === row.marks.length && marks.every((mark) => row.marks.includes(mark as Mark));
  if (!same) tellRow(row, `marks ${marks.join(', ')}`, `marks ${row.marks.join(', ')}`, tell);
  return { ...proved, manifestSha256: expected, folder: inspectPlace(row, proved.manifest, tell) };
}

export function isSealingAct(act: string): boolean {
  return SEALING_ACTS.has(act);
}

/** Where a recording with these facts lies. */
export function derivedFolderOf(manifest: Manifest): string {
  return vaultFolderOf(manifest.recorded.local, manifest.recorder.no, derivedIdOf(manifest));
}

const NO_ENTRY = { entry: null, fault: null };

async function entryOf(
  catalog: Pick<InspectRecordingPorts['catalog'], 'auditRows'>,
  row: CataloguedRecording,
  tell: Tell,
): Promise<ReadEntry | null> {
  const [auditRow] = await catalog.auditRows(row.auditSeq, 1);
  const { entry, fault } = auditRow === undefined ? NO_ENTRY : readRow(auditRow);
  // An entry that was altered is named by the verification of the log; the row then stands for itself.
  if (fault !== null) return null;
  const sound = entry?.seq === row.auditSeq && isSealingAct(entry.act) && entry.object.id === row.id;
  if (sound) return entry;
  tell({
    kind: 'recording-without-entry',
    about: row.id,
    expected: `its sealing as entry ${row.auditSeq}`,
    found: entry === null ? 'no entry' : `${entry.act} of ${entry.object.id}`,
  });
  return null;
}

/** The row's manifest as it would have been signed; any text when it is none. */
function rowText(row: CataloguedRecording): string {
  try {
    return canonicalJson(row.manifest as unknown as Json);
  } catch {
    return '';
  }
}

async function parseFromVault(
  vault: Pick<InspectRecordingPorts['vault'], 'readSealed'>,
  folder: Json | undefined,
  sha256: string,
): Promise<Pick<ProvedFacts, 'manifest' | 'text'> | null> {
  if (typeof folder !== 'string' || !/^\d{4}(\/[A-Za-z0-9][A-Za-z0-9_.-]*){4}$/.test(folder)) return null;
  const bytes = await vault.readSealed(`${folder}/${MANIFEST_NAME}`, 0, MANIFEST_BYTES_LIMIT + 1);
  return bytes === null ? null : parseProved(Buffer.from(bytes).toString(), sha256);
}

/** Null for a text of another digest, or one that no sealing could have written. */
function parseProved(text: string, sha256: string): Pick<ProvedFacts, 'manifest' | 'text'> | null {
  if (sha256Of(text) !== sha256) return null;
  try {
    return { manifest: parseManifest(text, MANIFEST_NAME), text };
  } catch {
    return null;
  }
}

/** Everything that a name or a place was made from is in the manifest: made again, it must be the same. */
function inspectPlace(row: CataloguedRecording, manifest: Manifest, tell: Tell): string {
  const { file, recorded } = manifest;
  const derived: readonly (readonly [string, string, string])[] = [
    ['id of the row', derivedIdOf(manifest), row.id],
    ['id in the manifest', derivedIdOf(manifest), manifest.recording],
    ['folder in the row', derivedFolderOf(manifest), row.folder],
    ['local time in the manifest', localSecondsOf(recorded.at, recorded.zone), recorded.local],
    ['sealed name', sealedNameOf({ text: file.name, hex: file.nameHex }), file.sealedAs],
  ];
  for (const [what, expected, found] of derived) {
    if (expected !== found) tell({ kind: 'folder-misplaced', about: `${row.id}: ${what}`, expected, found });
  }
  return derivedFolderOf(manifest);
}

function derivedIdOf(manifest: Manifest): RecordingId {
  return recordingIdOf(manifest.recorder.no, manifest.recorded.local, manifest.file.sha256);
}

function tellRow(row: CataloguedRecording, expected: string, found: string, tell: Tell): void {
  tell({ kind: 'row-differs', about: row.id, expected, found });
}
