import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runCli } from '../../src/cli/program.ts';
import { treeDigest } from '../support/sealed-once.ts';
import { captureIo, testDoors } from './test-doors.ts';

let place: string;
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'card-clearable-'));
  mkdirSync(join(place, 'card/Media/Image'), { recursive: true });
  for (const second of ['12', '13']) {
    const path = join(place, `card/Media/Image/DCAM_DSJ0001_OFF123_20261120_1011${second}.jpg`);
    writeFileSync(path, `photo ${second}`);
    utimesSync(path, new Date('2026-11-20T02:11:12Z'), new Date('2026-11-20T02:11:12Z'));
  }
});
afterEach(() => rmSync(place, { recursive: true, force: true }));

const run = async (...argv: string[]) => {
  const captured = captureIo({ env: { SEALDOCK_DATA: join(place, 'data') }, cwd: place });
  const exit = await runCli(argv, captured.io, testDoors());
  expect(exit, captured.stderr()).toBe(0);
  return captured.stdout();
};

test('shows what would go and why the rest stays, and neither removes nor orders anything', async () => {
  await run('init');
  const { data } = JSON.parse(await run('--json', 'dock', 'card'));
  const id = data.docks[0].report.dock as string;
  // One sealed copy is altered: its original must stay, whatever the policy says.
  const altered = readdirSync(join(place, 'data/vault'), { recursive: true, encoding: 'utf8' }).find((path) =>
    path.endsWith('101113.jpg'),
  ) as string;
  chmodSync(join(place, 'data/vault', altered), 0o644);
  writeFileSync(join(place, 'data/vault', altered), 'photo 14');
  const before = treeDigest(join(place, 'card'));

  const text = await run('card', 'clearable', id);
  const lines = text.trimEnd().split('\n');
  expect(lines[0]).toBe('Would be removed from the card: 1 of 2 sealed files');
  expect(lines[1]).toMatch(
    /^Nothing goes now: clearing is off \(clearing\.mode\).*the card is marked.*no medium is mounted there$/,
  );
  expect(lines[2]).toMatch(/^! .*writable/);
  expect(lines[3]).toBe('Kept on the card: 1 (the sealed copy is missing or altered)');
  expect(text).toMatch(/101112\.jpg {2}DSJ0001-20261120T101112-[0-9a-f]{12} {2}goes/);
  expect(text).toMatch(
    /101113\.jpg {2}DSJ0001-20261120T101113-[0-9a-f]{12} {2}stays {3}the sealed copy is missing or altered/,
  );
  expect(await run('--lang', 'zh', 'card', 'clearable', id)).toContain(
    '将从卡上清除 1 个文件，已固化文件共 2 个',
  );

  const json = JSON.parse(await run('--json', 'card', 'clearable', id));
  expect(json.data).toMatchObject({
    files: 2,
    wouldGo: 1,
    kept: { 'vault-differs': 1 },
    vetoes: ['off', 'dock-marks', 'no-medium'],
    marks: ['medium-writable'],
  });
  expect(treeDigest(join(place, 'card'))).toBe(before);
  expect(readdirSync(join(place, 'data/run'))).not.toContain('clear');
  expect(readFileSync(join(place, 'card/Media/Image/DCAM_DSJ0001_OFF123_20261120_101112.jpg'), 'utf8')).toBe(
    'photo 12',
  );
});

test('a file that is kept for a mark is told with it', async () => {
  writeFileSync(join(place, 'card/Media/Image/DCAM_DSJ0001_OFF123_20261120_101114.jpg'), '');
  await run('init');
  const { data } = JSON.parse(await run('--json', 'dock', 'card'));
  const id = data.docks[0].report.dock as string;
  expect(await run('card', 'clearable', id)).toMatch(/101114\.jpg .* stays {3}.*: empty/);
  expect(await run('--lang', 'zh', 'card', 'clearable', id)).toMatch(/带有需人工核实的标记：.*空文件/);
});
