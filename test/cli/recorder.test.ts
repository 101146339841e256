import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CliStation, Doors } from '../../src/cli/doors.ts';
import { runCli } from '../../src/cli/program.ts';
import { SYSTEM_ACTOR } from '../../src/evidence/audit-entry.ts';
import type { DockRequest } from '../../src/evidence/dock.ts';
import { type DockId, dockIdOf } from '../../src/evidence/ids.ts';
import type { Medium } from '../../src/evidence/medium.ts';
import { dockCard } from '../../src/ingest/dock-card.ts';
import { captureIo, testDoors } from './test-doors.ts';

const MEDIUM: Medium = {
  diskSeq: '22',
  device: 'sdb1',
  port: '1-2.3',
  usb: { vendorId: 1, productId: 2, serial: 'SN-7', manufacturer: null, product: null },
  fileSystem: 'vfat',
  fileSystemId: 'ABCD-1234',
  sizeBytes: 5,
};

let folder: string;
const doors = testDoors({}, 'registered');
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sealdock-cli-'));
  mkdirSync(join(folder, 'card/DCIM/100'), { recursive: true });
  writeFileSync(join(folder, 'card/DCIM/100/IMG_0001.JPG'), 'one');
  expect(await sealdock(['init'])).toMatchObject({ exit: 0 });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function sealdock(argv: readonly string[], through: Doors = doors, isTTY = false) {
  const captured = captureIo({ env: { SEALDOCK_DATA: join(folder, 'data') }, cwd: folder, isTTY });
  const exit = await runCli(argv, captured.io, through);
  return { exit, stdout: captured.stdout(), stderr: captured.stderr() };
}

/** What the daemon does with a helper's marker. @returns the dock. */
async function dockMedium(medium: Medium, at = '00000001'): Promise<DockId> {
  const id = dockIdOf('2026-11-20T01:00:00.000Z', at);
  await inStation(async (station) => {
    await dockCard(
      station,
      { id, path: join(folder, 'card'), origin: 'marker', label: 'CAM', recorder: null, model: null, medium },
      { signal: new AbortController().signal, actor: SYSTEM_ACTOR, onEvent: () => {} },
    );
  });
  return id;
}

async function inStation(use: (station: CliStation) => Promise<void>): Promise<void> {
  const seen: Doors = {
    ...doors,
    openStation: async (config, role) => {
      const station = await doors.openStation(config, role);
      await use(station);
      return station;
    },
  };
  await sealdock(['recorder', 'list'], seen);
}

/** A running daemon, as far as the register asks it: it takes markers, and none of them is docked here. */
function beside(): { readonly through: Doors; readonly submitted: DockRequest[] } {
  const submitted: DockRequest[] = [];
  const status = { v: 2, pid: 4711, startedAt: '', updatedAt: '', docks: [], slots: [], alarms: [] } as const;
  const openStation: Doors['openStation'] = async (config, role) => {
    const station = await doors.openStation(config, role);
    const markers = {
      ...station.markers,
      submit: async (request: DockRequest) => void submitted.push(request),
    };
    return { ...station, markers, board: { publish: async () => {}, read: async () => status } };
  };
  return { through: { ...doors, openStation }, submitted };
}

