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
  return withStation(session, 'look', async ({ catalog, registers, sealSigner }) => {
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
      sealSigner.verify(json, signature) &&
      (await areSigned({ registers, sealSigner }, no, again));
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

/** What came back of it and was ended again, each line with its own signature. */
async function areSigned(
  { registers, sealSigner }: Pick<CliStation, 'registers' | 'sealSigner'>,
  no: number,
  lines: readonly string[],
): Promise<boolean> {
  for (const line of lines) {
    const bytes = await registers.read(no, line);
    const signature = await registers.read(no, signatureNameOf(line));
    if (bytes === null || signature === null || !sealSigner.verify(bytes, signature)) return false;
  }
  return true;
}
