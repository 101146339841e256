import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { endedToRead } from '../../src/cli/checks/ended-docks.ts';
import { followStatus } from '../../src/cli/checks/follow-status.ts';
import { slotTable } from '../../src/cli/checks/slot-table.ts';
import { eventsBetween, type StationEvent } from '../../src/cli/checks/station-events.ts';
import { watchStatus } from '../../src/cli/checks/watch-status.ts';
import type { CliStation } from '../../src/cli/doors.ts';
import { displayWidth } from '../../src/cli/output/display-width.ts';
import { openLiveScreen } from '../../src/cli/output/live-screen.ts';
import { openSession, type Session } from '../../src/cli/session.ts';
import type { AlertKind } from '../../src/evidence/registered-recorder.ts';
import type { DockProgress, SlotStatus, StationStatus } from '../../src/ports/status-board.ts';
import { progressOf } from '../support/slot-facts.ts';
import { captureIo, testDoors } from './test-doors.ts';

const FLAGS = { config: null, data: null, lang: 'en', isJson: false, isColorOff: true };

function slotOf(slot: number, facts: Partial<SlotStatus> = {}): SlotStatus {
  return {
    port: `1-${slot}`,
    slot,
    name: null,
    configured: true,
    priority: false,
    state: 'idle',
    since: '2026-11-20T08:00:00.000Z',
    code: null,
    device: null,
    dock: null,
    ...facts,
  };
}

function statusOf(facts: Partial<StationStatus> = {}): StationStatus {
  const at = '2026-11-20T08:00:00.000Z';
  return { v: 2, pid: 7, startedAt: at, updatedAt: at, docks: [], slots: [], alarms: [], ...facts };
}

const copying: DockProgress = {
  ...progressOf('dock-1', 'copying'),
  recorder: 'DSJ0001',
  filesTotal: 40,
  filesDone: 12,
  bytesTotal: 1_000_000_000,
  bytesDone: 400_000_000,
  bytesPerSecond: 20_000_000,
  secondsLeft: 30,
};
const done: DockProgress = { ...copying, phase: 'finished', result: 'done', filesDone: 40 };

describe('events are what has changed between two looks', () => {
  const names = (before: StationStatus | null, after: StationStatus | null) =>
    eventsBetween(before, after).map(nameOf);
  const nameOf = (event: StationEvent): string => {
    switch (event.event) {
      case 'station':
        return `station ${event.running}`;
      case 'slot':
        return `slot ${event.slot.slot} ${event.slot.state}${event.isNewState ? '' : ' moves on'}`;
      case 'dock':
        return `dock ${event.dock.dock} ${event.dock.result}`;
      case 'alarm':
        return `${event.code} ${event.raised}`;
      default:
        return event satisfies never;
    }
  };
  const idle = statusOf({ slots: [slotOf(1), slotOf(2)] });
  const busy = statusOf({
    docks: [copying],
    slots: [slotOf(1, { state: 'copying', since: 'x', dock: copying }), slotOf(2)],
  });

  test.each<[string, StationStatus | null, StationStatus | null, readonly string[]]>([
    ['nothing runs', null, null, []],
    ['nothing changes', idle, { ...idle, updatedAt: 'later' }, []],
    ['a station appears', null, idle, ['station true', 'slot 1 idle', 'slot 2 idle']],
    ['a station ends', idle, null, ['station false']],
    ['a card is copied', idle, busy, ['slot 1 copying']],
    [
      'a copy moves on',
      busy,
      {
        ...busy,
        slots: [slotOf(1, { state: 'copying', since: 'x', dock: { ...copying, filesDone: 13 } }), slotOf(2)],
      },
      ['slot 1 copying moves on'],
    ],
    [
      'a dock ends',
      busy,
      { ...busy, docks: [done], slots: [slotOf(1, { state: 'done', since: 'y', dock: done }), slotOf(2)] },
      ['slot 1 done', 'dock dock-1 done'],
    ],
    [
      'alarms change',
      { ...idle, alarms: ['vault-full', 'busy'] },
      { ...idle, alarms: ['busy', 'audit-differs'] },
      ['audit-differs true', 'vault-full false'],
    ],
    [
      'a restart: all is told anew, and no dock that had ended before',
      busy,
      statusOf({ pid: 8, docks: [done], slots: [slotOf(1)] }),
      ['station true', 'slot 1 idle'],
    ],
  ])('%s', (_, before, after, expected) => {
    expect(names(before, after)).toEqual(expected);
  });
});

