import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SYSTEM_ACTOR } from '../../src/evidence/audit-entry.ts';
import type { OfficerNo, RecorderNo } from '../../src/evidence/ids.ts';
import type { Medium } from '../../src/evidence/medium.ts';
import type { RegisteredRecorder } from '../../src/evidence/registered-recorder.ts';
import { utcOf } from '../../src/evidence/time.ts';
import { dockCard } from '../../src/ingest/dock-card.ts';
import type { RegisterChange } from '../../src/ports/register.ts';
import {
  assignRecorder,
  type ChangedBy,
  changeRecorder,
  confirmRecorder,
  NO_RECORDER_FACTS,
  registerRecorder,
} from '../../src/recorders/change-register.ts';
import { findings, NOW_MS, put, putPhotos, SetClock } from '../support/flow-bench.ts';
import { alterBehindItsBack } from '../support/raw-database.ts';
import {
  dockRequest,
  makePlace,
  openTestStation,
  removeFolder,
  TEST_SETTINGS,
  type TestStation,
} from '../support/test-station.ts';

const NO = 'BC240001' as RecorderNo;

let place: string;
let station: TestStation;
let refused: string;

/** A register with a whole life in it: registered, handed over, corrected, learned, changed and confirmed. */
beforeEach(async () => {
  place = makePlace('inspect-register');
  const settings = { ...TEST_SETTINGS, admit: 'registered' } as const;
  station = await openTestStation({ data: join(place, 'data'), clock: new SetClock(), settings });
  putPhotos(join(place, 'card'), 1);
  put(join(place, 'stick'), 'holiday.txt', 5);
  const given = (officer: string | null, fromMs: number) => (recorder: RegisteredRecorder, by: ChangedBy) =>
    assignRecorder(recorder, officer as OfficerNo | null, utcOf(fromMs), by);
  await change((_, by) => registerRecorder(NO, { ...NO_RECORDER_FACTS, unit: 'one' }, null, by));
  for (const step of [given('P1', 1_000), given('P2', 2_000), given('P3', 2_000), given(null, 3_000)]) {
    await change(step);
  }
  await dock('card', 'S1', 'C1');
  await dock('card', 'S2', 'C2');
  const alerts = await station.catalog.openAlerts(NO, 10);
  await change((recorder, by) => confirmRecorder(recorder, alerts, 'repaired', by));
  await change((recorder, by) => changeRecorder(recorder, { unit: 'two', serials: ['S2'], note: 'x' }, by));
  await change(given('P4', 4_000));
  await change((recorder, by) => changeRecorder(recorder, { state: 'lost' }, by));
  for (const _ of ['met', 'met again']) await dock('card', 'S2', 'C2');
  await change((recorder, by) => changeRecorder(recorder, { state: 'in-service' }, by));
  // It is looked into, and the same part is not there again: a third card stays open.
  await dock('card', 'S2', 'C3');
  refused = (await dock('stick', 'S9', 'C9')).dock;
});
afterEach(async () => {
  await station.close();
  removeFolder(place);
});

let steps = 0;
async function change(
  decide: (recorder: RegisteredRecorder, by: ChangedBy) => RegisterChange | null,
): Promise<void> {
  steps += 1;
  const by = { actor: SYSTEM_ACTOR, at: utcOf(NOW_MS + steps) };
  const made = decide((await station.catalog.registered(NO)) as RegisteredRecorder, by);
  if (made !== null) await station.catalog.keepRecorders([made]);
}

function dock(folder: string, serial: string, fileSystemId: string) {
  const medium: Medium = {
    diskSeq: null,
    device: null,
    port: null,
    usb: { vendorId: 1, productId: 2, serial, manufacturer: null, product: null },
    fileSystem: null,
    fileSystemId,
    sizeBytes: null,
  };
  return dockCard(
    station,
    { ...dockRequest(join(place, folder)), medium },
    { signal: new AbortController().signal, actor: SYSTEM_ACTOR, onEvent: () => {} },
  );
}

async function foundAfter(statement: string): Promise<readonly string[]> {
  alterBehindItsBack(join(station.data, 'catalogue/sealdock.db'), statement);
  return findings(station);
}