describe('a medium registered while it is docked', () => {
  test('takes serial, card and model from what was met, and is handed to the running station with its medium', async () => {
    const dock = await dockMedium(MEDIUM);
    const { through, submitted } = beside();
    const { exit, stdout } = await sealdock(['recorder', 'register', 'ZF-7', '--dock', dock], through);
    expect({ exit, stdout }).toMatchObject({ exit: 0 });
    expect(stdout).toContain('The running station docks it now');
    expect(submitted).toMatchObject([
      { path: join(folder, 'card'), label: 'CAM', recorder: 'ZF-7', model: null, medium: MEDIUM },
    ]);
    expect(submitted[0]?.id).not.toBe(dock);
    const shown = await sealdock(['--json', 'recorder', 'show', 'ZF-7']);
    expect(JSON.parse(shown.stdout).data.registered).toMatchObject({
      model: 'camera-dcim',
      serials: ['SN-7'],
      cards: ['ABCD-1234'],
    });
    expect((await sealdock(['recorder', 'list'])).stdout).not.toContain('recorder-unregistered');
  });

  test('is not handed over when something else was docked at that path since', async () => {
    const dock = await dockMedium(MEDIUM);
    await new Promise((resolve) => setTimeout(resolve, 5));
    await dockMedium({ ...MEDIUM, diskSeq: '23' }, '00000002');
    const { through, submitted } = beside();
    const { exit, stdout } = await sealdock(['recorder', 'register', 'ZF-7', '--dock', dock], through);
    expect(exit).toBe(0);
    expect(stdout).toContain('Dock it again');
    expect(submitted).toEqual([]);
  });

  test('without a running station the person is told how to dock it', async () => {
    const dock = await dockMedium(MEDIUM);
    const { stdout } = await sealdock(['recorder', 'register', 'ZF-7', '--dock', dock]);
    expect(stdout).toContain(`sealdock dock ${join(folder, 'card')} --recorder ZF-7`);
    expect((await sealdock(['dock', 'card', '--recorder', 'ZF-7'])).exit).toBe(0);
  });
});

describe('ZZ-52.2 WS-20.2 a recorder that is not as it was', () => {
  test('is an alarm until an administrator confirms it, in status, list and show', async () => {
    await sealdock(['recorder', 'register', 'ZF-7', '--serial', 'SN-7']);
    await dockMedium(MEDIUM);
    await dockMedium({ ...MEDIUM, fileSystemId: 'FFFF-0000' }, '00000002');
    const status = await sealdock(['status']);
    expect(status.stdout).toContain('[identity-changed]');
    expect((await sealdock(['recorder', 'list'])).stdout).toContain('in service (!: another card)');
    const { stdout } = await sealdock(['recorder', 'show', 'ZF-7']);
    expect(stdout).toMatch(/another card {2}ABCD-1234 {2}FFFF-0000 {2}dock-/);
    expect(stdout).toContain('sealdock recorder confirm ZF-7');
    expect((await sealdock(['recorder', 'confirm', 'ZF-7', '--reason', 'card worn out'])).exit).toBe(0);
    expect((await sealdock(['status'])).stdout).not.toContain('identity-changed');
    expect((await sealdock(['--lang', 'zh', 'recorder', 'show', 'ZF-7'])).stdout).toContain(
      'ABCD-1234、FFFF-0000',
    );
    expect((await sealdock(['audit', 'list'])).stdout).toContain('card worn out');
  });
});

describe('the register as a file', () => {
  test('is written byte for byte into a pipe, guarded on a terminal, and imported again without a change', async () => {
    const line = ['recorder', 'register', 'DSJ0001', '--unit', '二中队', '--note', '=1+1', '--serial', 'S1'];
    expect((await sealdock(line)).exit).toBe(0);
    const { stdout } = await sealdock(['--lang', 'zh', 'recorder', 'export']);
    expect(stdout).toBe(
      "\ufeff编号,型号,序列号,所属单位,配用人员,配发时间,资产编号,状态,备注\r\nDSJ0001,,S1,二中队,,,,在用,'=1+1\r\n",
    );
    const onTerminal = await sealdock(['recorder', 'export'], doors, true);
    expect(onTerminal.stdout).toContain('\nDSJ0001,,S1,');
    writeFileSync(join(folder, 'register.csv'), stdout);
    expect((await sealdock(['recorder', 'import', 'register.csv'])).stdout).toBe(
      'Registered: 0; changed: 0; as before: 1.\n',
    );
  });

  test('its changes are published at once where no station runs', async () => {
    await sealdock(['recorder', 'register', 'DSJ0001']);
    expect((await sealdock(['status'])).stdout).toMatch(/Checkpoint +size 2, [^;]*$/m);
  });
});
