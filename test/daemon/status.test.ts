import { afterEach, beforeEach, expect, test } from 'vitest';
import { alarmsOf, alarmsOfEntry } from '../../src/daemon/inspection-alarms.ts';
import { type StatusPart, startStatus } from '../../src/daemon/status.ts';
import type { AuditEntry } from '../../src/evidence/audit-entry.ts';
import { SealdockError } from '../../src/evidence/errors.ts';
import { DockProgressBoard } from '../../src/ingest/dock-progress.ts';
import { SILENT_LOG } from '../../src/ports/log.ts';
import type { StationStatus } from '../../src/ports/status-board.ts';
import { dockRequest } from '../support/test-station.ts';

let shown: StationStatus[];
let status: StatusPart;
const progress = new DockProgressBoard();

beforeEach(() => {
  shown = [];
  const board = { publish: async (now: StationStatus) => void shown.push(now), read: async () => null };
  const clock = { read: () => ({ wallMs: 0, boot: 'b', monotonicMs: 0 }) };
  status = startStatus({ clock, board, log: SILENT_LOG }, progress);
});
afterEach(() => status.stop());

async function alarms(): Promise<readonly string[]> {
  await status.stop();
  return shown.at(-1)?.alarms ?? [];
}

test('an alarm stands until its own source comes to a good end, whatever other sources do', async () => {
  status.raise('dock /a', 'vault-full');
  status.broke('publishing', new SealdockError('audit-differs'));
  status.clear('dock /b');
  status.clear('inspection');
  expect(await alarms()).toEqual(['vault-full', 'audit-differs']);
  status.clear('dock /a');
  expect(await alarms()).toEqual(['audit-differs']);
  status.clear('publishing');
  expect(await alarms()).toEqual([]);
});

test('what several sources raise is told once, and stands while one of them does', async () => {
  status.raise('dock /a', 'vault-full');
  status.raise('dock /b', 'vault-full');
  status.clear('dock /a');
  expect(await alarms()).toEqual(['vault-full']);
});

test('findings of an inspection are told apart: about the log, about sealed recordings, or both', () => {
  const wrong = (...kinds: string[]) =>
    alarmsOf(kinds.map((kind) => ({ kind: kind as never, about: '', expected: '', found: '' })));
  expect(wrong()).toEqual([]);
  expect(wrong('entry-changed')).toEqual(['audit-differs']);
  expect(wrong('file-differs', 'findings-cut')).toEqual(['sealed-differs']);
  expect(wrong('tile-missing', 'stray')).toEqual(['audit-differs', 'sealed-differs']);
});

test('the alarm of the last inspection is read from its entry', () => {
  const entry = (after: string, detail: AuditEntry['detail']) => ({ after, detail }) as AuditEntry;
  expect(alarmsOfEntry(entry('clean', {}))).toEqual([]);
  expect(alarmsOfEntry(entry('findings', { alarms: ['audit-differs', 'x'] }))).toEqual(['audit-differs']);
  expect(alarmsOfEntry(entry('findings', {}))).toEqual(['sealed-differs']);
});

test('a dock that broke has an end on the board, and stays ended', () => {
  const request = dockRequest('/broken');
  progress.start(request, 0);
  progress.fail(request.id, 'busy');
  progress.fail(request.id, 'failed');
  expect(progress.snapshot().find(({ dock }) => dock === request.id)).toMatchObject({
    phase: 'finished',
    result: 'stopped',
    code: 'busy',
  });
});
