import { expect, test } from 'vitest';
import { standingAlarms } from '../../src/daemon/dock-alarms.ts';
import type { DockResult } from '../../src/evidence/dock.ts';
import type { DockRow } from '../../src/ports/catalog.ts';

const NOW_MS = Date.parse('2026-11-20T08:00:00Z');

function row(recorder: string | null, result: DockResult | null, code: string | null, daysAgo = 0): DockRow {
  const startedAt = new Date(NOW_MS - daysAgo * 86_400_000).toISOString();
  return { recorder, path: '/card', result, code, startedAt } as DockRow;
}

test.each<[string, readonly DockRow[], readonly (readonly [string, string])[]]>([
  ['nothing', [], []],
  ['a stop', [row('A', 'stopped', 'vault-full')], [['dock A', 'vault-full']]],
  [
    'a stop of a card that nobody read',
    [row(null, 'stopped', 'card-stalled')],
    [['dock /card', 'card-stalled']],
  ],
  ['a good dock after the stop', [row('A', 'done', null), row('A', 'stopped', 'vault-full')], []],
  ['a pull after the stop', [row('A', 'gone', 'card-gone'), row('A', 'stopped', 'vault-full')], []],
  [
    'another recorder after the stop',
    [row('B', 'done', null), row('A', 'stopped', 'vault-full')],
    [['dock A', 'vault-full']],
  ],
  [
    'our own end after the stop',
    [row('A', 'stopped', 'interrupted'), row('A', 'interrupted', null), row('A', 'stopped', 'vault-full')],
    [['dock A', 'vault-full']],
  ],
  ['a stop of last month', [row('A', 'stopped', 'vault-full', 30)], []],
  ['a code of another version', [row('A', 'stopped', 'no-such-code')], [['dock A', 'failed']]],
])('after %s and a restart', (_, rows, expected) => {
  expect([...standingAlarms(rows, NOW_MS)]).toEqual(expected);
});
