import { executeBatch } from '../../../src/destruction/execute-batch.ts';
import { strikeItem } from '../../../src/destruction/strike-item.ts';
import { submitBatch } from '../../../src/destruction/submit-batch.ts';
import type { Batch } from '../../../src/evidence/destruction.ts';
import type { RecordingId } from '../../../src/evidence/ids.ts';
import { policyInForce } from '../../../src/retention/policy-in-force.ts';
import { sweep } from '../../../src/retention/sweep.ts';
import type { DemoStation } from './demo-station.ts';
import { approveAll, by, type Name, newApproval } from './staff.ts';

const DRAFTS_LIMIT = 10;
const NEVER = new AbortController().signal;

export function sweepNow({ destruction }: DemoStation) {
  return sweep(destruction, { signal: NEVER, reason: 'demo' });
}

export function draftsOf({ catalog }: DemoStation): Promise<readonly Batch[]> {
  return catalog.batches(['draft'], DRAFTS_LIMIT);
}

/**
 * Submitted by the custodian, appraised and approved by those whom the policy names.
 * @param struck taken out on the way. @returns who decided.
 */
export async function approveBatch(
  station: DemoStation,
  { id, policy: policyId }: Batch,
  struck: RecordingId | null,
): Promise<readonly Name[]> {
  const { catalog, destruction } = station;
  const { now } = await destruction.watch.look();
  const policy = await policyInForce(catalog, policyId, now);
  const approval = newApproval(station);
  const facts = { now, approval, reason: '保存期限届满', policy };
  await submitBatch(catalog, id, facts, await by(station, 'li'));
  let asked = approval;
  if (struck !== null) {
    asked = newApproval(station);
    const taken = { recording: struck, reason: '另案需要，暂缓销毁', now, approval: asked };
    await strikeItem(catalog, id, taken, await by(station, 'fa'));
  }
  return approveAll(station, asked, '同意销毁');
}

/** Before two witnesses, after it has cooled off. */
export async function execute(station: DemoStation, { id, policy: policyId }: Batch): Promise<Batch> {
  const { catalog, destruction } = station;
  const { now } = await destruction.watch.look();
  const policy = await policyInForce(catalog, policyId, now);
  const witnesses = [(await by(station, 'wang')).person, (await by(station, 'zhao')).person];
  const options = { signal: NEVER, onItem: () => {} };
  const done = await executeBatch(destruction, id, { policy, witnesses }, await by(station, 'li'), options);
  return done.batch;
}
