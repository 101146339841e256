import { existsSync, mkdtempSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { durableFiles } from '../../src/adapters/durable-files.ts';
import { openSigner } from '../../src/adapters/ed25519-signer.ts';
import { publishLog } from '../../src/audit/publish-log.ts';
import { KEY_PURPOSES, type KeyPurpose } from '../../src/evidence/key-change.ts';
import { publicKeyPem } from '../../src/evidence/public-key.ts';
import { PowerCutFiles } from '../fakes/power-cut-files.ts';
import { type FaultPoint, FaultPoints } from '../support/fault-points.ts';
import { putPhotos, recordings } from '../support/flow-bench.ts';
import { dock, makePlace, removeFolder } from '../support/test-station.ts';
import { copyStation, found, ORIGIN, openKeyed, rotate } from './rotate-bench.ts';

const place = makePlace('rotate-crash');
afterAll(() => removeFolder(place));

/** One station with a sealed recording, published; every run begins from a copy of it. */
const template = join(place, 'template');
const first = await openKeyed({ data: template });
putPhotos(join(place, 'card'), 1, 500);
await dock(first, join(place, 'card'));
await publishLog(first, { origin: ORIGIN });
const before = { log: first.logSigner.keyId, seal: first.sealSigner.keyId };
await first.close();

let runs = 0;
async function crashThenGoOn(
  purpose: KeyPurpose,
  point: FaultPoint,
  keep: (() => boolean) | null,
): Promise<FaultPoints> {
  runs += 1;
  const data = mkdtempSync(join(place, 'run-'));
  copyStation(template, data);
  const faults = new FaultPoints(point);
  const cut = new PowerCutFiles(join(place, 'attic', String(runs)));
  const files = keep === null ? durableFiles : cut;
  const dying = await openKeyed({ data, files, wrap: faults.wrap }).catch(() => null);
  if (dying !== null) {
    await rotate(dying, purpose).catch(() => {});
    await dying.close();
  }
  if (keep !== null) cut.cutPower(keep);
  await expectOneKeyInForce(data, purpose, point.call === 0);
  removeFolder(data);
  return faults;
}

/** The old key or the new one, and all that belongs to it; then it can be changed again. */
async function expectOneKeyInForce(data: string, purpose: KeyPurpose, isWhole: boolean): Promise<void> {
  const path = join(data, `keys/${purpose}.key`);
  for (const round of [0, 1]) {
    const station = await openKeyed({ data });
    try {
      const changes = await station.catalog.auditRowsOf('key.changed', 10);
      const row = await station.catalog.station();
      const keyId = row?.[`${purpose}Key`];
      if (isWhole || round === 1) expect(changes.length).toBeGreaterThan(0);
      if (changes.length === 0) expect(keyId).toBe(before[purpose]);
      else expect(keyId).not.toBe(before[purpose]);
      const signer = await openSigner(path);
      expect(signer.keyId).toBe(keyId);
      expect(statSync(path).mode & 0o777).toBe(0o400);
      expect(readFileSync(`${path}.pub.pem`, 'utf8')).toBe(publicKeyPem(signer.publicKey));
      if (changes.length > 0) {
        expect(existsSync(`${path}.next`)).toBe(false);
        expect(existsSync(`${path}.${before[purpose].slice(0, 16)}.pub.pem`)).toBe(true);
      }
      await publishLog(station, { origin: ORIGIN });
      expect(await found(station)).toEqual([]);
      expect(await recordings(station)).toHaveLength(1);
      if (round === 0) await rotate(station, purpose);
    } finally {
      await station.close();
    }
  }
}

const calls = new Map<KeyPurpose, readonly string[]>();
for (const purpose of KEY_PURPOSES) {
  calls.set(purpose, (await crashThenGoOn(purpose, { call: 0, when: 'before' }, null)).names);
}

test.each(KEY_PURPOSES)(
  'changing the %s key makes enough calls for this suite to mean something',
  (purpose) => {
    for (const name of [
      'keyFiles.prepareNext',
      'keyFiles.keepPublic',
      'catalog.changeKey',
      'keyFiles.settle',
      'files.renameFile',
      'headMemory.keep',
    ]) {
      expect(calls.get(purpose)).toContain(name);
    }
  },
);

test.each(
  KEY_PURPOSES.flatMap((purpose) => (['before', 'after'] as const).map((when) => [purpose, when] as const)),
)(
  'the %s key: killed %s any port call, the old key or the new one is in force with all that belongs to it',
  async (purpose, when) => {
    const count = calls.get(purpose)?.length ?? 0;
    for (let call = 1; call <= count; call += 1) await crashThenGoOn(purpose, { call, when }, null);
  },
);

test.each([1, 2])('so it is when a power cut takes back what was not flushed (seed %i)', async (seed) => {
  let state = seed;
  const keep = () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648 < 0.5;
  };
  const count = calls.get('log')?.length ?? 0;
  for (let call = 1; call <= count; call += 1) await crashThenGoOn('log', { call, when: 'after' }, keep);
});
