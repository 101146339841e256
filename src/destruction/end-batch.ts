import type { Actor } from '../evidence/audit-entry.ts';
import { canonicalJson, type Json } from '../evidence/canonical-json.ts';
import type { Batch } from '../evidence/destruction.ts';
import { sha256Of } from '../evidence/digest.ts';
import { SealdockError } from '../evidence/errors.ts';
import { laterThan } from '../evidence/time.ts';
import type { Policy } from '../retention/policy.ts';
import { batchDraft } from './batch-drafts.ts';
import type { DestructionContext } from './destruction-context.ts';
import { buildRegister } from './register/build-register.ts';
import { REGISTER_CSV, REGISTER_HTML, REGISTER_JSON, REGISTER_SIGNATURE } from './register/register.ts';
import { registerCsv } from './register/register-csv.ts';
import { registerHtml } from './register/register-html.ts';

/**
 * Every item has its end: the register is written and signed, then its digest goes into the log with the batch's end. Who
 * dies in between writes it again; once the batch has ended nothing writes it any more (TRUST 2.3, 24).
 */
export async function endBatch(
  context: DestructionContext,
  batch: Batch,
  { agency: bureau }: Pick<Policy, 'agency'>,
  actor: Actor,
): Promise<Batch> {
  const { catalog, registers, registerSigner, station, zone, paper } = context;
  const counts = await catalog.countItems(batch.id);
  if (counts.listed > 0 || counts.destroying > 0) {
    throw new SealdockError('state-differs', { about: batch.id, found: 'items without an end' });
  }
  const { now } = await context.watch.look();
  const key = registerSigner.keyId;
  const register = await buildRegister(catalog, batch, { station, bureau, zone, endedAt: now, key });
  const json = Buffer.from(canonicalJson(register as unknown as Json));
  await registers.write(register.register, [
    { name: REGISTER_JSON, bytes: json },
    { name: REGISTER_SIGNATURE, bytes: await registerSigner.sign(json) },
    { name: REGISTER_CSV, bytes: Buffer.from(registerCsv(register, paper)) },
    { name: REGISTER_HTML, bytes: Buffer.from(registerHtml(register, paper)) },
  ]);
  const isWhole = counts.deferred + counts.incident + counts.failed === 0;
  const registerSha256 = sha256Of(json);
  const after: Batch = {
    ...batch,
    state: isWhole ? 'executed' : 'partial',
    registerSha256,
    endedAt: now,
    changedAt: laterThan(batch.changedAt, now),
  };
  const entry = batchDraft('batch.executed', batch, after, actor, {
    detail: { register: register.register, registerSha256, bytes: register.destroyedBytes, ...counts },
  });
  await catalog.changeBatch({ before: batch, after, item: null, approvals: [], entry });
  return after;
}
