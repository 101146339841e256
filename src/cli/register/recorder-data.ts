import type { RegisteredRecorder } from '../../evidence/registered-recorder.ts';
import { officerAt } from '../../evidence/registered-recorder.ts';
import type { UtcTime } from '../../evidence/time.ts';
import type { RegisterChange } from '../../ports/register.ts';

/** A registered recorder in the JSON envelope; times in UTC. */
export function recorderData(recorder: RegisteredRecorder, now: UtcTime) {
  return { ...recorder, officer: officerAt(recorder.assignments, now) };
}

/** What a command has done to one recorder. */
export function changeData(change: RegisterChange | null, now: UtcTime) {
  return { isChanged: change !== null, recorder: change === null ? null : recorderData(change.after, now) };
}
