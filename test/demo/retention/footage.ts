import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { addCase, NO_CASE_FACTS } from '../../../src/cases/change-case.ts';
import { linkRecording } from '../../../src/cases/link-recordings.ts';
import type { CalendarDate } from '../../../src/evidence/calendar-date.ts';
import type { Case } from '../../../src/evidence/case.ts';
import type { OfficerNo, RecorderNo, RecordingId } from '../../../src/evidence/ids.ts';
import { EVERY_RECORDING } from '../../../src/ports/catalog.ts';
import { NO_RECORDER_FACTS, registerRecorder } from '../../../src/recorders/change-register.ts';
import { decideClassOf } from '../../../src/retention/change-keeping.ts';
import { fakeClipBytes, writeFakeClip } from '../../cards/fake-clip.ts';
import { caseNo } from '../../support/hold-facts.ts';
import { dock } from '../../support/test-station.ts';
import type { DemoStation } from './demo-station.ts';
import { by, CERTIFICATE, UNIT } from './staff.ts';

const RECORDER = 'BC240001';
const CLIP_BYTES = 4_000;

/** The cases of the demo, by a letter; `fileMonths` is what its archive says of that very file. */
export const CASES = {
  A: { no: '罚〔2026〕1号', enforcement: 'penalty', fileMonths: null },
  B: { no: '罚〔2026〕2号', enforcement: 'penalty', fileMonths: null },
  D: { no: '罚〔2026〕3号', enforcement: 'penalty', fileMonths: 24 },
  L: { no: '许〔2026〕1号', enforcement: 'licence', fileMonths: null },
} as const;
export type CaseLetter = keyof typeof CASES;

/** One recording as the demo itself knows it. */
export interface Clip {
  readonly key: string;
  readonly class: 'patrol' | 'evidence' | 'case' | 'permit' | 'unclassified';
  /** Local, as the recorder writes it. */
  readonly day: string;
  readonly time: string;
  readonly case: CaseLetter | null;
}

/** Recorded on the last day of August, so that periods end at the ends of shorter months. */
const FIRST_DAY = '2026-08-31';
const clip = (key: string, of: Clip['class'], letter: CaseLetter | null, place: number): Clip => ({
  key,
  class: of,
  day: FIRST_DAY,
  time: `${String(8 + Math.floor(place / 6)).padStart(2, '0')}${place % 6}000`,
  case: letter,
});

export const FIRST_CARD: readonly Clip[] = [
  clip('P1', 'patrol', null, 0),
  clip('P2', 'patrol', null, 1),
  clip('P3', 'patrol', null, 2),
  clip('P4', 'patrol', null, 3),
  clip('E1', 'evidence', 'A', 4),
  clip('E2', 'evidence', 'A', 5),
  clip('E3', 'evidence', 'D', 6),
  clip('C1', 'case', 'A', 7),
  clip('C2', 'case', 'B', 8),
  clip('C3', 'case', 'B', 9),
  clip('L1', 'permit', 'L', 10),
  clip('L2', 'permit', 'L', 11),
  clip('U1', 'unclassified', null, 12),
  clip('U2', 'unclassified', null, 13),
  clip('U3', 'unclassified', null, 14),
];

/** A year later, on the day that most years have not. */
export const SECOND_CARD: readonly Clip[] = [{ ...clip('P5', 'patrol', null, 0), day: '2028-02-29' }];

/** Still on the second card, whatever has become of it meanwhile. */
export const MET_AGAIN: Clip = clip('P4', 'patrol', null, 3);

export interface Docked extends Clip {
  readonly id: RecordingId;
  readonly folder: string;
}

export async function registerTheRecorder(station: DemoStation): Promise<void> {
  const { actor, at } = await by(station, 'li');
  const facts = { ...NO_RECORDER_FACTS, unit: UNIT };
  const assigned = { officer: CERTIFICATE as OfficerNo, from: at };
  await station.catalog.keepRecorders([
    registerRecorder(RECORDER as RecorderNo, facts, assigned, { actor, at }),
  ]);
}

/** Writes a card, docks it as a station does, and looks up what was sealed. @param again what it carries besides. */
export async function dockCard(station: DemoStation, clips: readonly Clip[], again: readonly Clip[] = []) {
  const card = join(station.data, '..', 'card');
  for (const { key, day, time } of [...clips, ...again]) {
    const name = `DCAM_${RECORDER}_${CERTIFICATE}_${day.replaceAll('-', '')}_${time}.jpg`;
    const at = new Date(`${day}T${time.slice(0, 2)}:${time.slice(2, 4)}:00+08:00`);
    writeFakeClip(
      join(card, 'Media', 'Image', name),
      fakeClipBytes(`${station.station} ${key}`, CLIP_BYTES),
      at,
    );
  }
  const report = await dock(station, card);
  rmSync(card, { recursive: true });
  if (report.counts.sealed !== clips.length)
    throw new Error(
      `${report.counts.sealed} of ${clips.length} recordings were sealed: ${JSON.stringify(report)}`,
    );
  const sealed = await station.catalog.recordings({ ...EVERY_RECORDING, limit: 100 });
  const docked = clips.map((each): Docked => {
    const start = `${RECORDER}-${each.day.replaceAll('-', '')}T${each.time}-`;
    const found = sealed.find(({ id }) => id.startsWith(start));
    if (found === undefined) throw new Error(`${each.key} is not in the catalogue`);
    return { ...each, id: found.id, folder: found.folder };
  });
  return { docked, counts: report.counts };
}

/** Says of each recording what it is: by its case where it has one, by a person where it is a patrol. */
export async function classAll(station: DemoStation, docked: readonly Docked[]): Promise<void> {
  for (const { id, class: value, case: letter } of docked) {
    const acting = await by(station, 'li');
    if (letter !== null) {
      const link = { case: caseNo(CASES[letter].no), recording: id, isEvidence: value === 'evidence' };
      const change = linkRecording(null, link, null, acting);
      if (change !== null) await station.catalog.link(change.link, change.entry);
    } else if (value === 'patrol') {
      const change = decideClassOf({ recording: id, reason: '日常巡查' }, null, value, acting);
      if (change !== null) await station.catalog.decideOn(change.decision, change.entry);
    }
  }
}

export async function openCases(station: DemoStation): Promise<void> {
  for (const { no, enforcement, fileMonths } of Object.values(CASES)) {
    const filePeriod: Case['filePeriod'] =
      fileMonths === null ? null : { kind: 'months', months: fileMonths };
    const facts = { ...NO_CASE_FACTS, enforcement, filePeriod, openedOn: FIRST_DAY as CalendarDate };
    await station.catalog.keepCase(addCase(caseNo(no), facts, null, await by(station, 'li')));
  }
}
