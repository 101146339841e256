import { SealdockError } from '../../evidence/errors.ts';
import type { RecordingId } from '../../evidence/ids.ts';
import type { KeepingFacts } from '../../evidence/retention.ts';
import type { CliStation } from '../doors.ts';

/** @throws SealdockError `recording-unknown`, also for one that was destroyed. */
export async function keepingFactsOrRefuse(
  { catalog }: Pick<CliStation, 'catalog'>,
  recording: RecordingId,
): Promise<KeepingFacts> {
  const facts = await catalog.keepingFacts(recording);
  if (facts === null) throw new SealdockError('recording-unknown', { about: recording });
  return facts;
}
