import { randomBytes } from 'node:crypto';
import { keepDecision } from '../../../src/cli/approval/keep-decision.ts';
import { type ApprovalId, approvalIdOf, nextStep, STEPS_LIMIT } from '../../../src/evidence/approval.ts';
import { dateAt } from '../../../src/evidence/calendar-date.ts';
import type { Role, StaffId } from '../../../src/evidence/staff.ts';
import { utcOf } from '../../../src/evidence/time.ts';
import type { ActingPerson } from '../../../src/staff/acting-person.ts';
import { decideApproval } from '../../../src/staff/approvals.ts';
import { person, putPeople } from '../../support/people.ts';
import { type DemoStation, ZONE } from './demo-station.ts';
import type { Voice } from './say.ts';

/** One person for each role, and two officers. */
const PEOPLE = {
  an: ['security-admin', '安全'],
  xu: ['system-admin', '徐工'],
  li: ['custodian', '李管理'],
  fa: ['legal-affairs', '方法规'],
  fu: ['deputy-head', '傅分管'],
  zhang: ['agency-head', '张局长'],
  wang: ['officer', '王执法'],
  zhao: ['officer', '赵执法'],
} as const satisfies Readonly<Record<string, readonly [Role, string]>>;
export type Name = keyof typeof PEOPLE;

/** As a person is called in the language that is spoken. */
export function called({ pick }: Voice, name: Name): string {
  return pick(name, PEOPLE[name][1]);
}

export const UNIT = '执法大队';
/** Of the officer who wears the recorder. */
export const CERTIFICATE = 'A01234';
const ACT_MS = 60_000;

export async function addPeople({ catalog, clock }: DemoStation): Promise<void> {
  const people = Object.entries(PEOPLE).map(([id, [role, name]]) =>
    person(id, { name, roles: [role], unit: UNIT, certificate: id === 'wang' ? CERTIFICATE : null }),
  );
  await putPeople(catalog, people, utcOf(clock.read().wallMs));
}

/** That person at this moment; whatever people do takes them a minute. */
export async function by({ catalog, clock }: DemoStation, name: Name): Promise<ActingPerson> {
  clock.passMs(ACT_MS);
  const found = await catalog.person(name as StaffId);
  if (found === null) throw new Error(`nobody is called ${name}`);
  const at = utcOf(clock.read().wallMs);
  const actor = { kind: 'staff', id: found.id, role: 'self', established: 'session' } as const;
  return { person: found, actor, at, today: dateAt(at, ZONE) };
}

export function newApproval({ clock }: Pick<DemoStation, 'clock'>): ApprovalId {
  return approvalIdOf(utcOf(clock.read().wallMs), randomHex());
}

export function randomHex(): string {
  return randomBytes(4).toString('hex');
}

/** Every step that is left, each by the person of its role. @returns who decided. */
export async function approveAll(
  station: DemoStation,
  id: ApprovalId,
  reason: string,
): Promise<readonly Name[]> {
  const deciders: Name[] = [];
  for (let taken = 0; taken < STEPS_LIMIT; taken += 1) {
    const request = await station.catalog.approval(id);
    const step = request === null ? null : nextStep(request);
    if (request === null || step === null) break;
    const name = nameOf(request.steps[step]?.role);
    const acting = await by(station, name);
    const { contentSha256 } = request;
    const decided = decideApproval(request, { step, decision: 'approve', reason, contentSha256 }, acting);
    await keepDecision(station, decided, acting);
    deciders.push(name);
  }
  return deciders;
}

function nameOf(role: Role | undefined): Name {
  const found = (Object.keys(PEOPLE) as Name[]).find((name) => PEOPLE[name][0] === role);
  if (found === undefined) throw new Error(`nobody in the demo is ${role}`);
  return found;
}
