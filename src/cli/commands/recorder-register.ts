import { SealdockError } from '../../evidence/errors.ts';
import { type DockId, isSameRecorder, type OfficerNo, type RecorderNo } from '../../evidence/ids.ts';
import type { RefusedDock } from '../../ports/register.ts';
import { NO_RECORDER_FACTS, registerRecorder } from '../../recorders/change-register.ts';
import { shown } from '../../words/shown.ts';
import type { CliStation } from '../doors.ts';
import { quotedPath } from '../output/quoted-path.ts';
import { withRegister } from '../register/change-register.ts';
import { handOver } from '../register/dock-again.ts';
import { type FactFlags, factsSaid } from '../register/fact-flags.ts';
import { recorderData } from '../register/recorder-data.ts';
import type { Session } from '../session.ts';
import { flaggedOfficer, flagText, withFlags } from '../staff/flag-officer.ts';
import { parseTime } from '../usage/parse-time.ts';

export interface RecorderRegisterFlags extends FactFlags {
  readonly officer?: OfficerNo;
  readonly from?: string;
  readonly dock?: DockId;
}

/** Enters a recorder; with `--dock` one that stands at the dock and was refused, which is then docked again. */
export async function recorderRegister(
  session: Session,
  no: RecorderNo,
  flags: RecorderRegisterFlags,
): Promise<number> {
  return withRegister(session, async (station, by) => {
    const { register, cli } = session.words;
    const { zone } = station.config.station;
    const refused = flags.dock === undefined ? null : await refusedDock(session, station, flags.dock);
    refuseOtherNumber(session, no, refused);
    const from =
      flags.from === undefined ? by.at : parseTime('--from', flags.from, zone, { usage: cli.usage });
    const assigned = flags.officer === undefined ? null : { officer: flags.officer, from };
    const met = refused?.met ?? null;
    const facts = {
      ...NO_RECORDER_FACTS,
      model: met?.model ?? null,
      serials: met?.serial == null ? [] : [met.serial],
      cards: met?.card == null ? [] : [met.card],
      ...factsSaid(session, station, flags),
    };
    const change = registerRecorder(no, facts, assigned, by);
    const flagged = await flaggedOfficer(station, flags.officer ?? null, from);
    if (flagged !== null) session.note(flagText(session, flagged));
    await station.catalog.keepRecorders([withFlags(change, flagged) ?? change]);
    const handedTo = refused === null ? null : await handOver(station, refused, no);
    session.result({ recorder: recorderData(change.after, by.at), dock: handedTo, flagged }, () => {
      const done = register.registered(no);
      if (refused === null) return done;
      const command = `sealdock dock ${quotedPath(refused.path)} --recorder ${no}`;
      return `${done}\n${handedTo === null ? register.dockAgain(command) : register.dockedAgain(shown(refused.path))}`;
    });
    return 0;
  });
}

async function refusedDock({ words }: Session, { catalog }: CliStation, dock: DockId): Promise<RefusedDock> {
  const refused = await catalog.refusal(dock);
  if (refused !== null) return refused;
  throw new SealdockError('usage', {
    about: words.cli.usage.badValue('--dock', dock),
    expected: words.register.aRefusedDock,
  });
}

/** Under another number than its card tells, the recorder would be unknown again at its next dock. */
function refuseOtherNumber({ words }: Session, no: RecorderNo, refused: RefusedDock | null): void {
  const number = refused?.met.number ?? null;
  if (number === null || isSameRecorder(number, no)) return;
  throw new SealdockError('usage', {
    about: words.cli.usage.badValue('<number>', no),
    expected: words.register.cardSays(number),
  });
}
