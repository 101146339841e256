import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ApprovalId } from '../../src/evidence/approval.ts';
import { type Hold, type HoldTarget, holdIdOf } from '../../src/evidence/hold.ts';
import type { RecordingId } from '../../src/evidence/ids.ts';
import { utcOf } from '../../src/evidence/time.ts';
import { followHoldDecision } from '../../src/retention/follow-hold-decision.ts';
import { type HoldChange, keepHold } from '../../src/retention/hold-change.ts';
import type { HoldRules } from '../../src/retention/hold-rules.ts';
import { placeHold } from '../../src/retention/place-hold.ts';
import { noteOfflineCopy, requestRelease } from '../../src/retention/release-hold.ts';
import { decideApproval } from '../../src/staff/approvals.ts';
import { findings, NOW_MS, putPhotos, recordings, SetClock } from '../support/flow-bench.ts';
import { caseNo, putCase } from '../support/hold-facts.ts';
import { acting, person, putPeople } from '../support/people.ts';
import { alterBehindItsBack } from '../support/raw-database.ts';
import { dock, makePlace, openTestStation, removeFolder, type TestStation } from '../support/test-station.ts';

const WANG = person('wang', { roles: ['custodian'] });
const ZHAO = person('zhao', { roles: ['deputy-head'] });
const RULES: HoldRules = {
  grounds: [{ id: 'cause', clause: 'ZY-19.1h', sentence: '因故', needsText: false, restarts: true }],
  approver: 'deputy-head',
  release: null,
  owesOfflineCopy: true,
};

let place: string;
let station: TestStation;
let ids: readonly RecordingId[];
let minutes = 0;

const by = (who = WANG) => {
  minutes += 1;
  return acting(who, utcOf(NOW_MS + minutes * 60_000));
};
const random = (last: number) => String(last).padStart(8, '0');
const keep = async (change: HoldChange): Promise<HoldChange> => {
  await keepHold(station.catalog, change);
  return change;
};
const put = (last: number, target: HoldTarget) => {
  const asked = { id: holdIdOf('2026-11-20T08:00:00.000Z', random(last)), target, text: '情况' };
  const approval = `apr-20261120T080000-${random(last)}` as ApprovalId;
  return keep(placeHold({ ...asked, ground: 'cause', approval }, RULES, by()));
};
const decide = async ({ after, approvals }: HoldChange, decision: 'approve' | 'refuse'): Promise<Hold> => {
  const request = approvals.at(-1)?.after;
  if (request === undefined) throw new Error('nothing is asked for');
  const given = { step: 0, decision, reason: '核实', contentSha256: request.contentSha256 };
  const followed = followHoldDecision(after, decideApproval(request, given, by(ZHAO)), by(ZHAO));
  if (followed === null) throw new Error('nothing follows');
  return (await keep(followed)).after;
};

/** Holds with a whole life in them: 1 placed, 2 released, 3 refused, 4 proposed, 5 asked to be released. */
beforeEach(async () => {
  place = makePlace('inspect-holds');
  station = await openTestStation({ data: join(place, 'data'), clock: new SetClock() });
  const card = join(place, 'card');
  putPhotos(card, 3);
  await dock(station, card);
  ids = (await recordings(station)).map(({ id }) => id);
  await putPeople(station.catalog, [person('admin'), WANG, ZHAO], utcOf(NOW_MS));
  await putCase(station.catalog, '案', { parties: ['王某'] });
  const [first, second] = ids as readonly [RecordingId, RecordingId];
  const placed = await decide(
    await put(1, { kind: 'list', query: '{}', recordings: [first, second] }),
    'approve',
  );
  await keep(noteOfflineCopy(placed, '光盘 118', by()));
  const release = async (hold: Hold, last: number) =>
    keep(requestRelease(hold, '已结', `apr-20261121T080000-${random(last)}` as ApprovalId, RULES, by()));
  await decide(
    await release(await decide(await put(2, { kind: 'case', case: caseNo('案') }), 'approve'), 2),
    'approve',
  );
  await decide(await put(3, { kind: 'party', party: '王某' }), 'refuse');
  await put(4, { kind: 'recording', recording: first });
  await release(await decide(await put(5, { kind: 'recording', recording: second }), 'approve'), 5);
});
afterEach(async () => {
  await station.close();
  removeFolder(place);
});

async function foundAfter(statement: string): Promise<readonly string[]> {
  alterBehindItsBack(join(station.data, 'catalogue/sealdock.db'), statement);
  return findings(station);
}
const idOf = (last: number) => `hold-20261120T080000-${random(last)}`;
const where = (last: number) => `WHERE id = '${idOf(last)}'`;

test('holds say what their entries say, after everything that can happen to them', async () => {
  expect((await station.catalog.heldAmong(ids)).size).toBe(2);
  expect(await findings(station)).toEqual([]);
});

describe('altered behind the program’s back, found and named:', () => {
  test.each([
    ['a hold ended', `UPDATE hold SET state = 'released' ${where(1)}`, `${idOf(1)}: state`],
    ['a hold removed', `DELETE FROM hold ${where(4)}`, idOf(4)],
    ['a released one that lives again', `UPDATE hold SET state = 'placed' ${where(2)}`, `${idOf(2)}: state`],
    [
      'when it ended',
      `UPDATE hold SET released_at = '2020-01-01T00:00:00.000Z' ${where(2)}`,
      `${idOf(2)}: releasedAt`,
    ],
    ['whether periods begin again', `UPDATE hold SET restarts = 0 ${where(2)}`, `${idOf(2)}: restarts`],
    ['its ground', `UPDATE hold SET ground = 'x' ${where(1)}`, `${idOf(1)}: ground`],
    ['its clause', `UPDATE hold SET clause = NULL ${where(1)}`, `${idOf(1)}: clause`],
    ['what it lies on', `UPDATE hold SET party = '李某' ${where(3)}`, `${idOf(3)}: target`],
    [
      'a recording taken out of a list',
      `DELETE FROM hold_recording WHERE hold = '${idOf(1)}' AND
      recording = (SELECT MIN(recording) FROM hold_recording WHERE hold = '${idOf(1)}')`,
      `${idOf(1)}: target`,
    ],
    ['a copy that is owed', `UPDATE hold SET owes_copy = 0 ${where(4)}`, `${idOf(4)}: owesOfflineCopy`],
    ['a copy that was made', `UPDATE hold SET owes_copy = 1 ${where(1)}`, `${idOf(1)}: owesOfflineCopy`],
    ['who decides', `UPDATE hold SET approval = NULL ${where(5)}`, `${idOf(5)}: approval`],
    [
      'a hold that nobody placed',
      `INSERT INTO hold SELECT 'hold-20261120T080000-99999999', kind, case_no, party, query, ground, clause, text,
        state, restarts, owes_copy, placed_by, placed_at, released_at, approval, changed_at FROM hold ${where(3)}`,
      'hold-20261120T080000-99999999',
    ],
  ])('%s', async (_what, statement, about) => {
    expect(await foundAfter(statement)).toEqual([`row-differs: ${about}`]);
  });
});
