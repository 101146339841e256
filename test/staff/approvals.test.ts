import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type ApprovalId,
  type ApprovalRequest,
  type ApprovalStep,
  decideStep,
  executable,
  nextStep,
} from '../../src/evidence/approval.ts';
import type { CalendarDate } from '../../src/evidence/calendar-date.ts';
import { sha256Of } from '../../src/evidence/digest.ts';
import { type Person, ROLES, type Role } from '../../src/evidence/staff.ts';
import { utcOf } from '../../src/evidence/time.ts';
import {
  decideApproval,
  executeApproval,
  requestApproval,
  withdrawApproval,
} from '../../src/staff/approvals.ts';
import { acting, person, TODAY } from '../support/people.ts';

const ASKS = person('asks', { roles: ['custodian', 'legal-affairs', 'agency-head'] });
const LEGAL = person('legal', { roles: ['legal-affairs', 'agency-head'] });
const HEAD = person('head', { roles: ['agency-head'] });
const STEPS: readonly ApprovalStep[] = [
  { role: 'legal-affairs', kind: 'opinion' },
  { role: 'agency-head', kind: 'decision' },
];

function asked(steps = STEPS): ApprovalRequest {
  const request = {
    id: 'apr-20261120T101112-01234567' as ApprovalId,
    kind: 'destruction',
    subject: { kind: 'batch', id: 'B-1' },
    reason: '到期',
    content: { batch: 'B-1', recordings: ['R-1', 'R-2'] },
    steps,
  } as const;
  return requestApproval(request, acting(ASKS, utcOf(1_000), 'custodian')).after;
}

const decide = (
  request: ApprovalRequest,
  who: Person,
  decision: 'approve' | 'refuse' = 'approve',
  contentSha256: string = request.contentSha256,
  today: CalendarDate = TODAY,
) =>
  decideApproval(
    request,
    { step: nextStep(request) ?? 0, decision, reason: '同意', contentSha256 },
    { ...acting(who), today },
  );

const vetoes = (request: ApprovalRequest, step: number, who: Person, more = {}) => {
  const facts = { today: TODAY, contentSha256: request.contentSha256, ...more };
  const answer = decideStep(request, step, who, facts);
  return answer.kind === 'allowed' ? [] : answer.vetoes;
};

describe('a step is refused', () => {
  const open = asked();
  const heard = decide(open, LEGAL).after;
  test.each([
    ['to whoever asked, whatever roles they have', vetoes(open, 0, ASKS), ['own-request']],
    ['to whoever took another step, even with two roles', vetoes(heard, 1, LEGAL), ['same-person']],
    ['to whoever does not have its role', vetoes(open, 0, HEAD), ['role-missing']],
    ['before its turn', vetoes(open, 1, HEAD), ['already-decided']],
    ['after its turn', vetoes(heard, 0, HEAD), ['already-decided', 'role-missing']],
    ['where there is no such step', vetoes(open, 7, HEAD), ['already-decided']],
    ['to the suspended', vetoes(heard, 1, { ...HEAD, state: 'suspended' }), ['not-in-post']],
    [
      'to those who have left',
      vetoes(heard, 1, { ...HEAD, inPost: { ...HEAD.inPost, until: '2026-11-19' as CalendarDate } }),
      ['not-in-post'],
    ],
    [
      'for something else than what was shown',
      vetoes(heard, 1, HEAD, { contentSha256: 'x' }),
      ['content-changed'],
    ],
    [
      'when what is asked for was altered under its digest',
      vetoes({ ...heard, content: '{}' }, 1, HEAD),
      ['content-changed'],
    ],
  ] as const)('%s', (_title, found, expected) => {
    expect(found).toEqual(expected);
  });

  test('with the most telling reason as its code, and all of them named', () => {
    const act = () => decide(heard, { ...LEGAL, state: 'suspended' }, 'approve', 'x');
    expect(act).toThrow(
      expect.objectContaining({ code: 'same-person', found: 'same-person, not-in-post, content-changed' }),
    );
  });
});

