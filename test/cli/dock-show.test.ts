import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runCli } from '../../src/cli/program.ts';
import { openStation } from '../../src/compose.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { SYSTEM_ACTOR } from '../../src/evidence/audit-entry.ts';
import { dockCard } from '../../src/ingest/dock-card.ts';
import { plainCards } from '../support/plain-cards.ts';
import { mediumOf } from '../support/slot-facts.ts';
import { dockRequest, makePlace, removeFolder } from '../support/test-station.ts';
import { captureIo, testDoors } from './test-doors.ts';

let place: string;
beforeEach(() => {
  place = makePlace('dock-show');
  writeFileSync(
    join(place, 'sealdock.yaml'),
    "data: data\nrecorders: { admit: any }\ndocking:\n  slots: [{ port: '1-2', slot: 3, name: 左门 }]\n",
  );
});
afterEach(() => removeFolder(place));

async function sealdock(...argv: string[]): Promise<string> {
  const { io, stdout } = captureIo({ cwd: place });
  await runCli(['--config', join(place, 'sealdock.yaml'), ...argv], io, testDoors());
  return stdout();
}

test('ZZ-51.2 WS-19.2 a dock is shown with its medium, the check of the recorder and the files that were not sealed', async () => {
  await sealdock('init');
  mkdirSync(join(place, 'card/Media/Video'), { recursive: true });
  writeFileSync(join(place, 'card/Media/Video/DCAM_DSJ0001_OFF123_20260101_101112.mp4'), 'one');
  writeFileSync(join(place, 'card/Media/Video/DCAM_DSJ0001_OFF123_20260102_101112.mp4'), 'two');
  const { config } = await loadConfig({
    flags: { config: join(place, 'sealdock.yaml') },
    env: {},
    cwd: place,
  });
  const opened = await openStation(config, { role: 'ingest' });
  const station = { ...opened, cards: plainCards(opened.cards) };
  const usb = { vendorId: 0x4255, productId: 1, serial: 'S1', manufacturer: 'Amba\u001b[2J', product: null };
  const request = {
    ...dockRequest(join(place, 'card'), { label: 'CAM01' }),
    medium: { ...mediumOf('22', 'sdb1'), usb },
  };
  const room = { totalBytes: 64 * 2 ** 30, freeBytes: 2 ** 30 };
  const sick: typeof station.cards = {
    open: async (asked) => {
      const card = await station.cards.open(asked);
      return { ...card, room: async () => room };
    },
  };
  const { mover } = station;
  const copy: typeof mover.copy = (job) =>
    mover.copy(
      job.file.path.text.includes('20260102') ? { ...job, file: { ...job.file, sizeBytes: 99 } } : job,
    );
  try {
    await dockCard(
      {
        ...station,
        cards: sick,
        mover: {
          ...mover,
          copy,
          readBack: (job) => mover.readBack(job),
          readBackAll: (job) => mover.readBackAll(job),
        },
      },
      request,
      {
        signal: new AbortController().signal,
        actor: SYSTEM_ACTOR,
        onEvent: () => {},
      },
    );
  } finally {
    await station.close();
  }

  const text = await sealdock('dock', 'show', request.id);
  const fact = (label: string) => new RegExp(`^${label} {2,}(.*)$`, 'm').exec(text)?.[1];
  expect(fact('Dock')).toBe(request.id);
  expect(fact('Result')).toBe('done, with findings');
  expect(fact('Files')).toBe('found 1, sealed 1 (3 B), already sealed 0, left 1, failed 0, not taken 0');
  expect(fact('Port')).toBe('1-2, slot 3, 左门');
  expect(fact('Device')).toBe('4255:0001, Amba\\x1b[2J, S1');
  expect(fact('Medium')).toBe('sdb1, vfat, DISKSEQ 22');
  expect(fact('Free on the card')).toBe('1.0 GiB of 64.0 GiB');
  expect(fact('On the card')).toBe('video 2, audio 0, photo 0, other 0; left 0');
  expect(fact('Oldest recording')).toBe('2026-01-01 10:11:12');
  expect(fact("Recorder's clock")).toMatch(/^newest recording is \d+ days old$/);
  expect(text).toMatch(/DCAM_DSJ0001_OFF123_20260102_101112\.mp4 +left +still being written$/m);

  const { dock, unsealed } = JSON.parse(await sealdock('--json', 'dock', 'show', request.id)).data;
  expect(dock).toMatchObject({ id: request.id, medium: { diskSeq: '22' }, check: { freeBytes: 2 ** 30 } });
  expect(unsealed).toHaveLength(1);
  expect(await sealdock('--lang', 'zh', 'dock', 'show', request.id)).toMatch(
    /^执法记录仪时钟 {2}最新音像记录距今 \d+ 天$/m,
  );
});
