import { readEntry } from '../../audit/entry-fault.ts';
import { isSignedRegister } from '../../audit/signed-register.ts';
import { isAgainLine, signatureNameOf } from '../../destruction/register/again-line.ts';
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
    const again = (await registers.names(no)).filter(isAgainLine);
    const isOurs =
      json !== null &&
      signature !== null &&
      sha256Of(json) === registerSha256 &&
      (await isSignedRegister(station, json, signature, await endedSeq(station, id))) &&
      (await areSigned(station, no, again));
    // What is not ours is shown as text only.
    const register = isOurs ? (JSON.parse(Buffer.from(json).toString()) as Register) : null;
    session.result({ no, folder, sha256: registerSha256, isOurs, register, again: again.length }, () =>
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
              ...(again.length === 0 ? [] : [[destruction.facts.again, countText(again.length)] as const]),
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

/** What came back of it and was ended again, each line with its own signature. */
async function areSigned(station: CliStation, no: number, lines: readonly string[]): Promise<boolean> {
  const { catalog, registers } = station;
  const rows =
    lines.length === 0 ? [] : await catalog.auditRowsOf('recording.destroyed-again', BATCHES_LIMIT);
  const deeds = rows.map(({ text }) => readEntry(text));
  for (const line of lines) {
    const bytes = await registers.read(no, line);
    const signature = await registers.read(no, signatureNameOf(line));
    const deed = deeds.find((each) => each?.detail.register === no && each.detail.line === line);
    if (bytes === null || signature === null) return false;
    if (!(await isSignedRegister(station, bytes, signature, deed?.seq ?? null))) return false;
  }
  return true;
}
