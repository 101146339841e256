import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openFfprobe } from '../../src/adapters/ffprobe.ts';
import type { CliStation, Doors } from '../../src/cli/doors.ts';
import { displayWidth } from '../../src/cli/output/display-width.ts';
import { runCli } from '../../src/cli/program.ts';
import { SYSTEM_ACTOR } from '../../src/evidence/audit-entry.ts';
import type { DockRequest } from '../../src/evidence/dock.ts';
import { SealdockError } from '../../src/evidence/errors.ts';
import { dockCard } from '../../src/ingest/dock-card.ts';
import { DockProgressBoard } from '../../src/ingest/dock-progress.ts';
import type { DockProgress } from '../../src/ports/status-board.ts';
import { captureIo, testDoors } from './test-doors.ts';

let folder: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sealdock-cli-'));
  mkdirSync(join(folder, 'card/DCIM'), { recursive: true });
  writeFileSync(join(folder, 'card/DCIM/DSJ_0000123_123456_20261120101112_1.mp4'), 'one');
  expect(await sealdock(['init'])).toMatchObject({ exit: 0 });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function sealdock(
  argv: readonly string[],
  doors = testDoors(),
  io: Parameters<typeof captureIo>[0] = {},
) {
  const env = { SEALDOCK_DATA: join(folder, 'data') };
  const captured = captureIo({ env, cwd: folder, ...io });
  const exit = await runCli(argv, captured.io, doors);
  return { exit, stdout: captured.stdout(), stderr: captured.stderr() };
}

describe('a dock beside a running station', () => {
  test('is handed over by a marker, followed to its end, and reported from the catalogue', async () => {
    const daemon = runningDaemon();
    const { exit, stdout, stderr } = await sealdock(['dock', 'card', '--label', 'CAM01'], daemon.doors);
    expect(stderr).toContain('handed over to the running station (process 4711)');
    expect(stdout).toMatch(/^dock-\S+ {2}0000123 \(gat947-style\) {2}\S+\/card {2}done\nSealed: 1 \(3 B\)\n/);
    expect(stdout).toContain('This recorder model is not verified');
    expect(exit).toBe(0);
    expect(daemon.submitted).toMatchObject([{ path: join(folder, 'card'), origin: 'cli', label: 'CAM01' }]);
    expect(daemon.roles).toEqual(['look']);
  });

  test('ends with 130 when the station ends before the dock', async () => {
    const daemon = runningDaemon({ dies: true });
    const { exit, stderr } = await sealdock(['dock', 'card'], daemon.doors);
    expect(exit).toBe(130);
    expect(stderr).toContain('the station ended before the dock did');
  });

  test('ends with 7 when the station never takes the medium up', async () => {
    const daemon = runningDaemon({ ignores: true, secondsPerLook: 20 });
    const { exit, stderr } = await sealdock(['dock', 'card'], daemon.doors);
    expect(exit).toBe(7);
    expect(stderr).toContain('does not take it up');
  });

  test('waits for as long as the medium is being docked already', async () => {
    const daemon = runningDaemon({ ignores: true, secondsPerLook: 20, docksAlready: 4 });
    const { exit } = await sealdock(['dock', 'card'], daemon.doors);
    expect(exit).toBe(7);
    expect(daemon.looks()).toBeGreaterThan(5);
  });

  test('ends with 130 when a station of that process number says nothing any more', async () => {
    const daemon = runningDaemon({ dies: true, isSilent: true, secondsPerLook: 20 });
    const { exit, stderr } = await sealdock(['dock', 'card'], daemon.doors);
    expect(exit).toBe(130);
    expect(stderr).toContain('the station ended before the dock did');
  });

  test('ends with the code of a dock that broke in the station', async () => {
    const daemon = runningDaemon({ breaks: true });
    const { exit, stdout } = await sealdock(['dock', 'card'], daemon.doors);
    expect(exit).toBe(6);
    expect(stdout).toContain('catalogue-failed');
  });

  test.each([
    [
      'en',
      'the station goes on with this card',
      'Do not take the card out until "sealdock status" says done',
    ],
    ['zh', '采集服务仍在继续采集该存储卡', '显示“完成”之前请勿取下存储卡'],
  ])('ends with 130 when the person leaves; the station goes on (%s)', async (language, message, advice) => {
    const daemon = runningDaemon();
    const argv = ['--lang', language, 'dock', 'card'];
    const { exit, stderr } = await sealdock(argv, daemon.doors, { onInterrupt: atOnce });
    expect(exit).toBe(130);
    expect(daemon.submitted).toHaveLength(1);
    expect(stderr).toContain(message);
    expect(stderr).toContain(advice);
    expect(stderr).not.toContain('Dock the card again');
  });

  test('hands nothing over for a model that nobody knows', async () => {
    const daemon = runningDaemon();
    const { exit } = await sealdock(['dock', 'card', '--model', 'gopro'], daemon.doors);
    expect(exit).toBe(2);
    expect(daemon.submitted).toEqual([]);
  });
});

