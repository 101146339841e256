import type { AuditDraft } from '../evidence/audit-entry.ts';
import type { Manifest } from '../evidence/manifest.ts';

/** What an entry says of a sealed recording; the same after a crash, so that the two cannot be told apart by it. */
export function sealedDetail(
  manifest: Manifest,
  manifestSha256: string,
  folder: string,
): AuditDraft['detail'] {
  return {
    dock: manifest.dock,
    folder,
    manifestSha256,
    marks: manifest.marks,
    sha256: manifest.file.sha256,
    sizeBytes: manifest.file.sizeBytes,
  };
}
