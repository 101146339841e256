import { describe, expect, test } from 'vitest';
import { type ApprovalId, approvalIdOf } from '../../src/evidence/approval.ts';
import { sha256Of } from '../../src/evidence/digest.ts';
import {
  COMPLAINTS,
  type Hold,
  type HoldCause,
  type HoldTarget,
  holdIdOf,
  INCIDENTS,
} from '../../src/evidence/hold.ts';
import type { RecordingId } from '../../src/evidence/ids.ts';
import type { Role } from '../../src/evidence/staff.ts';
import type { UtcTime } from '../../src/evidence/time.ts';
import type { ApprovalChange } from '../../src/ports/approval-book.ts';
import type { AdoptedPolicy } from '../../src/ports/policy-shelf.ts';
import { followHoldDecision } from '../../src/retention/follow-hold-decision.ts';
import type { HoldChange } from '../../src/retention/hold-change.ts';
import {
  type HoldRules,
  type HoldRulesPorts,
  holdRulesInForce,
  holdRulesOf,
  NO_HOLD_RULES,
  releaseSteps,
} from '../../src/retention/hold-rules.ts';
import { placeHold, proposeHold } from '../../src/retention/place-hold.ts';
import { policyText, readPolicies } from '../../src/retention/read-policies.ts';
import { noteOfflineCopy, requestRelease } from '../../src/retention/release-hold.ts';
import { decideApproval, withdrawApproval } from '../../src/staff/approvals.ts';
import { caseNo, holdOn } from '../support/hold-facts.ts';
import { acting, person } from '../support/people.ts';
import { shippedPolicy } from './shipped-policies.ts';

const RECORDING = 'BC240001-20261118T163000-0123456789ab' as RecordingId;
const ON_RECORDING: HoldTarget = { kind: 'recording', recording: RECORDING };
const at = (minute: number) => `2026-11-20T09:${String(minute).padStart(2, '0')}:00.000Z` as UtcTime;
const as = (id: string, role: Role, minute = 0) => acting(person(id, { roles: [role] }), at(minute), role);
const wang = as('wang', 'custodian');
const ground = (id: string, clause: string, more = {}) => ({
  id,
  clause,
  sentence: '条文',
  needsText: false,
  restarts: false,
  ...more,
});

/** As the five regulations say it, with the ids of the shipped policies. */
const ZZ: HoldRules = {
  grounds: [
    ground('objection-complaint-petition', 'ZZ-43.1'),
    ground('obstruction-abuse-assault', 'ZZ-43.2'),
    ground('mass-incident-emergency', 'ZZ-43.3'),
    ground('other-important', 'ZZ-43.4', { needsText: true }),
    ground('reconsideration-litigation', 'ZZ-45', { restarts: true }),
  ],
  approver: null,
  release: [
    { role: 'legal-affairs', kind: 'opinion' },
    { role: 'deputy-head', kind: 'decision' },
  ],
  owesOfflineCopy: true,
};
const WS: HoldRules = {
  ...ZZ,
  grounds: (ZZ.grounds ?? []).map((each) => ({
    ...each,
    clause: (each.clause ?? '').replace('ZZ-43', 'WS-12').replace('ZZ-45', 'WS-13'),
  })),
};
const ZY: HoldRules = {
  grounds: [ground('for-cause', 'ZY-19.1h')],
  approver: 'deputy-head',
  release: null,
  owesOfflineCopy: false,
};
const ids = (number = 1) => ({
  id: holdIdOf(at(0), String(number).padStart(8, '0')),
  approval: approvalIdOf(at(0), String(number).padStart(8, '0')),
});
const place = (rules: HoldRules, id: string, text: string | null = null, target: HoldTarget = ON_RECORDING) =>
  placeHold({ ...ids(), target, ground: id, text }, rules, wang);
const propose = (rules: HoldRules, cause: HoldCause, text: string | null = null) =>
  proposeHold({ ...ids(), target: ON_RECORDING, cause, text }, rules, wang);
const refusedWith = (code: string) => expect.objectContaining({ code });

const PLACED_AT_ONCE = [
  ['ZZ-43.1', ZZ, 'objection-complaint-petition'],
  ['ZZ-43.2', ZZ, 'obstruction-abuse-assault'],
  ['ZZ-43.3', ZZ, 'mass-incident-emergency'],
  ['ZZ-45', ZZ, 'reconsideration-litigation'],
  ['WS-12.1', WS, 'objection-complaint-petition'],
  ['WS-12.2', WS, 'obstruction-abuse-assault'],
  ['WS-12.3', WS, 'mass-incident-emergency'],
  ['WS-13', WS, 'reconsideration-litigation'],
] as const;

