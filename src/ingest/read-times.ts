import type { StagedFile } from '../evidence/recording.ts';
import { instantOfReading, type UtcTime, utcOf } from '../evidence/time.ts';
import type { Vault } from '../ports/vault.ts';
import type { RecorderModel } from '../recorders/model.ts';
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
  if (told === null) return null;
  if (told.kind === 'reading') return instantOfReading(told.reading, model.zone);
  return model.containerTime === 'utc' ? utcOf(told.epochMs) : asLocalReading(told.epochMs, model.zone);
}

/** Recorders that write their local time where the format wants UTC. */
function asLocalReading(epochMs: number, zone: string): UtcTime | null {
  const shown = new Date(epochMs);
  const reading = {
    year: shown.getUTCFullYear(),
    month: shown.getUTCMonth() + 1,
    day: shown.getUTCDate(),
    hour: shown.getUTCHours(),
    minute: shown.getUTCMinutes(),
    second: shown.getUTCSeconds(),
  };
  return instantOfReading(reading, zone);
}
