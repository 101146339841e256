import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSigner } from '../../src/adapters/ed25519-signer.ts';
import { keyHistory } from '../../src/audit/key-history.ts';
import { publishLog } from '../../src/audit/publish-log.ts';
import { publishedHead } from '../../src/audit/published-head.ts';
import { isSignedRegister } from '../../src/audit/signed-register.ts';
import type { SignedKeyChange } from '../../src/evidence/key-change.ts';
import { keyChangeBytes, keyChangeOf } from '../../src/evidence/key-change.ts';
import { publicKeyPem } from '../../src/evidence/public-key.ts';
import { type Checkpoint, signCheckpoint } from '../../src/evidence/signed-note.ts';
import type { Signer } from '../../src/ports/signer.ts';
import { putPhotos, recordings } from '../support/flow-bench.ts';
import { dock, makePlace, removeFolder, TEST_ACTOR } from '../support/test-station.ts';
import { memorySigner } from './log-bench.ts';
import { copyStation, found, type KeyedStation, ORIGIN, openKeyed, rotate } from './rotate-bench.ts';

const place = makePlace('rotate');
const pristine = join(place, 'pristine');
/** The private halves that a station does not keep, as a thief would have them. */
let oldLog: Signer;
let oldSeal: Signer;
afterAll(() => removeFolder(place));

/** Two recordings, sealed with two keys, in a log that was signed with three. */
beforeAll(async () => {
  const station = await openKeyed({ data: pristine });
  putPhotos(join(place, 'card-1'), 1, 500);
  await dock(station, join(place, 'card-1'));
  const stolen = join(place, 'stolen');
  cpSync(join(pristine, 'keys'), stolen, { recursive: true });
  oldLog = await openSigner(join(stolen, 'log.key'));
  oldSeal = await openSigner(join(stolen, 'seal.key'));
  await rotate(station, 'log');
  await station.close();
  for (const purpose of ['seal', 'log'] as const) {
    const next = await openKeyed({ data: pristine });
    await rotate(next, purpose);
    await next.close();
  }
  const last = await openKeyed({ data: pristine });
  putPhotos(join(place, 'card-2'), 1, 700);
  await dock(last, join(place, 'card-2'));
  await publishLog(last, { origin: ORIGIN });
  await last.close();
});

async function inCopy(act: (station: KeyedStation, data: string) => Promise<void>): Promise<void> {
  const data = mkdtempSync(join(place, 'copy-'));
  copyStation(pristine, data);
  const station = await openKeyed({ data });
  try {
    await act(station, data);
  } finally {
    await station.close();
  }
}

function signed(by: Signer, checkpoint: Checkpoint): Promise<string> {
  return signCheckpoint(checkpoint, by.publicKey, (bytes) => by.sign(bytes));
}

test('DESIGN 9: what was sealed and signed with former keys holds, and what the new ones sign too', async () => {
  await inCopy(async (station, data) => {
    expect(await found(station)).toEqual([]);
    const keys = (await recordings(station)).map(({ manifest }) => manifest.key);
    expect(new Set(keys)).toEqual(new Set([oldSeal.keyId, station.sealSigner.keyId]));
    const { former } = await keyHistory(station.catalog, 'log', station.logSigner.publicKey);
    expect(former.map(({ keyId }) => keyId).at(-1)).toBe(oldLog.keyId);
    expect(former).toHaveLength(2);
    const names = readdirSync(join(data, 'keys'));
    expect(names.filter((name) => name.endsWith('.next'))).toEqual([]);
    for (const { keyId } of former) expect(names).toContain(`log.key.${keyId.slice(0, 16)}.pub.pem`);
  });
});

test('openssl alone finds both signatures over the statement of a change', async () => {
  await inCopy(async (station) => {
    for (const { text } of await station.catalog.auditRowsOf('key.changed', 10)) {
      const { statement, signatures } = JSON.parse(text).detail as SignedKeyChange;
      writeFileSync(join(place, 'statement'), /"statement":(\{[^}]*\})/.exec(text)?.[1] ?? '');
      for (const side of ['from', 'to'] as const) {
        writeFileSync(join(place, 'key.pem'), publicKeyPem(Buffer.from(statement[side], 'base64')));
        writeFileSync(join(place, 'sig'), Buffer.from(signatures[side], 'base64'));
        const args = '-verify -pubin -inkey key.pem -rawin -in statement -sigfile sig'.split(' ');
        expect(execFileSync('openssl', ['pkeyutl', ...args], { cwd: place }).toString()).toMatch(/Success/);
      }
    }
  });
});

test('a former log key signs nothing that is longer than the log was at its change', async () => {
  await inCopy(async (station) => {
    const head = await publishedHead(station, ORIGIN);
    const note = await signed(oldLog, { ...(head as Checkpoint), origin: ORIGIN });
    await station.logFiles.write('checkpoint', Buffer.from(note));
    await expect(publishedHead(station, ORIGIN)).rejects.toMatchObject({
      code: 'audit-differs',
      found: expect.stringMatching(/^size \d+, signed by key .* given up at size \d+$/),
    });
    expect(await found(station)).toEqual(['checkpoint-signature: checkpoint']);
  });
});