test('SIGINT ends a dock safely with 130, and the next dock takes the rest', async () => {
  const stopped = await sealdock(['dock', 'card'], testDoors(), { onInterrupt: atOnce });
  expect(stopped.exit).toBe(130);
  expect(stopped.stderr).toContain('Stopping');
  expect((await sealdock(['dock', 'card'])).stdout).toContain('Sealed: 1 (3 B)');
  expect(await sealdock(['inspect'])).toMatchObject({ exit: 0 });
});

test.each([
  ['en', 'Nothing was changed. Run it again', ['inspect']],
  ['zh', '未作任何改动。请重新执行', ['recording', 'verify', '--all']],
])('SIGINT ends a check with 130, and does not speak of docking (%s)', async (language, advice, command) => {
  await sealdock(['dock', 'card']);
  const io = { onInterrupt: atOnce };
  const { exit, stderr } = await sealdock(['--lang', language, ...command], testDoors(), io);
  expect(exit).toBe(130);
  expect(stderr).toContain(advice);
  expect(stderr).not.toMatch(/Dock the card|再次接入/);
});

test.each(['en', 'zh'])(
  'on a terminal of 80 columns nothing is wider than that, and ids stay whole (%s)',
  async (lang) => {
    const io = { isTTY: true, columns: 80 };
    const { stdout: report } = await sealdock(
      ['--lang', lang, '--no-color', 'dock', 'card'],
      testDoors(),
      io,
    );
    const id = /0000123-\d{8}T\d{6}-[0-9a-f]{12}/;
    const table = report.split('\n').filter((line) => id.test(line) || /^ {4}/.test(line));
    for (const command of [['recording', 'list'], ['audit', 'list'], ['--help'], ['dock', '--help']]) {
      const { stdout } = await sealdock(['--lang', lang, '--no-color', ...command], testDoors(), io);
      table.push(...stdout.split('\n'));
      if (command[0] === 'recording') expect(stdout).toMatch(id);
    }
    expect(table.filter((line) => displayWidth(line) > 80)).toEqual([]);
  },
);

test.each([
  ['en', 'cannot be started: /no/such/ffprobe [ffprobe-missing]', 'Install ffmpeg, or set probe.ffprobe'],
  [
    'zh',
    '无法启动媒体检测程序 ffprobe：/no/such/ffprobe [ffprobe-missing]',
    '请安装 ffmpeg，或设置 probe.ffprobe',
  ],
])('a dock without ffprobe is sealed, and says what to install (%s)', async (language, message, advice) => {
  const prober = openFfprobe({ command: '/no/such/ffprobe', timeoutMs: 5_000 });
  const doors = testDoors({
    openStation: async (config, role) => ({ ...(await testDoors().openStation(config, role)), prober }),
  });
  const { exit, stderr } = await sealdock(['--lang', language, 'dock', 'card'], doors);
  expect(exit).toBe(0);
  expect(stderr).toContain(message);
  expect(stderr).toContain(advice);
});

test('two docks at the same time refuse the second one as busy', async () => {
  const holder = await testDoors().openStation(await configOf(), 'ingest');
  try {
    const { exit, stderr } = await sealdock(['dock', 'card']);
    expect(exit).toBe(7);
    expect(stderr).toContain('[busy]');
  } finally {
    await holder.close();
  }
});

