import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { runCli } from '../../src/cli/program.ts';
import { makePlace, removeFolder } from '../support/test-station.ts';
import { captureIo, testDoors } from './test-doors.ts';

const places: string[] = [];
let data: string;
afterAll(() => places.forEach(removeFolder));
beforeEach(async () => {
  data = join(makePlace('restored'), 'data');
  places.push(join(data, '..'));
  await sealdock('init');
  cpSync(join(data, 'catalogue'), join(data, '../backup'), { recursive: true });
  await sealdock('recorder', 'register', 'BC240001');
  rmSync(join(data, 'catalogue'), { recursive: true });
  cpSync(join(data, '../backup'), join(data, 'catalogue'), { recursive: true });
});

async function sealdock(...argv: string[]) {
  const captured = captureIo();
  const code = await runCli(['--json', '--data', data, ...argv], captured.io, testDoors());
  return { code, ...(JSON.parse(captured.stdout()) as { data?: never; error?: { code: string } }) };
}

test('after a restore from backup nothing is docked, and nothing enters the register, before it is decided', async () => {
  mkdirSync(join(data, '../card'));
  expect(await sealdock('dock', join(data, '../card'))).toMatchObject({
    code: 8,
    error: { code: 'log-set-back' },
  });
  expect(await sealdock('recorder', 'register', 'BC240001')).toMatchObject({
    code: 8,
    error: { code: 'log-set-back', about: 'checkpoint, kept head', found: '1 entries' },
  });
  expect(await sealdock('status')).toMatchObject({ code: 0, data: { alarms: ['log-set-back'] } });
  expect(await sealdock('audit', 'verify')).toMatchObject({ code: 3 });
});

test('the decision needs its reason, is in the log, and ends all that', async () => {
  expect(await sealdock('audit', 'restored')).toMatchObject({ code: 2 });
  expect(await sealdock('audit', 'restored', '--reason', ' ')).toMatchObject({ code: 2 });
  expect(await sealdock('audit', 'restored', '--reason', '硬盘损坏')).toMatchObject({
    code: 0,
    data: { isCarriedOut: true, gaveUp: [{ kind: 'shorter', about: 'checkpoint, kept head' }] },
  });
  expect(await sealdock('audit', 'list')).toMatchObject({
    data: { entries: [{}, { entry: { act: 'log.restored', reason: '硬盘损坏' } }] },
  });
  expect(await sealdock('audit', 'verify')).toMatchObject({ code: 0, data: { findings: [] } });
  expect(await sealdock('recorder', 'register', 'BC240001')).toMatchObject({ code: 0 });
  expect(await sealdock('status')).toMatchObject({ data: { alarms: [] } });
  expect(await sealdock('audit', 'restored', '--reason', 'again')).toMatchObject({
    code: 2,
    error: { code: 'log-not-set-back' },
  });
});
