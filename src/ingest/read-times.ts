import type { StagedFile } from '../evidence/recording.ts';
import { instantOfReading, type UtcTime } from '../evidence/time.ts';
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
): Promise<TimeSources> {
  const { name, file } = staged.found;
  return {
    name: name.reading === null ? null : instantOfReading(name.reading, model.zone),
    container: await containerTime(vault, model, staged),
    fileSystem: file.modifiedAt,
  };
}

/** The container is read from the staged copy: our own reader, because the sealed copy that ffprobe may see needs this first. */
async function containerTime(
  vault: Pick<Vault, 'readStaged'>,
  model: RecorderModel,
  staged: StagedFile,
): Promise<UtcTime | null> {
  if (model.containerTime === 'none') return null;
  const read = (offset: number, length: number) => vault.readStaged(staged.key, offset, length);
  const told = await readContainerTime(read, staged.sizeBytes);
  return instantOfContainer(told, model.containerTime, model.zone);
}
