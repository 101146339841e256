import { cpSync } from 'node:fs';
import { join } from 'node:path';
import type { DurableFiles } from '../../src/adapters/durable-files.ts';
import type { DestructionContext } from '../../src/destruction/destruction-context.ts';
import { type Execution, executeBatch } from '../../src/destruction/execute-batch.ts';
import { settleBatch } from '../../src/destruction/settle-batch.ts';
import { submitBatch } from '../../src/destruction/submit-batch.ts';
import { approvalIdOf } from '../../src/evidence/approval.ts';
import type { AuditEntry } from '../../src/evidence/audit-entry.ts';
import type { CalendarDate } from '../../src/evidence/calendar-date.ts';
import { dateAt } from '../../src/evidence/calendar-date.ts';
import { type Batch, batchIdOf } from '../../src/evidence/destruction.ts';
import type { RecordingId } from '../../src/evidence/ids.ts';
import type { Person, Role, StaffId } from '../../src/evidence/staff.ts';
import { type UtcTime, utcOf } from '../../src/evidence/time.ts';
import { EVERY_RECORDING } from '../../src/ports/catalog.ts';
import { judgeByOne, whyDue } from '../../src/retention/judge-keeping.ts';
import type { Policy } from '../../src/retention/policy.ts';
import { openClockWatch } from '../../src/retention/watch-clock.ts';
import type { ActingPerson } from '../../src/staff/acting-person.ts';
import { decideApproval } from '../../src/staff/approvals.ts';
import { paper } from '../../src/words/zh/paper.ts';
import { fakeClipBytes, writeFakeClip } from '../cards/fake-clip.ts';
import { draft } from '../contracts/catalog.contract.ts';
import { StationClock } from '../fakes/station-clock.ts';
import { retentionOf, rule } from '../retention/keeping-facts.ts';
import { putPeople } from '../support/people.ts';
import {
  dock,
  makePlace,
  openTestStation,
  removeFolder,
  type StationParts,
  type TestStation,
} from '../support/test-station.ts';

export const ZONE = 'Asia/Shanghai';
const DAY_MS = 86_400_000;

/** Everything is kept two years, patrols six months; two steps, seven days to cool off. */
export function policyWith(
  destruction: Partial<Policy['destruction']> = {},
  retention = retentionOf(),
): Policy {
  const steps = [
    { role: 'legal-affairs', kind: 'opinion' },
    { role: 'deputy-head', kind: 'decision' },
  ] as const;
  // The sections that keeping and destroying never ask are left out.
  return {
    policy: 'default',
    version: 1,
    zone: ZONE,
    agency: '测试县市场监督管理局',
    ...retention,
    destruction: {
      steps: rule(steps),
      batch: rule<'month' | 'quarter' | 'year'>('month'),
      coolingOffDays: rule(7),
      capPerRun: rule(1_000),
      anchorMaxDays: rule(null),
      ...destruction,
    },
  } as unknown as Policy;
}

export interface Bench extends TestStation {
  readonly clock: StationClock;
  readonly context: DestructionContext;
  readonly policy: Policy;
}

export type BenchParts = StationParts & {
  readonly clock?: StationClock;
  readonly policy?: Policy;
  readonly files?: DurableFiles;
};

/** A station whose clock the test sets, with people in it, and what destroying asks for. */
export async function openBench(parts: BenchParts = {}): Promise<Bench> {
  const clock = parts.clock ?? new StationClock('2026-11-20T00:00:00Z');
  const station = await openTestStation({ ...parts, clock });
  const policy = parts.policy ?? policyWith();
  const context: DestructionContext = {
    catalog: station.catalog,
    vault: station.vault,
    mover: station.mover,
    clock,
    watch: openClockWatch(station, { longOffMs: 7 * DAY_MS, outsideMs: null }),
    openJudge: judgeByOne(policy),
    proofs: { newestAt: async () => null },
    registers: station.registers,
    registerSigner: station.sealSigner,
    log: station.log,
    station: 'test',
    zone: ZONE,
    paper,
    stallMs: 5_000,
  };
  return { ...station, clock, context, policy };
}

const PEOPLE: Readonly<Record<string, readonly Role[]>> = {
  an: ['security-admin'],
  li: ['custodian'],
  fa: ['legal-affairs'],
  fu: ['deputy-head'],
  wang: ['officer'],
  zhao: ['general-office'],
  sun: ['custodian', 'legal-affairs'],
};
export type PersonName = keyof typeof PEOPLE;

export async function addPeople({ catalog, clock }: Pick<Bench, 'catalog' | 'clock'>): Promise<void> {
  const people = Object.keys(PEOPLE).map((name) => personOf(name));
  await putPeople(catalog, people, utcOf(clock.read().wallMs));
}

export function personOf(name: string, roles = PEOPLE[name] ?? []): Person {
  return {
    id: name as StaffId,
    name: `${name}某`,
    certificate: null,
    unit: null,
    inPost: { from: '2020-01-01' as CalendarDate, until: null },
    qualified: null,
    roles,
    state: 'active',
    createdAt: utcOf(0),
    changedAt: utcOf(0),
  };
}

export function acting({ clock }: Pick<Bench, 'clock'>, name: string): ActingPerson {
  const at = utcOf(clock.read().wallMs);
  const person = personOf(name);
  const actor = { kind: 'staff', id: person.id, role: 'self', established: 'session' } as const;
  return { person, actor, at, today: dateAt(at, ZONE) };
}