test('a register says what its entries say, after everything that can happen to it', async () => {
  expect(await station.catalog.registered(NO)).toMatchObject({
    unit: 'two',
    serials: ['S2'],
    cards: ['C1', 'C2'],
    assignments: [{ officer: 'P1' }, { officer: 'P3' }, { officer: 'P4' }],
  });
  expect(await findings(station)).toEqual([]);
});

describe('a register altered behind the program’s back is found and named:', () => {
  test.each([
    [
      'who wore it',
      `UPDATE register_assignment SET officer = 'P9' WHERE officer = 'P1'`,
      'BC240001: assignments',
    ],
    ['who wore it, removed', `DELETE FROM register_assignment WHERE officer = 'P3'`, 'BC240001: assignments'],
    [
      'until when',
      `UPDATE register_assignment SET until_at = '2027' WHERE officer = 'P1'`,
      'BC240001: assignments',
    ],
    ['a serial', `INSERT INTO register_serial VALUES ('BC240001', 'S9', 9)`, 'BC240001: serials'],
    ['a card', `DELETE FROM register_card WHERE card = 'C1'`, 'BC240001: cards'],
    ['its state', `UPDATE register_recorder SET state = 'lost'`, 'BC240001: state'],
    ['its unit', `UPDATE register_recorder SET unit = NULL`, 'BC240001: unit'],
    ['the recorder itself, removed', 'DELETE FROM register_recorder', 'BC240001'],
    [
      'an alert, settled by nobody',
      `UPDATE register_alert SET settled_at = 'now' WHERE found = 'C3'`,
      'BC240001: alert card C3: settled',
    ],
    [
      'an alert, raised again',
      `UPDATE register_alert SET settled_at = NULL WHERE kind = 'lost'`,
      'BC240001: alert lost: settled',
    ],
    ['an alert, removed', `DELETE FROM register_alert WHERE found = 'C2'`, 'BC240001: alert card C2'],
    [
      'that a lost one was met, removed',
      `DELETE FROM register_alert WHERE kind = 'lost'`,
      'BC240001: alert lost',
    ],
    [
      'what an alert knew before',
      `UPDATE register_alert SET known = '["S2"]' WHERE found = 'S2'`,
      'BC240001: alert serial S2: known',
    ],
    [
      'an alert that no entry raised',
      `INSERT INTO register_alert SELECT recorder, 'serial', dock, at, known, 'S8', settled_at FROM register_alert LIMIT 1`,
      'BC240001: alert serial S8',
    ],
    [
      'a recorder that nobody registered',
      `INSERT INTO register_recorder VALUES ('X1', NULL, NULL, NULL, 'in-service', NULL, 'now', 'now')`,
      'X1',
    ],
  ])('%s', async (_what, statement, about) => {
    expect(await foundAfter(statement)).toEqual([`row-differs: ${about}`]);
  });

  test('what was met of a medium that was refused', async () => {
    expect(await foundAfter(`UPDATE dock_refusal SET serial = 'S1' WHERE code <> 'recorder-lost'`)).toEqual([
      `row-differs: ${refused}: serial`,
    ]);
  });
});

test('who was refused, and in which boot a dock began, are compared with their entries', async () => {
  const found = await foundAfter(`UPDATE dock_refusal SET recorder = NULL WHERE code = 'recorder-lost'`);
  expect(found).toHaveLength(2);
  for (const each of found) expect(each).toMatch(/^row-differs: dock-.*: recorder$/);
  const db = new Sqlite(join(station.data, 'catalogue/sealdock.db'));
  db.exec(`UPDATE dock SET boot = 'another'`);
  db.close();
  expect((await findings(station)).filter((each) => each.endsWith(': boot'))).toHaveLength(6);
});

test('what somebody changes while the register is compared is no finding', async () => {
  const { catalog } = station;
  let changes = 0;
  const busy: TestStation = {
    ...station,
    catalog: {
      ...catalog,
      registeredPage: async (after, limit) => {
        if (changes === 0)
          await change((recorder, by) => changeRecorder(recorder, { note: `at ${steps}` }, by));
        changes += 1;
        return catalog.registeredPage(after, limit);
      },
    },
  };
  expect(await findings(busy)).toEqual([]);
  expect(changes).toBe(2);
});
