import type { StagedFile } from '../evidence/recording.ts';
import { instantOfReading, type UtcTime } from '../evidence/time.ts';
import type { FileEdges } from '../ports/mover.ts';
import type { Vault } from '../ports/vault.ts';
import type { RecorderModel } from '../recorders/model.ts';
import { instantOfContainer } from './container-time/container-time.ts';
import { readContainerTime } from './container-time/read-container-time.ts';
import type { TimeSources } from './decide-time.ts';

/** What name, container and file system say about when the staged file was recorded. */
export async function readTimes(
  vault: Pick<Vault, 'readStaged'>,
  model: RecorderModel,
  staged: StagedFile,
  edges: FileEdges,
): Promise<TimeSources> {
  const { name, file } = staged.found;
  return {
    name: name.reading === null ? null : instantOfReading(name.reading, model.zone),
    container: await containerTime(vault, model, staged, edges),
    fileSystem: file.modifiedAt,
  };
}

/**
 * The container is read from the ends that the copy kept, and from the staged copy between them. Our own reader, because
 * the sealed copy that ffprobe may see needs this first.
 */
async function containerTime(
  vault: Pick<Vault, 'readStaged'>,
  model: RecorderModel,
  staged: StagedFile,
  edges: FileEdges,
): Promise<UtcTime | null> {
  if (model.containerTime === 'none') return null;
  const { sizeBytes, key } = staged;
  const read = async (offset: number, length: number) =>
    cutFrom(edges.head, 0, offset, length) ??
    cutFrom(edges.tail, sizeBytes - edges.tail.length, offset, length) ??
    (await vault.readStaged(key, offset, length));
  const told = await readContainerTime(read, sizeBytes);
  return instantOfContainer(told, model.containerTime, model.zone);
}

/** The wanted bytes, when all of them lie in `part`, which begins at `at` of its file. */
function cutFrom(part: Uint8Array, at: number, offset: number, length: number): Uint8Array | null {
  const from = offset - at;
  return from < 0 || from + length > part.length ? null : part.subarray(from, from + length);
}