/** Photos of 18 November 2026, sealed. In the order of their ids. */
export async function sealPhotos(
  bench: Bench,
  count: number,
  { seed = 'photo', bytes = 3_000 } = {},
): Promise<readonly RecordingId[]> {
  const card = makePlace('card');
  for (let each = 0; each < count; each += 1) {
    const minute = String(each % 60).padStart(2, '0');
    const hour = String(8 + Math.floor(each / 60)).padStart(2, '0');
    const name = `Media/Image/DCAM_BC240001_A01234_20261118_${hour}${minute}00.jpg`;
    writeFakeClip(
      join(card, name),
      fakeClipBytes(`${seed} ${each}`, bytes),
      new Date('2026-11-18T04:00:00Z'),
    );
  }
  const report = await dock(bench, card);
  removeFolder(card);
  if (report.counts.sealed !== count) throw new Error(`sealed ${report.counts.sealed} of ${count}`);
  return allIds(bench);
}

export async function allIds({ catalog }: Pick<Bench, 'catalog'>): Promise<readonly RecordingId[]> {
  return (await catalog.recordings({ ...EVERY_RECORDING, limit: 1_000 })).map(({ id }) => id).sort();
}

export const nowOf = async ({ context }: Pick<Bench, 'context'>): Promise<UtcTime> =>
  (await context.watch.look()).now;

/** A draft with these recordings, as a sweep makes it. */
export async function draftOf(
  { catalog, context, policy }: Bench,
  ids: readonly RecordingId[],
  period = '2029-01',
): Promise<Batch> {
  const { now } = await context.watch.look();
  const judge = await context.openJudge(now);
  const batch: Batch = {
    id: batchIdOf(period, 1 + (await catalog.countBatches(period))),
    period,
    policy: policy.policy,
    policyVersion: policy.version,
    state: 'draft',
    contentSha256: null,
    approval: null,
    proposedBy: null,
    submittedAt: null,
    approvedAt: null,
    executeAfter: null,
    executedBy: null,
    startedAt: null,
    witnesses: [],
    registerNo: null,
    registerSha256: null,
    endedAt: null,
    changedAt: now,
  };
  await catalog.createBatch(batch, draft('batch.drafted'));
  const items = [];
  for (const id of ids) {
    const facts = await catalog.keepingFacts(id);
    if (facts === null) throw new Error(`${id} is not there`);
    const judged = judge(facts);
    const { keep } = judged.keeping;
    if (keep.kind !== 'day') throw new Error(`${id} is never due`);
    items.push({ recording: id, keepUntil: keep.day, why: whyDue(judged) });
  }
  await catalog.addItems(batch.id, items, () => draft('batch.added'));
  return batch;
}

let approvals = 0;
export function newApproval({ clock }: Pick<Bench, 'clock'>) {
  approvals += 1;
  return approvalIdOf(utcOf(clock.read().wallMs), approvals.toString(16).padStart(8, '0'));
}

export async function submitted(bench: Bench, batch: Batch, by = 'li'): Promise<Batch> {
  const { catalog, policy } = bench;
  const facts = { now: await nowOf(bench), approval: newApproval(bench), reason: '到期', policy };
  return submitBatch(catalog, batch.id, facts, acting(bench, by));
}

export async function decide(
  bench: Bench,
  batch: Batch,
  by: string,
  decision: 'approve' | 'refuse' = 'approve',
) {
  const { catalog } = bench;
  const current = await catalog.batch(batch.id);
  const request = current?.approval == null ? null : await catalog.approval(current.approval);
  if (request === null) throw new Error('nothing is asked for');
  const given = {
    step: request.decisions.length,
    decision,
    reason: '同意',
    contentSha256: request.contentSha256,
  };
  await catalog.keepApproval(decideApproval(request, given, acting(bench, by)));
}

/** Proposed by li, appraised by fa, approved by fu. */
export async function approved(bench: Bench, batch: Batch): Promise<Batch> {
  await submitted(bench, batch);
  await decide(bench, batch, 'fa');
  await decide(bench, batch, 'fu');
  return settleBatch(bench, batch.id, await nowOf(bench));
}

export interface ExecuteHow {
  readonly by?: string;
  readonly witnesses?: readonly string[];
  readonly signal?: AbortSignal;
  readonly onItem?: (done: number) => void;
}

/** By li, before wang and zhao. */
export function execute(bench: Bench, batch: Pick<Batch, 'id'>, how: ExecuteHow = {}): Promise<Execution> {
  const { by = 'li', witnesses = ['wang', 'zhao'], signal = new AbortController().signal } = how;
  const facts = { policy: bench.policy, witnesses: witnesses.map((name) => personOf(name)) };
  const options = { signal, onItem: how.onItem ?? (() => {}) };
  return executeBatch(bench.context, batch.id, facts, acting(bench, by), options);
}

/** Three years later everything is due. */
export async function ripe(bench: Bench, count: number): Promise<readonly RecordingId[]> {
  await addPeople(bench);
  const ids = await sealPhotos(bench, count);
  bench.clock.passDays(800);
  return ids;
}

/** Sealed, due, approved and cooled off: only the execution is left. */
export async function ready(bench: Bench, count: number): Promise<Batch> {
  const ids = await ripe(bench, count);
  const batch = await approved(bench, await draftOf(bench, ids));
  bench.clock.passDays(8);
  return batch;
}

export async function actsOf({ catalog }: Pick<Bench, 'catalog'>): Promise<readonly AuditEntry[]> {
  const entries: AuditEntry[] = [];
  for (;;) {
    const page = await catalog.auditRows(entries.length, 200);
    entries.push(...page.map(({ text }) => JSON.parse(text) as AuditEntry));
    if (page.length < 200) return entries;
  }
}

export function copyOf(data: string, to: string): string {
  cpSync(data, to, { recursive: true, preserveTimestamps: true });
  return to;
}
