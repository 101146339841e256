import { readEntry } from '../../audit/entry-fault.ts';
import { isSignedRegister } from '../../audit/inspect-destruction.ts';
import { REGISTER_JSON, REGISTER_SIGNATURE, type Register } from '../../destruction/register/register.ts';
import type { BatchId } from '../../evidence/destruction.ts';
import { sha256Of } from '../../evidence/digest.ts';
import { EXIT_FINDINGS, SealdockError } from '../../evidence/errors.ts';
import { shown } from '../../words/shown.ts';
import type { CliStation } from '../doors.ts';
import { factsText } from '../output/facts.ts';
import { countText } from '../output/quantities.ts';
import { type Session, withStation } from '../session.ts';

/** Where the register of a batch lies, and whether it is the one that was signed and that the log knows. */
export async function destructionRegister(session: Session, id: BatchId): Promise<number> {
  const { destruction } = session.words;
  return withStation(session, 'look', async (station) => {
    const { catalog, registers } = station;
    const batch = await catalog.batch(id);
    if (batch === null) throw new SealdockError('batch-unknown', { about: id });
    const { registerNo: no, registerSha256 } = batch;
    if (no === null || registerSha256 === null) {
      throw new SealdockError('state-differs', { about: id, found: destruction.states[batch.state] });
    }
    const folder = registers.resolve(no);
    const json = await registers.read(no, REGISTER_JSON);
    const signature = await registers.read(no, REGISTER_SIGNATURE);
    const isOurs =
      json !== null &&
      signature !== null &&
      sha256Of(json) === registerSha256 &&
      (await isSignedRegister(station, json, signature, await endedSeq(station, id)));
    // What is not ours is shown as text only.
    const register = isOurs ? (JSON.parse(Buffer.from(json).toString()) as Register) : null;
    session.result({ no, folder, sha256: registerSha256, isOurs, register }, () =>
      factsText([
        [destruction.facts.register, String(no)],
        [destruction.facts.folder, shown(folder)],
        ['SHA-256', registerSha256],
        [destruction.facts.signature, isOurs ? destruction.signatureGood : destruction.signatureBad],
        ...(register === null
          ? []
          : ([
              [destruction.facts.destroyed, countText(register.destroyed.length)],
              [destruction.facts.others, countText(register.others.length)],
            ] as const)),
      ]),
    );
    return isOurs ? 0 : EXIT_FINDINGS;
  });
}

/** More batches than a station makes in a century. */
const BATCHES_LIMIT = 100_000;

/** The entry with which the log got the register's digest. */
async function endedSeq({ catalog }: CliStation, id: BatchId): Promise<number | null> {
  const rows = await catalog.auditRowsOf('batch.executed', BATCHES_LIMIT);
  return rows.find(({ text }) => readEntry(text)?.object.id === id)?.seq ?? null;
}
