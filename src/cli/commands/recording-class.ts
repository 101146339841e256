import { SealdockError } from '../../evidence/errors.ts';
import { parseRecordingId, type RecordingId } from '../../evidence/ids.ts';
import { RETENTION_CLASSES, type RetentionClass } from '../../evidence/retention.ts';
import type { Role } from '../../evidence/staff.ts';
import { decideClassOf, type KeepingChange } from '../../retention/change-keeping.ts';
import { decideClass } from '../../retention/decide-class.ts';
import { keepingFactsOrRefuse } from '../retention/known-recording.ts';
import type { Session } from '../session.ts';
import { withStaff } from '../staff/with-staff.ts';

/** Who may say what a recording is, and when it was recorded. */
export const KEEPING_DECIDERS: readonly Role[] = ['custodian', 'legal-affairs'];

export interface DecisionFlags {
  readonly reason: string;
  readonly clear?: boolean;
}

/** Says what recordings are kept as, or takes that back; each by itself, with its own entry. */
export async function recordingClass(
  session: Session,
  given: readonly string[],
  { reason, clear = false }: DecisionFlags,
): Promise<number> {
  const { ids, value } = readArguments(session, given, clear);
  const { retention } = session.words;
  return withStaff(session, KEEPING_DECIDERS, async (station, by) => {
    const facts = [];
    for (const recording of ids) facts.push(await keepingFactsOrRefuse(station, recording));
    const changes: (KeepingChange | null)[] = [];
    const lines: string[] = [];
    for (const fact of facts) {
      const { recording, classByPerson } = fact;
      const change = decideClassOf({ recording, reason }, classByPerson, value, by);
      if (change !== null) await station.catalog.decideOn(change.decision, change.entry);
      changes.push(change);
      const now = decideClass({ ...fact, classByPerson: value });
      const name = retention.classes[now.class];
      if (change === null) lines.push(retention.asBefore(recording));
      else lines.push((clear ? retention.classTakenBack : retention.classDecided)(recording, name));
    }
    const decisions = changes.flatMap((change) => change?.decision ?? []);
    session.result({ decisions }, () => lines.join('\n'));
    return 0;
  });
}

interface GivenClass {
  readonly ids: readonly RecordingId[];
  readonly value: RetentionClass | null;
}

function readArguments({ words }: Session, given: readonly string[], clear: boolean): GivenClass {
  const { usage } = words.cli;
  const value = clear ? null : (RETENTION_CLASSES.find((name) => name === given.at(-1)) ?? null);
  const ids = clear ? given : given.slice(0, -1);
  if (ids.length === 0) throw new SealdockError('usage', { expected: words.retention.idsAndClass });
  if (value === null && !clear) {
    const about = usage.badValue('<class>', given.at(-1) ?? '');
    throw new SealdockError('usage', { about, expected: words.retention.aClass });
  }
  return {
    value,
    ids: [...new Set(ids)].map((id) => {
      const parsed = parseRecordingId(id);
      if (parsed !== null) return parsed;
      throw new SealdockError('usage', {
        about: usage.badValue('<id>', id),
        expected: usage.badRecordingId,
      });
    }),
  };
}
