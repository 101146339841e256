import { reappeared } from '../../destruction/find-reappeared.ts';
import { type Reapplied, reapplyDestruction } from '../../destruction/reapply-destruction.ts';
import { type UnknownRegister, unknownRegisters } from '../../destruction/unknown-registers.ts';
import { EXIT_FINDINGS, SealdockError } from '../../evidence/errors.ts';
import type { RecordingId } from '../../evidence/ids.ts';
import type { CliStation } from '../doors.ts';
import { withInterrupt } from '../interrupt.ts';
import { countText } from '../output/quantities.ts';
import { type Session, withStation } from '../session.ts';
import { withStaff } from '../staff/with-staff.ts';

const SHOWN_ROWS = 50;

/**
 * Shows what was destroyed and was brought back by an old backup; with `--execute`, ends it again. Exit code 3 while
 * something of it is there.
 */
export async function destructionReapply(
  session: Session,
  { execute = false, reason }: { readonly execute?: boolean; readonly reason?: string },
): Promise<number> {
  if (!execute) return preview(session);
  if (reason === undefined) throw new SealdockError('text-required', { about: '--reason' });
  const { destruction, cli } = session.words;
  return withInterrupt(
    session,
    () => cli.stopping,
    (signal) =>
      withStaff(session, ['custodian'], async (station, by) => {
        const done = await reapplyDestruction(station.destruction, { reason }, by, { signal });
        const unknown = await unknownRegisters(station);
        session.result({ ...done, unknown }, () =>
          [
            destruction.endedAgain(countText(done.ended.ended)),
            ...keptLines(session, done),
            ...unknownLines(session, unknown),
          ].join('\n'),
        );
        return done.kept.length + unknown.length > 0 ? EXIT_FINDINGS : 0;
      }),
  );
}

async function preview(session: Session): Promise<number> {
  const { destruction } = session.words;
  return withStation(session, 'look', async (station) => {
    const shown: { recording: RecordingId; folder: string; isHeld: boolean }[] = [];
    const counts = { wouldEnd: 0, held: 0 };
    for await (const { recording, folder } of reappeared(station)) {
      const isHeld = await isHeldNow(station, recording);
      counts[isHeld ? 'held' : 'wouldEnd'] += 1;
      if (shown.length < SHOWN_ROWS) shown.push({ recording, folder, isHeld });
    }
    const unknown = await unknownRegisters(station);
    session.result({ ...counts, recordings: shown, unknown, executed: false }, () =>
      [
        ...(counts.wouldEnd + counts.held === 0
          ? [destruction.nothingReappeared]
          : [destruction.wouldEndAgain(countText(counts.wouldEnd), countText(counts.held))]),
        ...shown.map(({ recording, isHeld }) =>
          isHeld ? `${recording}  ${destruction.againEnds.held}` : recording,
        ),
        ...(counts.wouldEnd > 0 ? [destruction.againOnlyShown] : []),
        ...unknownLines(session, unknown),
      ].join('\n'),
    );
    return counts.wouldEnd + counts.held + unknown.length > 0 ? EXIT_FINDINGS : 0;
  });
}

async function isHeldNow({ holds }: CliStation, recording: RecordingId): Promise<boolean> {
  return (await holds.heldAmong([recording])).has(recording);
}

function keptLines({ words }: Session, { kept }: Reapplied): readonly string[] {
  const { againEnds } = words.destruction;
  return kept.slice(0, SHOWN_ROWS).map(({ recording, why }) => `${recording}  ${againEnds[why]}`);
}

function unknownLines({ words }: Session, unknown: readonly UnknownRegister[]): readonly string[] {
  const { destruction } = words;
  return unknown.flatMap(({ no, batch, destroyed, stillListed }) => [
    batch === null
      ? destruction.registerUnsigned(String(no))
      : destruction.registerUnknown(String(no), batch, countText(destroyed), countText(stillListed.length)),
    ...stillListed.slice(0, SHOWN_ROWS),
  ]);
}
