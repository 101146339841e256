import type { ApprovalRequest } from '../../evidence/approval.ts';
import type { Batch, BatchItem } from '../../evidence/destruction.ts';
import { SealdockError } from '../../evidence/errors.ts';
import type { StaffId } from '../../evidence/staff.ts';
import type { UtcTime } from '../../evidence/time.ts';
import type { Catalog } from '../../ports/catalog.ts';
import { itemsOf } from '../read-list.ts';
import type { Register, RegisterLine, RegisterPerson } from './register.ts';

type Ports = Pick<
  Catalog,
  | 'items'
  | 'approval'
  | 'person'
  | 'published'
  | 'recording'
  | 'destroyedRecording'
  | 'tombstone'
  | 'linksOf'
  | 'caseOf'
>;

export interface RegisterFacts {
  readonly station: string;
  readonly bureau: string | null;
  readonly zone: string;
  readonly endedAt: UtcTime;
  /** Of the key that signs it. */
  readonly key: string;
}

/**
 * The register of a batch as it has ended: what is proved to be destroyed, with its tombstone, and beside it what is
 * not, with the reason (TRUST 2.3, 16). The newest checkpoint of the log goes with it out of the machine.
 */
export async function buildRegister(catalog: Ports, batch: Batch, facts: RegisterFacts): Promise<Register> {
  const { registerNo, contentSha256, startedAt } = batch;
  if (registerNo === null || contentSha256 === null || startedAt === null) {
    throw new SealdockError('defect', { about: `a batch that was never begun: ${batch.id}` });
  }
  const destroyed: RegisterLine[] = [];
  const others: RegisterLine[] = [];
  for await (const item of itemsOf(catalog, batch.id)) {
    const line = await lineOf(catalog, item);
    (line.destroyedAt === null ? others : destroyed).push(line);
  }
  const approval = batch.approval === null ? null : await catalog.approval(batch.approval);
  const person = (id: StaffId | null) => personOf(catalog, id);
  return {
    v: 1,
    kind: 'destruction-register',
    register: registerNo,
    station: facts.station,
    bureau: facts.bureau,
    zone: facts.zone,
    batch: batch.id,
    period: batch.period,
    policy: batch.policy,
    policyVersion: batch.policyVersion,
    listSha256: contentSha256,
    approval: approval === null ? null : await approvalOf(catalog, approval),
    proposedBy: await person(batch.proposedBy),
    submittedAt: batch.submittedAt,
    approvedAt: batch.approvedAt,
    executedBy: await person(batch.executedBy),
    startedAt,
    endedAt: facts.endedAt,
    witnesses: await Promise.all(
      batch.witnesses.map(async ({ staff, at }) => ({ ...(await personOf(catalog, staff)), at })),
    ),
    destroyed,
    others,
    destroyedBytes: destroyed.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    checkpoint: (await catalog.published())?.note ?? null,
    key: facts.key,
  };
}

async function lineOf(catalog: Ports, item: BatchItem): Promise<RegisterLine> {
  const { recording: id, state } = item;
  const stone = state === 'destroyed' ? await catalog.tombstone(id) : null;
  if (state === 'destroyed' && stone === null) {
    throw new SealdockError('audit-differs', { about: id, expected: 'a tombstone', found: 'none' });
  }
  const row = (await catalog.destroyedRecording(id)) ?? (await catalog.recording(id));
  const cases = [];
  for (const link of await catalog.linksOf(id)) {
    cases.push({ no: link.case, cause: (await catalog.caseOf(link.case))?.cause ?? null });
  }
  return {
    place: item.place,
    recording: id,
    recorder: row?.manifest.recorder.no ?? null,
    officer: row?.manifest.officer ?? null,
    recordedAt: item.recordedAt,
    cases,
    why: JSON.parse(item.why) as RegisterLine['why'],
    keepUntil: item.keepUntil,
    sha256: item.sha256,
    edgesSha256: stone?.edgesSha256 ?? null,
    sizeBytes: item.sizeBytes,
    state,
    cause: item.cause,
    destroyedAt: stone?.destroyedAt ?? null,
  };
}

async function personOf(catalog: Ports, id: StaffId | null): Promise<RegisterPerson> {
  const person = id === null ? null : await catalog.person(id);
  return { staff: id, name: person?.name ?? null };
}

async function approvalOf(catalog: Ports, { id, contentSha256, decisions }: ApprovalRequest) {
  const taken = [];
  for (const { by, role, decision, reason, at } of decisions) {
    taken.push({ ...(await personOf(catalog, by)), role, decision, reason, at });
  }
  return { id, contentSha256, decisions: taken };
}