test('a former seal key seals nothing after its change', async () => {
  await inCopy(async (station) => {
    putPhotos(join(place, 'card-3'), 1, 900);
    await dock({ ...station, sealSigner: oldSeal }, join(place, 'card-3'));
    await publishLog(station, { origin: ORIGIN });
    const forged = (await recordings(station)).filter(({ manifest }) => manifest.key === oldSeal.keyId);
    expect(forged).toHaveLength(2);
    const newest = forged.sort((a, b) => b.auditSeq - a.auditSeq)[0]?.id;
    expect(await found(station)).toEqual([`seal-key-differs: ${newest}`]);
  });
});

test('a destruction register holds with the key that it names, if that was in force when the log got it', async () => {
  await inCopy(async (station) => {
    const [change] = (await keyHistory(station.catalog, 'seal', station.sealSigner.publicKey)).former;
    const seq = change?.changedSeq ?? 0;
    const json = Buffer.from(JSON.stringify({ key: oldSeal.keyId, register: 1 }));
    const signature = await oldSeal.sign(json);
    expect(await isSignedRegister(station, json, signature, seq - 1)).toBe(true);
    expect(await isSignedRegister(station, json, signature, seq)).toBe(false);
    expect(await isSignedRegister(station, json, signature, null)).toBe(false);
    expect(await isSignedRegister(station, Buffer.from('no JSON'), signature, seq - 1)).toBe(false);
    const changed = Buffer.from(json.toString().replace('1', '2'));
    expect(await isSignedRegister(station, changed, signature, seq - 1)).toBe(false);
  });
});

test('a change to a key that the old one never signed is named, and nothing is published after it', async () => {
  await inCopy(async (station, data) => {
    const thief = memorySigner();
    const head = (await publishedHead(station, ORIGIN)) as Checkpoint;
    const from = station.logSigner;
    const statement = keyChangeOf({
      origin: ORIGIN,
      purpose: 'log',
      from: from.publicKey,
      to: thief.publicKey,
      size: head.size,
      root: head.root,
    });
    const own = Buffer.from(await thief.sign(keyChangeBytes(statement))).toString('base64');
    const detail = { statement: { ...statement }, signatures: { from: own, to: own } };
    await station.catalog.changeKey(
      { purpose: 'log', from: from.keyId, to: thief.keyId },
      {
        act: 'key.changed',
        actor: TEST_ACTOR,
        object: { kind: 'key', id: 'log' },
        reason: 'none of your business',
        before: from.keyId,
        after: thief.keyId,
        detail,
      },
    );
    const seq = (await station.catalog.auditSize()) - 1;
    const theirs = { ...station, logSigner: thief };
    await expect(publishLog(theirs, { origin: ORIGIN })).rejects.toMatchObject({
      code: 'audit-differs',
      about: `entry ${seq}: key.changed log`,
      found: `no signature by the old key ${from.keyId}`,
    });
    rmSync(join(data, 'audit/checkpoint'));
    expect(await found(theirs)).toContain(`key-change-differs: entry ${seq}: key.changed log`);
    // Whoever still holds the true key is told as well.
    expect(await found(station)).toContain(`key-change-differs: entry ${seq}: key.changed log`);
  });
});

test('a change that leads from another first key than the log began with is named', async () => {
  await inCopy(async (station) => {
    const rows = async (...args: Parameters<typeof station.catalog.auditRowsOf>) =>
      (await station.catalog.auditRowsOf(...args)).slice(args[0] === 'key.changed' ? 1 : 0);
    const lacking = { ...station, catalog: { ...station.catalog, auditRowsOf: rows } };
    expect(await found(lacking)).toContain('key-change-differs: log: from entry 0 to the key in force');
  });
});

test('what the old key sealed gets its entry first: until then no key is changed', async () => {
  await inCopy(async (station, data) => {
    const intents = async () => [{ recording: 'one' } as never];
    const waiting = { ...station, catalog: { ...station.catalog, intents } };
    await expect(rotate(waiting, 'seal')).rejects.toMatchObject({ code: 'state-differs', about: 'one' });
    expect(await station.catalog.auditRowsOf('key.changed', 10)).toHaveLength(3);
    expect(existsSync(join(data, 'keys/seal.key.next'))).toBe(false);
  });
});

test('a key that waits and was never used comes into force with the next change', async () => {
  await inCopy(async (station, data) => {
    const waiting = await station.keyFiles.prepareNext('log');
    expect(await found(station)).toEqual([]);
    expect((await rotate(station, 'log')).to.keyId).toBe(waiting.keyId);
    expect((await openSigner(join(data, 'keys/log.key'))).keyId).toBe(waiting.keyId);
    expect(readFileSync(join(data, 'keys/log.key.pub.pem'), 'utf8')).toBe(publicKeyPem(waiting.publicKey));
  });
});