const EXPLAINED = [
  ['ZZ-43.4', ZZ],
  ['WS-12.4', WS],
] as const;

const FITTING = [
  ['ZY-12', 'obstruction', 'obstruction-abuse-assault'],
  ['ZY-12', 'emergency', 'mass-incident-emergency'],
  ['ZY-12', 'mass-incident', 'mass-incident-emergency'],
  ['CL-11.x', 'refusal', 'obstruction-abuse-assault'],
  ['CL-28.2', 'obstruction', 'obstruction-abuse-assault'],
  ['ZZ-43.1', 'complaint', 'objection-complaint-petition'],
  ['ZZ-45 WS-13', 'reconsideration', 'reconsideration-litigation'],
  ['ZZ-45 WS-13', 'litigation', 'reconsideration-litigation'],
] as const;

const OF_THAT_NAME = [
  ['CL-20', 'court-execution'],
  ['SM-7.2', 'litigation-prone'],
] as const;

const AS_SHIPPED = [
  ['zhongyang', 'obstruction', 'ZY-12'],
  ['zhongyang', 'emergency', 'ZY-12'],
  ['zhongyang', 'mass-incident', 'ZY-12'],
  ['zhongyang', 'contentious', 'ZY-12'],
  ['zhuzhou', 'complaint', 'ZZ-43.1'],
  ['zhuzhou', 'refusal', 'ZZ-43.2'],
  ['zhuzhou', 'emergency', 'ZZ-43.3'],
  ['zhuzhou', 'litigation', 'ZZ-45'],
  ['cele', 'refusal', 'CL-11.x'],
  ['cele', 'court-execution', 'CL-20'],
  ['cele', 'obstruction', 'CL-28.2'],
  ['wenshang', 'complaint', 'WS-12.1'],
  ['wenshang', 'obstruction', 'WS-12.2'],
  ['wenshang', 'mass-incident', 'WS-12.3'],
  ['wenshang', 'reconsideration', 'WS-13'],
  ['sanming', 'litigation-prone', 'SM-7.2'],
] as const;