describe('on a terminal', () => {
  let session: Session;
  const voice = async (lang: string, columns: number) => {
    const { io } = captureIo({ isTTY: true, columns, env: {} });
    session = await openSession(io, testDoors(), { ...FLAGS, lang });
    return session;
  };
  const slots = [
    slotOf(1, { name: '左侧门口', priority: true, state: 'copying', dock: copying }),
    slotOf(2, {
      state: 'failed',
      code: 'card-gone',
      dock: { ...copying, phase: 'finished', result: 'gone' },
    }),
    slotOf(3, {
      configured: false,
      state: 'attached',
      device: { vendorId: 1, productId: 2, manufacturer: 'Ma\u001b[2Jker', product: 'BWC', serial: null },
    }),
  ];

  test.each([
    ['en', 100],
    ['zh', 100],
    ['en', 60],
    ['zh', 44],
  ])('the slots fit into its width (%s, %i columns)', async (lang, columns) => {
    const table = slotTable(await voice(lang, columns), slots);
    for (const line of table.split('\n')) expect(displayWidth(line)).toBeLessThanOrEqual(columns);
    expect(table).toContain('左侧门口');
    expect(table).toContain('DSJ0001');
    expect(table).not.toContain('\u001b[2J');
  });

  test('a slot tells rate and time left, why it failed, and what an unknown device calls itself', async () => {
    const lines = slotTable(await voice('en', 200), slots).split('\n');
    expect(lines[1]).toMatch(
      /^1 左侧门口 priority +DSJ0001 +copying +40% {2}12 of 40 files .*19\.1 MiB\/s {2}0:30 left$/,
    );
    expect(lines[2]).toMatch(/failed +The card went away \[card-gone\]$/);
    expect(lines[3]).toMatch(/^3 \(port 1-3, not configured\) +Ma\\x1b\[2Jker BWC +attached$/);
  });

  test('a screen goes back over exactly what it drew, and never draws more than the window has', () => {
    const { io, stdout } = captureIo({ isTTY: true, columns: 12, rows: 4 });
    const screen = openLiveScreen(io);
    screen.show('one\ntwo', String);
    screen.show('接入接入接入接入\nb\nc\nd\ne', (lines) => `+${lines}`);
    screen.show('last', String);
    const frames = stdout().split('\u001b[J').slice(0, -1);
    expect(frames).toEqual([
      'one\u001b[K\ntwo\u001b[K\n',
      '\u001b[2A\r接入接入接\u001b[K\nb\u001b[K\n+3\u001b[K\n',
      '\u001b[3A\rlast\u001b[K\n',
    ]);
  });
});

describe('following a station', () => {
  let ending: AbortController;
  let looks: (StationStatus | null)[];
  let alerts: { kind: AlertKind }[];
  beforeEach(() => {
    ending = new AbortController();
    alerts = [];
  });
  afterEach(() => ending.abort());

  /** A station that shows these one after the other; after the last look somebody presses Ctrl-C. */
  function station(): CliStation {
    const board = {
      publish: async () => {},
      read: async () => {
        const next = looks.shift() ?? null;
        if (looks.length === 0) ending.abort();
        return next;
      },
    };
    const clock = { read: () => ({ wallMs: Date.parse('2026-11-20T08:00:00Z'), boot: 'b', monotonicMs: 0 }) };
    return {
      board,
      clock,
      config: { station: { name: 's', zone: 'Asia/Shanghai' }, ingest: { minFreeBytes: 0 } },
      vault: { room: async () => ({ freeBytes: 1, totalBytes: 1 }) },
      catalog: { openAlerts: async () => alerts, lastAuditRow: async () => null },
    } as unknown as CliStation;
  }

  test('tells each event as one line of JSON, and ends well when it is asked to', async () => {
    const { io, stdout } = captureIo();
    const session = await openSession(io, testDoors(), { ...FLAGS, isJson: true });
    looks = [null, statusOf({ slots: [slotOf(1, { name: 'a\u2028b' })], alarms: ['vault-full'] })];
    expect(await followStatus(session, station(), ending.signal)).toBe(0);
    const lines = stdout().split('\n').slice(0, -1);
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { sealdock: 1, at: '2026-11-20T08:00:00.000Z', event: 'station', running: true, pid: 7 },
      { event: 'slot', slot: { slot: 1, state: 'idle', name: 'a\u2028b' } },
      { event: 'alarm', code: 'vault-full', raised: true },
    ]);
  });

  test('says in words what has changed, and not that a copy moves on', async () => {
    const { io, stdout } = captureIo();
    const session = await openSession(io, testDoors(), FLAGS);
    const at = (dock: DockProgress, state: SlotStatus['state']) =>
      statusOf({ docks: [dock], slots: [slotOf(1, { state, since: state, dock })] });
    looks = [null, at(copying, 'copying'), at({ ...copying, filesDone: 20 }, 'copying'), at(done, 'done')];
    expect(await followStatus(session, station(), ending.signal)).toBe(0);
    expect(
      stdout()
        .split('\n')
        .map((line) => line.replace(/ {2}40% .*/, ' ...')),
    ).toEqual([
      'The station is not running. Waiting for it.',
      '16:00:00  station running (process 7)',
      '16:00:00  Slot 1  DSJ0001  copying ...',
      '16:00:00  Slot 1  DSJ0001  done: safe to take  40 of 40 files',
      '16:00:00  Dock dock-1  DSJ0001  /run/media/sdb1  done',
      '',
    ]);
  });

  test('ends when nobody reads it any more', async () => {
    const { io } = captureIo({ isOutputClosed: true });
    const session = await openSession(io, testDoors(), FLAGS);
    looks = [statusOf(), statusOf(), statusOf()];
    expect(await followStatus(session, station(), ending.signal)).toBe(0);
    expect(looks).toHaveLength(2);
  });

  test('watching shows slots, alarms and docks without a slot, and ends well', async () => {
    const { io, stdout } = captureIo({ isTTY: true, columns: 100, rows: 30, env: {} });
    const session = await openSession(io, testDoors(), FLAGS);
    const folder = { ...copying, dock: 'dock-2', recorder: 'CCTV-1' };
    looks = [
      statusOf({
        alarms: ['vault-full'],
        docks: [copying, folder],
        slots: [slotOf(1, { state: 'copying', dock: copying })],
      }),
    ];
    expect(await watchStatus(session, station(), ending.signal)).toBe(0);
    expect(stdout()).toContain('[vault-full]');
    expect(stdout().match(/DSJ0001/g)).toHaveLength(1);
    expect(stdout()).toContain('CCTV-1');
  });

  test('ZZ-52.2 a changed part and a lost recorder are shown to whoever watches or follows', async () => {
    alerts = [{ kind: 'card' }, { kind: 'lost' }, { kind: 'serial' }];
    const terminal = captureIo({ isTTY: true, columns: 100, rows: 30, env: {} });
    looks = [statusOf()];
    await watchStatus(await openSession(terminal.io, testDoors(), FLAGS), station(), ending.signal);
    for (const code of ['identity-changed', 'recorder-lost'])
      expect(terminal.stdout()).toContain(`[${code}]`);
    ending = new AbortController();
    const { io, stdout } = captureIo();
    looks = [null, statusOf()];
    await followStatus(
      await openSession(io, testDoors(), { ...FLAGS, isJson: true }),
      station(),
      ending.signal,
    );
    const events = stdout()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(events.slice(1)).toMatchObject([
      { event: 'alarm', code: 'identity-changed', raised: true },
      { event: 'alarm', code: 'recorder-lost', raised: true },
    ]);
  });

  test('a dock by hand that was refused stays on the screen with its code', async () => {
    const { io, stdout } = captureIo({ isTTY: true, columns: 120, rows: 30, env: {} });
    const session = await openSession(io, testDoors(), FLAGS);
    const refused = { ...copying, phase: 'finished', result: 'refused', code: 'card-unrecognised' } as const;
    looks = [
      statusOf(),
      statusOf({ docks: [refused] }),
      statusOf({ docks: [refused] }),
      statusOf({ docks: [refused] }),
    ];
    expect(await watchStatus(session, station(), ending.signal)).toBe(0);
    expect(stdout().split('\u001b[J').at(-2)).toMatch(/refused .*\[card-unrecognised\]/);
  });
});

