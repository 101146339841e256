import type { BatchId, BatchItem, ItemState } from '../evidence/destruction.ts';
import { asSealdockError, SealdockError } from '../evidence/errors.ts';
import type { RecordingId } from '../evidence/ids.ts';
import { type Role, roleAmong } from '../evidence/staff.ts';
import type { UtcTime } from '../evidence/time.ts';
import { type ActingPerson, inRole } from '../staff/acting-person.ts';
import { itemDraft } from './batch-drafts.ts';
import type { DestructionContext } from './destruction-context.ts';
import { proveItem } from './prove-item.ts';

export interface SettleFacts {
  readonly recording: RecordingId;
  readonly reason: string;
  /** By the retention clock. */
  readonly now: UtcTime;
  /** The person says that the bytes will not come back; without it what is not whole is refused. */
  readonly isLost: boolean;
  readonly signal: AbortSignal;
}

export const INCIDENT_SETTLERS: readonly Role[] = ['custodian', 'legal-affairs'];

/** `lost` can still be found again. */
const SETTLES: readonly ItemState[] = ['incident', 'lost'];

/**
 * A person says what became of a recording that was met missing or differing at its destruction (TRUST 2.3, 17). It is
 * read back from the medium: whole again it may be proposed again; else it is lost, which is never "destroyed", and no
 * batch asks for it any more.
 * @throws SealdockError `batch-unknown`, `recording-unknown`, `state-differs`, `role-missing`; `sealed-differs` for what
 * is not whole and not said to be lost; `vault-read-failed`; `interrupted`.
 */
export async function settleIncident(
  context: Pick<DestructionContext, 'catalog' | 'vault' | 'mover' | 'stallMs'>,
  id: BatchId,
  { recording, reason, now, isLost, signal }: SettleFacts,
  by: ActingPerson,
): Promise<BatchItem> {
  const { catalog } = context;
  const role = roleAmong(by.person, INCIDENT_SETTLERS);
  if (role === null) {
    throw new SealdockError('role-missing', { about: by.person.id, expected: INCIDENT_SETTLERS.join(', ') });
  }
  const batch = await catalog.batch(id);
  if (batch === null) throw new SealdockError('batch-unknown', { about: id });
  // Before its end the register would tell of something else than what happened.
  if (batch.state !== 'partial') {
    throw new SealdockError('state-differs', { about: id, expected: 'partial', found: batch.state });
  }
  const item = await catalog.itemOf(id, recording);
  if (item === null) throw new SealdockError('recording-unknown', { about: recording });
  if (!SETTLES.includes(item.state)) {
    throw new SealdockError('state-differs', {
      about: recording,
      expected: SETTLES.join(', '),
      found: item.state,
    });
  }
  const differs = await differenceOf(context, item, signal);
  if (differs !== null && !isLost) throw differs;
  const state = differs === null ? 'restored' : 'lost';
  const settled: BatchItem = { ...item, state, cause: reason, endedAt: now };
  const entry = itemDraft(
    'batch.incident-settled',
    { batch: id, recording },
    [item.state, state],
    inRole(by, role).actor,
    { reason, detail: differs === null ? {} : { expected: differs.expected, found: differs.found } },
  );
  await catalog.settleItem(id, { from: item.state, item: settled }, entry);
  return settled;
}

/** Null: it is what was approved then. */
async function differenceOf(
  context: Pick<DestructionContext, 'catalog' | 'vault' | 'mover' | 'stallMs'>,
  item: BatchItem,
  signal: AbortSignal,
): Promise<SealdockError | null> {
  try {
    await proveItem(context, item, signal);
    return null;
  } catch (thrown) {
    const error = asSealdockError(thrown);
    if (error.code === 'sealed-differs') return error;
    throw thrown;
  }
}
