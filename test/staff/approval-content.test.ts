import { describe, expect, test } from 'vitest';
import { batchContent } from '../../src/destruction/batch-content.ts';
import type { ApprovalRequest } from '../../src/evidence/approval.ts';
import { canonicalJson, type Json } from '../../src/evidence/canonical-json.ts';
import { batchIdOf } from '../../src/evidence/destruction.ts';
import { sha256Of } from '../../src/evidence/digest.ts';
import type { Hold, HoldTarget } from '../../src/evidence/hold.ts';
import type { RecordingId } from '../../src/evidence/ids.ts';
import { contentOf } from '../../src/retention/hold-content.ts';
import { readApprovalContent } from '../../src/staff/approval-content.ts';

const read = (kind: ApprovalRequest['kind'], content: Json) =>
  readApprovalContent({ kind, content: canonicalJson(content) } as ApprovalRequest);

const recordings = ['BC240001-20261118T083000-0123456789ab' as RecordingId];
const HOLD = {
  id: 'hold-1',
  ground: 'other-important',
  clause: 'ZZ-43.4',
  text: null,
  restarts: false,
  placedBy: 'li',
  placedAt: '2026-11-20T08:00:00.000Z',
} as unknown as Hold;
const TARGETS: readonly HoldTarget[] = [
  { kind: 'recording', recording: recordings[0] as RecordingId },
  { kind: 'case', case: '12号' as never },
  { kind: 'party', party: '某某商行' },
  { kind: 'list', query: '--mark empty', recordings },
];

describe('whoever decides sees in words what the digest binds:', () => {
  test('all that a request to destroy says', () => {
    const batch = { id: batchIdOf('2029-01', 1), period: '2029-01', policy: 'default', policyVersion: 1 };
    const content = batchContent(batch, { sha256: sha256Of('list'), items: 2, bytes: 6_000 }, 7);
    expect(read('destruction', content)).toEqual({ kind: 'destruction', content });
  });

  test.each(TARGETS)('all that a hold on a $kind says', (target) => {
    const content = contentOf({ ...HOLD, target }, 'hold-release');
    expect(read('hold-release', content)).toEqual({ kind: 'hold', content });
  });

  test('and nothing is left out: a content that says more is not put into words at all', () => {
    const content = contentOf({ ...HOLD, target: TARGETS[0] as HoldTarget }, 'hold') as Record<string, Json>;
    expect(read('hold', { ...content, besides: 'something else' })).toBeNull();
    expect(read('destruction', content)).toBeNull();
    expect(readApprovalContent({ kind: 'hold', content: '{' } as ApprovalRequest)).toBeNull();
  });
});
