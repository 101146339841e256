import { WITNESSES } from '../../destruction/decide-execution.ts';
import { type Execution, executeBatch } from '../../destruction/execute-batch.ts';
import { planExecution } from '../../destruction/plan-execution.ts';
import type { BatchId, DeferCause } from '../../evidence/destruction.ts';
import { EXIT_FINDINGS, SealdockError } from '../../evidence/errors.ts';
import type { Person, StaffId } from '../../evidence/staff.ts';
import { policyInForce } from '../../retention/policy-in-force.ts';
import { provePassword } from '../../staff/sign-in.ts';
import { osUserOf } from '../actor-of.ts';
import { settledBatch } from '../destruction/known-batch.ts';
import type { CliStation } from '../doors.ts';
import { withInterrupt } from '../interrupt.ts';
import { countText, sizeText } from '../output/quantities.ts';
import { type Session, withStation } from '../session.ts';
import { type PasswordFlags, readPasswords } from '../staff/read-passwords.ts';
import { withStaff } from '../staff/with-staff.ts';

export interface ExecuteFlags extends PasswordFlags {
  readonly execute?: boolean;
  readonly confirm?: string;
  readonly witness?: readonly StaffId[];
}

/**
 * Shows what would be destroyed; with `--execute` and the id of the batch typed again, destroys it before two witnesses.
 * Exit code 3 when something of it was not destroyed.
 */
export async function destructionExecute(
  session: Session,
  id: BatchId,
  flags: ExecuteFlags,
): Promise<number> {
  if (flags.execute !== true) return preview(session, id);
  const { destruction, cli } = session.words;
  if (flags.confirm !== id) {
    throw new SealdockError('usage', {
      about: cli.usage.badValue('--confirm', flags.confirm ?? ''),
      expected: destruction.confirmDiffers(id),
    });
  }
  return withInterrupt(
    session,
    () => cli.stopping,
    (signal) =>
      withStaff(session, ['custodian'], async (station, by) => {
        const { batch, now } = await settledBatch(station, id);
        const policy = await policyInForce(station.catalog, batch.policy, now);
        const witnesses = await proveWitnesses(session, station, flags);
        const options = { signal, onItem: () => {} };
        const done = await executeBatch(station.destruction, id, { policy, witnesses }, by, options);
        session.result(done, () => executedText(session, done));
        return done.ended.destroyed === sumOf(done) ? 0 : EXIT_FINDINGS;
      }),
  );
}

async function preview(session: Session, id: BatchId): Promise<number> {
  const { destruction } = session.words;
  return withStation(session, 'look', async (station) => {
    const { batch } = await settledBatch(station, id);
    const plan = await planExecution(station.destruction, batch);
    session.result({ batch, ...plan, executed: false }, () =>
      [
        destruction.wouldGo(countText(plan.wouldGo), sizeText(plan.bytes)),
        ...Object.entries(plan.wouldStay).map(([cause, count]) =>
          destruction.wouldStay(countText(count), destruction.causes[cause as DeferCause]),
        ),
        destruction.noErasure,
        destruction.onlyShown(id),
      ].join('\n'),
    );
    return 0;
  });
}

/** Each of them by their own password, at this terminal or from a file that only they have filled. */
async function proveWitnesses(
  session: Session,
  station: CliStation,
  { witness = [], ...from }: ExecuteFlags,
): Promise<readonly Person[]> {
  if (witness.length !== WITNESSES) throw new SealdockError('witnesses-missing');
  const questions = witness.map((account) => ({
    text: session.words.destruction.witnessPassword(account),
    isNew: false,
  }));
  const passwords = await readPasswords(session, from, questions);
  const people: Person[] = [];
  for (const [at, account] of witness.entries()) {
    const credentials = { account, password: passwords[at] ?? '', osUser: osUserOf(session) };
    people.push(await provePassword(station, credentials, station.staff));
  }
  return people;
}

function sumOf({ ended }: Execution): number {
  return Object.values(ended).reduce((sum, count) => sum + count, 0);
}

function executedText({ words }: Session, { batch, ended, isCapped }: Execution): string {
  const { destruction } = words;
  if (isCapped) return destruction.capped(countText(ended.destroyed));
  const others = (['deferred', 'incident', 'failed'] as const).filter((state) => ended[state] > 0);
  const count = others.reduce((sum, state) => sum + ended[state], 0);
  return [
    destruction.executed(countText(ended.destroyed), countText(count), String(batch.registerNo)),
    ...others.map((state) =>
      destruction.notDestroyed(countText(ended[state]), destruction.itemStates[state]),
    ),
  ].join('\n');
}