describe('status beside a running station', () => {
  const [gone, done] = [
    { path: '/media/a', recorder: 'DSJ-0123456789-ABCDEFGH', result: 'gone', code: 'card-gone' },
    { path: '/media/b', recorder: 'DSJ0002', result: 'done', code: null },
  ].map((each) => ({
    ...each,
    dock: `dock-${each.recorder}`,
    model: 'dcam-1.14',
    phase: 'finished' as const,
    filesTotal: 1,
    filesDone: 1,
    bytesTotal: 1,
    bytesDone: 1,
    bytesPerSecond: null,
    secondsLeft: null,
    startedAt: '2026-11-20T02:11:12.000Z',
    dirty: each.result === 'done',
    result: each.result as 'gone' | 'done',
  }));
  const doors = doorsWithBoard({
    docks: [gone, done].filter((each) => each !== undefined),
    alarms: ['read-back-differs', 'vault-full'],
  });

  test('tells how each dock ended, where, when and why, and what to do about an alarm', async () => {
    const { stdout } = await sealdock(['--lang', 'en', 'status'], doors);
    expect(stdout).toContain(
      [
        'Docks:',
        '  DSJ-0123456789-ABCDEFGH  card went away',
        '    2026-11-20 10:11:12  /media/a',
        '    The card went away [card-gone]',
        '  DSJ0002  done, not unmounted cleanly',
        '    2026-11-20 10:11:12  /media/b',
      ].join('\n'),
    );
    expect(stdout).toMatch(
      /\[read-back-differs\]\n +to do: .*disk checked\. Then run "sealdock inspect"\.\n/,
    );
    expect(stdout).toMatch(/\[vault-full\]\n +to do: Add room/);
  });

  test('does so in Chinese', async () => {
    const { stdout } = await sealdock(['--lang', 'zh', 'status'], doors);
    expect(stdout).toContain('  DSJ-0123456789-ABCDEFGH  存储卡已断开\n    2026-11-20 10:11:12  /media/a\n');
    expect(stdout).toMatch(/\[read-back-differs\]\n +处理办法：.*送检。然后执行 sealdock inspect。\n/);
  });
});

describe('a station that is running already', () => {
  const doors = doorsWithBoard({});
  const busy: Doors = {
    ...doors,
    createStation: async () => Promise.reject(new SealdockError('busy', { about: 'ingest.lock' })),
    startDaemon: async () => Promise.reject(new SealdockError('busy', { about: 'ingest.lock' })),
  };

  test.each([['init'], ['run'], ['run', '--init']])(
    'is named when somebody asks for %s',
    async (...command) => {
      const english = await sealdock(command, busy);
      expect(english.exit).toBe(7);
      expect(english.stderr).toContain(
        'this station is already running (process 4711 since 2026-11-20 08:00:00)',
      );
      expect(english.stderr).not.toContain('in a moment');
      const chinese = await sealdock(['--lang', 'zh', ...command], busy);
      expect(chinese.stderr).toContain('本采集站已在运行（进程 4711，启动于 2026-11-20 08:00:00）');
    },
  );
});

test('a sealed file that was changed is named exactly, with exit code 3', async () => {
  await sealdock(['dock', 'card']);
  const { stdout } = await sealdock(['--json', 'recording', 'list']);
  const [recording] = JSON.parse(stdout).data.recordings;
  const sealed = join(folder, 'data/vault', recording.folder, recording.manifest.file.sealedAs);
  rmSync(sealed);
  writeFileSync(sealed, 'two', { mode: 0o444 });
  for (const command of [
    ['inspect'],
    ['recording', 'verify', '--all'],
    ['recording', 'verify', recording.id],
  ]) {
    const verified = await sealdock(['--lang', 'zh', ...command]);
    expect(verified.exit).toBe(3);
    expect(verified.stdout).toContain(`异常  固化文件被改动 [file-differs]：${recording.folder}`);
    expect(verified.stdout).toContain('  应为：3 字节，sha256 ');
    const json = JSON.parse((await sealdock(['--json', ...command])).stdout);
    expect(json.data.findings).toMatchObject([{ kind: 'file-differs', severity: 'wrong' }]);
  }
});

test("names on a card cannot act on a person's terminal", async () => {
  writeFileSync(join(folder, 'card/DCIM/evil\x1b[2J\n\u202egpj.mp4'), 'x');
  const { stdout, stderr } = await sealdock(['dock', 'card']);
  expect(stdout).toContain('evil\\x1b[2J\\n\\u{202e}gpj.mp4');
  for (const unsafe of ['\x1b', '\u202e']) expect(stdout + stderr).not.toContain(unsafe);
});