describe('a request', () => {
  test('is open until its last step, and every change says who, in which role, and to which state', () => {
    const open = asked();
    const first = decide(open, LEGAL);
    expect(first.entry).toMatchObject({
      act: 'approval.decided',
      actor: { kind: 'staff', id: 'legal', role: 'legal-affairs', established: 'session' },
      before: 'open',
      after: 'open',
      detail: { step: 0, decision: 'approve', contentSha256: open.contentSha256 },
    });
    const second = decide(first.after, HEAD);
    expect(second.after).toMatchObject({ state: 'approved' });
    expect(second.after.decisions.map(({ by, role }) => [by, role])).toEqual([
      ['legal', 'legal-affairs'],
      ['head', 'agency-head'],
    ]);
    expect(() => decide(second.after, HEAD)).toThrow(expect.objectContaining({ code: 'already-decided' }));
  });

  test('does not end by an opinion, and ends by one refusal at a decision step', () => {
    const heard = decide(asked(), LEGAL, 'refuse').after;
    expect(heard.state).toBe('open');
    const ended = decide(heard, HEAD, 'refuse').after;
    expect(ended.state).toBe('refused');
    expect(nextStep(ended)).toBeNull();
  });

  test('is withdrawn only by whoever asked, and not once it is carried out', () => {
    const open = asked();
    expect(() => withdrawApproval(open, 'x', acting(LEGAL))).toThrow(
      expect.objectContaining({ code: 'role-missing' }),
    );
    const approved = decide(decide(open, LEGAL).after, HEAD).after;
    expect(withdrawApproval(approved, 'x', acting(ASKS)).after.state).toBe('withdrawn');
    const done = executeApproval(approved, approved.contentSha256, acting(ASKS)).after;
    expect(() => withdrawApproval(done, 'x', acting(ASKS))).toThrow(
      expect.objectContaining({ code: 'already-decided' }),
    );
  });

  test('ends with a decision: opinions alone approve nothing', () => {
    expect(() => asked([{ role: 'legal-affairs', kind: 'opinion' }])).toThrow(
      expect.objectContaining({ code: 'defect' }),
    );
  });
});

describe('what was approved is what is executed', () => {
  const approved = decide(decide(asked(), LEGAL).after, HEAD).after;
  test('once, with the very content', () => {
    const done = executeApproval(
      approved,
      sha256Of('{"batch":"B-1","recordings":["R-1","R-2"]}'),
      acting(ASKS),
    );
    expect(done.after.state).toBe('executed');
    expect(executable(done.after, approved.contentSha256)).toEqual({
      kind: 'refused',
      vetoes: ['not-approved'],
    });
  });
  test('and nothing else', () => {
    const act = () =>
      executeApproval(approved, sha256Of('{"batch":"B-1","recordings":["R-1"]}'), acting(ASKS));
    expect(act).toThrow(expect.objectContaining({ code: 'content-changed' }));
    expect(executable({ ...approved, content: '{}' }, approved.contentSha256).kind).toBe('refused');
    expect(executable(asked(), approved.contentSha256)).toEqual({
      kind: 'refused',
      vetoes: ['not-approved'],
    });
  });
});

test('whoever tries what, no request is approved by one person or by whoever asked, nor without each role', () => {
  const role = fc.constantFrom(...ROLES);
  const people = fc.array(fc.uniqueArray(role, { maxLength: 4 }), { minLength: 1, maxLength: 5 });
  const steps = fc.array(
    fc.record({ role, kind: fc.constantFrom('opinion' as const, 'decision' as const) }),
    { maxLength: 3 },
  );
  const tries = fc.array(fc.record({ who: fc.nat(4), refuses: fc.boolean() }), { maxLength: 20 });
  fc.assert(
    fc.property(people, steps, role, tries, (rolesOf, early, lastRole, given) => {
      const everybody = rolesOf.map((roles, at) => person(at === 0 ? 'asks' : `p${at}`, { roles }));
      let request = asked([...early, { role: lastRole, kind: 'decision' }]);
      for (const { who, refuses } of given) {
        const someone = everybody[who % everybody.length] as Person;
        try {
          request = decide(request, someone, refuses ? 'refuse' : 'approve').after;
        } catch {
          // Refused: the request is as it was.
        }
      }
      const deciders = request.decisions.map(({ by }) => by as string);
      expect(new Set(deciders).size).toBe(deciders.length);
      expect(deciders).not.toContain('asks');
      for (const { step, by, role: used } of request.decisions) {
        expect(request.steps[step]?.role).toBe(used);
        expect(everybody.find(({ id }) => id === by)?.roles).toContain(used as Role);
      }
      if (request.state === 'approved') expect(deciders).toHaveLength(request.steps.length);
    }),
  );
});