describe('placing', () => {
  test.each(PLACED_AT_ONCE)(
    'ZZ-43.1 ZZ-43.2 ZZ-43.3 ZZ-45 WS-12.1 WS-12.2 WS-12.3 WS-13 (%s) is placed at once, and asks nobody',
    (clause, rules, id) => {
      const { before, after, entry, approvals } = place(rules, id);
      expect(before).toBeNull();
      expect(after).toMatchObject({ state: 'placed', ground: id, clause, approval: null, placedBy: 'wang' });
      expect(approvals).toEqual([]);
      expect(entry).toMatchObject({ act: 'hold.placed', before: null, after: 'placed', detail: { clause } });
    },
  );

  test.each(EXPLAINED)('ZZ-43.4 WS-12.4 (%s) has to be explained in words', (clause, rules) => {
    expect(() => place(rules, 'other-important')).toThrow(refusedWith('text-required'));
    expect(place(rules, 'other-important', '媒体关注').after).toMatchObject({ text: '媒体关注', clause });
  });

  test('ZZ-43.0 WS-12.0 owes an offline copy until one is made, where the policy says so', () => {
    for (const rules of [ZZ, WS]) {
      const { after, entry } = place(rules, 'objection-complaint-petition');
      expect(after.owesOfflineCopy).toBe(true);
      expect(entry.detail).toMatchObject({ owesOfflineCopy: true });
      const made = noteOfflineCopy(after, '光盘 2026-118 号', as('li', 'legal-affairs', 1));
      expect(made.after).toMatchObject({ owesOfflineCopy: false, state: 'placed' });
      expect(made.entry).toMatchObject({ act: 'hold.copy-made', detail: { reference: '光盘 2026-118 号' } });
      expect(() => noteOfflineCopy(made.after, 'again', wang)).toThrow(refusedWith('state-differs'));
      const released = { ...after, state: 'released' } as Hold;
      expect(() => noteOfflineCopy(released, 'late', wang)).toThrow(refusedWith('state-differs'));
    }
    expect(place(ZY, 'for-cause').after.owesOfflineCopy).toBe(false);
  });

  test('ZY-19.1h blocks at once as proposed, and the deputy head decides', () => {
    const { after, approvals } = place(ZY, 'for-cause', '重大案件');
    expect(after.state).toBe('proposed');
    expect(approvals).toHaveLength(1);
    expect(approvals[0]?.after).toMatchObject({
      id: after.approval,
      kind: 'hold',
      subject: { kind: 'hold', id: after.id },
      steps: [{ role: 'deputy-head', kind: 'decision' }],
      requestedBy: 'wang',
      reason: '重大案件',
    });
    expect(JSON.parse(approvals[0]?.after.content ?? '')).toMatchObject({
      what: 'hold',
      target: { kind: 'recording', recording: RECORDING },
      ground: 'for-cause',
    });
  });

  test('knows only the grounds of the policy, and names them', () => {
    expect(() => place(ZY, 'objection-complaint-petition')).toThrow(
      expect.objectContaining({ code: 'ground-unknown', expected: 'for-cause' }),
    );
    expect(() => place(ZZ, 'other', 'text')).toThrow(refusedWith('ground-unknown'));
  });

  test('where the policy lists no ground, one that is explained can be placed all the same', () => {
    expect(() => place(NO_HOLD_RULES, 'other')).toThrow(refusedWith('text-required'));
    const { after, approvals } = place(NO_HOLD_RULES, 'other', '督办');
    expect(after).toMatchObject({ state: 'proposed', clause: null });
    expect(approvals[0]?.after.steps).toEqual([{ role: 'legal-affairs', kind: 'decision' }]);
  });

  test('a list is fixed with its digest, and an empty one or one of more than 10,000 is refused', () => {
    const listOf = (count: number): HoldTarget => ({
      kind: 'list',
      query: '{}',
      recordings: Array.from({ length: count }, (_, each) => `R-${each}` as RecordingId),
    });
    const { entry } = place(ZZ, 'objection-complaint-petition', null, listOf(501));
    expect(entry.detail.target).toEqual({
      kind: 'list',
      query: '{}',
      count: 501,
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(place(ZZ, 'objection-complaint-petition', null, listOf(2)).entry.detail.target).toMatchObject({
      recordings: ['R-0', 'R-1'],
    });
    for (const count of [0, 10_001]) {
      expect(() => place(ZZ, 'objection-complaint-petition', null, listOf(count))).toThrow(
        refusedWith('usage'),
      );
    }
  });
});

describe('a proposal by itself', () => {
  test.each(FITTING)(
    'ZZ-43.1 ZY-12 CL-11.x CL-28.2 ZZ-45 WS-13 (%s) %s takes the ground of the policy that fits',
    (_, cause, id) => {
      const { after, entry } = propose(ZZ, cause, '现场说明');
      expect(after).toMatchObject({ ground: id, state: 'placed', text: `${cause}: 现场说明` });
      expect(entry.detail).toMatchObject({ cause });
    },
  );

  test.each(OF_THAT_NAME)(
    'CL-20 SM-7.2 (%s) %s takes the ground of that name where the policy has it',
    (clause, cause) => {
      const rules = { ...ZY, grounds: [ground(cause, clause)] };
      expect(propose(rules, cause).after).toMatchObject({ ground: cause, clause, state: 'proposed' });
    },
  );

  test.each(AS_SHIPPED)(
    'ZY-12 CL-11.x CL-20 CL-28.2 ZZ-45 WS-13 SM-7.2 as shipped, %s: %s is held by %s',
    (policy, cause, clause) => {
      expect(propose(holdRulesOf(shippedPolicy(policy)), cause).after.clause).toBe(clause);
    },
  );

  test.each([...INCIDENTS, ...COMPLAINTS])(
    'ZY-12 CL-11.x CL-20 CL-28.2 SM-7.2 %s blocks at once where no policy has a ground for it, until somebody decides',
    (cause) => {
      const { after, approvals } = propose({ ...ZY, grounds: [ground('for-cause', 'ZY-19.1h')] }, cause);
      const isComplaint = COMPLAINTS.some((each) => each === cause);
      expect(after).toMatchObject({
        state: 'proposed',
        ground: isComplaint ? 'complaint' : 'incident',
        clause: null,
        text: cause,
        owesOfflineCopy: false,
      });
      expect(approvals[0]?.after.steps).toEqual([{ role: 'deputy-head', kind: 'decision' }]);
      expect(propose(NO_HOLD_RULES, cause).approvals[0]?.after.steps).toEqual([
        { role: 'legal-affairs', kind: 'decision' },
      ]);
    },
  );
});

/** The last step of the request that a change has made, taken by this person. */
const decide = (
  { after, approvals }: HoldChange,
  decision: 'approve' | 'refuse',
  by: ReturnType<typeof as>,
  earlier: readonly ApprovalChange[] = [],
): { readonly decided: ApprovalChange; readonly followed: HoldChange | null } => {
  const request = earlier.at(-1)?.after ?? approvals.at(-1)?.after;
  if (request === undefined) throw new Error('nothing is asked for');
  const { contentSha256 } = request;
  const step = request.decisions.length;
  const decided = decideApproval(request, { step, decision, reason: '理由', contentSha256 }, by);
  return { decided, followed: followHoldDecision(after, decided, by) };
};

describe('deciding about a proposal', () => {
  const asked = place(ZY, 'for-cause');

  test('ZY-19.1h approved by the deputy head it is placed, and the request is carried out with it', () => {
    const { followed } = decide(asked, 'approve', as('zhao', 'deputy-head', 1));
    expect(followed?.after).toMatchObject({ state: 'placed' });
    expect(followed?.entry).toMatchObject({
      act: 'hold.decided',
      actor: { id: 'zhao', role: 'deputy-head' },
      before: 'proposed',
      after: 'placed',
      reason: '理由',
    });
    expect(followed?.approvals.map(({ after }) => after.state)).toEqual(['approved', 'executed']);
  });

  test('refused it ends, with the reason of whoever refused', () => {
    const { followed } = decide(asked, 'refuse', as('zhao', 'deputy-head', 1));
    expect(followed?.after.state).toBe('refused');
    expect(followed?.entry.reason).toBe('理由');
  });

  test('whoever proposed it cannot end it: neither by a decision of their own nor by taking it back', () => {
    const both = acting(person('wang', { roles: ['custodian', 'deputy-head'] }), at(1), 'deputy-head');
    expect(() => decide(asked, 'refuse', both)).toThrow(refusedWith('own-request'));
    const request = asked.approvals[0]?.after;
    if (request === undefined) throw new Error('nothing is asked for');
    const withdrawn = withdrawApproval(request, '误报', wang);
    expect(() => followHoldDecision(asked.after, withdrawn, wang)).toThrow(refusedWith('state-differs'));
  });

  test('another request than the one it waits for decides nothing', () => {
    const other = place(ZY, 'for-cause');
    const moved = { ...other, after: { ...other.after, approval: 'apr-other' } };
    expect(() => decide(moved, 'approve', as('zhao', 'deputy-head', 1))).toThrow(
      refusedWith('state-differs'),
    );
  });

  test('what was approved is what stands there: a hold that was altered meanwhile is not placed', () => {
    const altered = { ...asked, after: { ...asked.after, restarts: true } };
    expect(() => decide(altered, 'approve', as('zhao', 'deputy-head', 1))).toThrow(
      refusedWith('content-changed'),
    );
  });
});

describe('releasing', () => {
  const APPROVAL = 'apr-20261120T090000-000000ff' as ApprovalId;
  const held = holdOn({ kind: 'case', case: caseNo('案') }, { restarts: true });
  const asked = requestRelease(held, '复议已结', APPROVAL, ZZ, wang);

  test('goes on blocking until every step of the policy is taken', () => {
    expect(asked.after).toMatchObject({ state: 'release-requested', approval: APPROVAL, releasedAt: null });
    expect(asked.entry).toMatchObject({
      act: 'hold.release-requested',
      before: 'placed',
      reason: '复议已结',
    });
    const first = decide(asked, 'approve', as('li', 'legal-affairs', 1));
    expect(first.followed).toBeNull();
    const second = decide(asked, 'approve', as('zhao', 'deputy-head', 2), [first.decided]);
    expect(second.followed?.after).toMatchObject({ state: 'released', releasedAt: at(2), restarts: true });
    expect(second.followed?.entry).toMatchObject({
      act: 'hold.released',
      detail: { approval: APPROVAL, restarts: true, releasedAt: at(2) },
    });
  });

  test('takes two persons at least, also where the policy says nothing', () => {
    const silent = requestRelease(held, 'x', APPROVAL, NO_HOLD_RULES, as('li', 'legal-affairs'));
    expect(silent.approvals[0]?.after.steps).toEqual([{ role: 'legal-affairs', kind: 'decision' }]);
    expect(() => decide(silent, 'approve', as('li', 'legal-affairs', 1))).toThrow(refusedWith('own-request'));
    expect(decide(silent, 'approve', as('qian', 'legal-affairs', 1)).followed?.after.state).toBe('released');
    const named = requestRelease(held, 'x', APPROVAL, { ...NO_HOLD_RULES, approver: 'deputy-head' }, wang);
    expect(named.approvals[0]?.after.steps).toEqual([{ role: 'deputy-head', kind: 'decision' }]);
  });

  test('one person with two roles is still one', () => {
    const first = decide(asked, 'approve', as('li', 'legal-affairs', 1));
    const both = acting(person('li', { roles: ['legal-affairs', 'deputy-head'] }), at(2), 'deputy-head');
    expect(() => decide(asked, 'approve', both, [first.decided])).toThrow(refusedWith('same-person'));
  });

  test('refused or taken back it is placed as before, and can be asked for again', () => {
    const first = decide(asked, 'approve', as('li', 'legal-affairs', 1));
    const refused = decide(asked, 'refuse', as('zhao', 'deputy-head', 2), [first.decided]).followed;
    expect(refused?.after).toMatchObject({ state: 'placed', releasedAt: null });
    const request = asked.approvals[0]?.after;
    if (request === undefined || refused == null) throw new Error('nothing is asked for');
    const back = followHoldDecision(asked.after, withdrawApproval(request, '暂缓', wang), wang);
    expect(back?.after.state).toBe('placed');
    expect(requestRelease(refused.after, '再次申请', APPROVAL, ZZ, wang).after.state).toBe(
      'release-requested',
    );
  });

  test.each(['proposed', 'release-requested', 'refused', 'released'] as const)(
    'is not asked for while the hold is %s',
    (state) => {
      const hold = { ...held, state } as Hold;
      expect(() => requestRelease(hold, 'x', APPROVAL, ZZ, wang)).toThrow(refusedWith('state-differs'));
    },
  );

  test('restarts nothing unless the ground says so', () => {
    expect(place(ZZ, 'reconsideration-litigation').after.restarts).toBe(true);
    expect(place(ZZ, 'objection-complaint-petition').after.restarts).toBe(false);
  });
});

describe('the rules in force', () => {
  const adopted = (
    policy: string,
    version: number,
    approver: string,
    effectiveFrom: UtcTime,
  ): AdoptedPolicy => {
    const text = `policy: ${policy}\nversion: ${version}\nzone: Asia/Shanghai\nhold:\n  approver: { value: ${approver} }\n`;
    const read = readPolicies([{ name: 'p.yaml', text }]).get(policy);
    if (read === undefined) throw new Error('no policy');
    const canonical = policyText(read);
    return {
      policy,
      version,
      text: canonical,
      sha256: sha256Of(canonical),
      adoptedBy: 'zhao',
      adoptedAt: at(0),
      effectiveFrom,
      approval: null,
    };
  };
  const ports = (units: Record<string, string>, policies: readonly AdoptedPolicy[]) => {
    const assigned = Object.entries(units).map(([unit, policy]) => ({ unit, policy, effectiveFrom: at(0) }));
    const catalog = {
      adoptedPolicies: async () => policies,
      unitAssignments: async () => assigned,
      auditSize: async () => 0,
      recording: async () => ({ manifest: { recorder: { no: 'BC240001' }, officer: null } }),
      registered: async () => ({ unit: '一中队' }),
    } as unknown as HoldRulesPorts['catalog'];
    const wallMs = Date.parse(at(10));
    return { catalog, clock: { read: () => ({ wallMs, boot: 'test', monotonicMs: 0 }) } };
  };
  const policies = [
    adopted('default', 1, 'none', at(0)),
    adopted('zy', 1, 'agency-head', at(0)),
    adopted('zy', 2, 'deputy-head', at(5)),
    adopted('zy', 3, 'unit-head', at(50)),
  ];

  test('ZY-19.1h are those of the newest version in force for the unit of the recording, else of whoever acts', async () => {
    const of = async (unit: string | null, units: Record<string, string>, target: HoldTarget | null = null) =>
      (await holdRulesInForce(ports(units, policies), target, unit, 'default')).approver;
    expect(await of('一中队', { 一中队: 'zy' })).toBe('deputy-head');
    expect(await of('二中队', { 一中队: 'zy' })).toBeNull();
    expect(await of('二中队', { 一中队: 'zy' }, ON_RECORDING)).toBe('deputy-head');
    expect(await of('二中队', { 一中队: 'default', '': 'zy' })).toBe('deputy-head');
    expect(await of(null, { '': 'zy' })).toBe('deputy-head');
  });

  test('without a policy nothing is known, and nothing is released by one person', async () => {
    const rules = await holdRulesInForce(ports({ 一中队: 'gone' }, policies), null, '一中队', 'default');
    expect(rules).toEqual(NO_HOLD_RULES);
    expect(releaseSteps(NO_HOLD_RULES)).toEqual([{ role: 'legal-affairs', kind: 'decision' }]);
  });
});