test('several problems of the recorder models are a list below the message', async () => {
  const doors = testDoors({
    openStation: async () => {
      throw new SealdockError('recorder-models-invalid', { about: 'a.yaml:1:1 one\nb.yaml:2:1 two' });
    },
  });
  const { stderr } = await sealdock(['--lang', 'zh', 'status'], doors);
  expect(stderr).toContain(
    '执法记录仪型号表不可用 [recorder-models-invalid]\n  问题：\n    a.yaml:1:1 one\n    b.yaml:2:1 two\n',
  );
});

test('a defect tells where to report it, with its stack on standard error', async () => {
  const doors = testDoors({
    openStation: async () => {
      throw new SealdockError('defect', { about: 'a test' });
    },
  });
  const { exit, stdout, stderr } = await sealdock(['--json', 'status'], doors);
  expect(exit).toBe(70);
  expect(JSON.parse(stdout)).toMatchObject({ ok: false, error: { code: 'defect', kind: 'defect' } });
  expect(stderr).toContain('Report it');
  expect(stderr).toContain('dock.test.ts');
});

async function configOf() {
  const { loadConfig } = await import('../../src/config/load-config.ts');
  const input = { flags: { data: join(folder, 'data') }, env: {}, cwd: folder };
  return (await loadConfig(input)).config;
}

function atOnce(listener: () => void): () => void {
  listener();
  return () => {};
}

/** A real station, whose board is that of a running daemon. */
function doorsWithBoard(changes: { docks?: readonly DockProgress[]; alarms?: readonly string[] }): Doors {
  const read = async () => ({
    v: 2 as const,
    slots: [],
    pid: 4_711,
    startedAt: '2026-11-20T00:00:00.000Z',
    updatedAt: '2026-11-20T00:00:00.000Z',
    docks: [],
    alarms: [],
    ...changes,
  });
  return testDoors({
    openStation: async (config, role) => ({
      ...(await testDoors().openStation(config, role)),
      board: { publish: async () => {}, read },
    }),
  });
}

interface Stand {
  /** Its board goes while it docks. */
  readonly dies?: boolean;
  /** It never looks into the folder of markers. */
  readonly ignores?: boolean;
  readonly breaks?: boolean;
  /** Its board stays as it is. */
  readonly isSilent?: boolean;
  /** Looks for which it docks the medium for somebody else. */
  readonly docksAlready?: number;
  readonly secondsPerLook?: number;
}

/** A stand-in for the daemon: it docks what is submitted, and its board tells of it. */
function runningDaemon(how: Stand = {}) {
  const progress = new DockProgressBoard();
  const submitted: DockRequest[] = [];
  const roles: string[] = [];
  let looks = 0;
  const others = () => {
    const [request] = submitted;
    if (request === undefined || looks > (how.docksAlready ?? 0)) return [];
    const other = new DockProgressBoard();
    other.start({ ...request, id: 'dock-of-another' as DockRequest['id'] }, 0);
    return other.snapshot();
  };
  const status = () => ({
    v: 2 as const,
    slots: [],
    pid: 4_711,
    startedAt: '2026-11-20T00:00:00.000Z',
    updatedAt: how.isSilent ? '2026-11-20T00:00:00.000Z' : `2026-11-20T00:00:00.${100 + looks}Z`,
    docks: [...progress.snapshot(), ...others()],
    alarms: [],
  });
  const read = async () => {
    looks += 1;
    return how.dies && !how.isSilent && looks > 2 ? null : status();
  };
  const withDaemon = (station: CliStation): CliStation => ({
    ...station,
    clock: {
      read: () => {
        const now = station.clock.read();
        return { ...now, monotonicMs: now.monotonicMs + looks * (how.secondsPerLook ?? 0) * 1_000 };
      },
    },
    board: { publish: async () => {}, read },
    markers: {
      ...station.markers,
      submit: async (request) => {
        submitted.push(request);
        if (how.ignores) return;
        progress.start(request, station.clock.read().wallMs);
        if (how.breaks) progress.fail(request.id, 'catalogue-failed');
        if (how.dies || how.breaks) return;
        await dockCard(station, request, {
          signal: new AbortController().signal,
          actor: SYSTEM_ACTOR,
          onEvent: (event) => progress.note(event, station.clock.read().wallMs),
        });
      },
    },
  });
  const doors: Doors = testDoors({
    openStation: async (config, role) => {
      roles.push(role);
      return withDaemon(await testDoors().openStation(config, role));
    },
  });
  return { doors, submitted, roles, looks: () => looks };
}
