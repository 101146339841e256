import type { CataloguedRecording } from '../../ports/catalog.ts';

/** A recording in the JSON envelope: stable names, times in UTC, sizes in bytes. */
export function recordingData({
  id,
  folder,
  manifest,
  manifestSha256,
  marks,
  probe,
  auditSeq,
}: CataloguedRecording) {
  return { id, folder, marks, probe, auditSeq, manifestSha256, manifest };
}