describe('docks without a slot that have ended', () => {
  const run = (dock: string): DockProgress => ({ ...copying, dock });
  const over = (dock: string): DockProgress => ({ ...done, dock, result: 'refused' });
  const told = (...looks: readonly (readonly DockProgress[])[]): string => {
    let [before, shown]: [StationStatus | null, readonly DockProgress[]] = [null, []];
    for (const docks of looks) {
      const after = statusOf({ docks });
      shown = endedToRead(shown, before, after);
      before = after;
    }
    return shown.map(({ dock }) => dock).join(' ');
  };

  test.each([
    ['none, where none was', [[]], ''],
    ['the newest, at the first look', [[over('a')]], 'a'],
    ['none, where the newest runs at the first look', [[over('a'), { ...run('b'), startedAt: '2027' }]], ''],
    ['one that ended, for as long as nothing else begins', [[run('a')], [over('a')], [over('a')]], 'a'],
    [
      'both of two that ran together',
      [
        [run('a'), run('b')],
        [over('a'), run('b')],
        [over('a'), over('b')],
      ],
      'a b',
    ],
    ['none any more, when another begins', [[run('a')], [over('a')], [over('a'), run('b')]], ''],
    ['the next, which began and ended between two looks', [[], [over('a')], [over('a'), over('b')]], 'b'],
  ])('are shown: %s', (_what, looks, expected) => {
    expect(told(...looks)).toBe(expected);
  });
});
