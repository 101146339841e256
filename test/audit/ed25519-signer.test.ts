import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createKey, openSigner, publicKeyPathOf } from '../../src/adapters/ed25519-signer.ts';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'sealdock-key-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

test('makes a key that only its owner can read, and a public half for everyone', async () => {
  const path = join(root, 'new/keys/log.pem');
  await createKey(path);
  expect((await stat(path)).mode & 0o777).toBe(0o400);
  expect((await readFile(path, 'utf8')).split('\n')[0]).toBe('-----BEGIN PRIVATE KEY-----');
  expect((await readFile(publicKeyPathOf(path), 'utf8')).split('\n')[0]).toBe('-----BEGIN PUBLIC KEY-----');
});

test('signs what the same key verifies after it was opened again, and what no other does', async () => {
  const path = join(root, 'log.pem');
  const made = await createKey(path);
  const opened = await openSigner(path);
  const bytes = Buffer.from('evidence');
  const signature = await made.sign(bytes);
  expect(signature).toHaveLength(64);
  expect(opened.publicKey).toEqual(made.publicKey);
  expect(opened.keyId).toBe(made.keyId);
  expect(opened.verify(bytes, signature)).toBe(true);
  expect(opened.verify(Buffer.from('evidencE'), signature)).toBe(false);
  expect((await createKey(join(root, 'other.pem'))).verify(bytes, signature)).toBe(false);
});

test('makes signatures that openssl accepts, and a key id that openssl gives too', async () => {
  const path = join(root, 'seal.pem');
  const signer = await createKey(path);
  await writeFile(join(root, 'text'), 'evidence');
  await writeFile(join(root, 'text.sig'), await signer.sign(Buffer.from('evidence')));
  const verdict = execFileSync('openssl', [
    ...['pkeyutl', '-verify', '-pubin', '-inkey', publicKeyPathOf(path), '-rawin'],
    ...['-in', join(root, 'text'), '-sigfile', join(root, 'text.sig')],
  ]);
  expect(verdict.toString()).toBe('Signature Verified Successfully\n');
  const der = execFileSync('openssl', ['pkey', '-pubin', '-in', publicKeyPathOf(path), '-outform', 'DER']);
  const id = execFileSync('sha256sum', { input: der }).toString().slice(0, 64);
  expect(id).toBe(signer.keyId);
});

test('never replaces a key', async () => {
  const path = join(root, 'kept.pem');
  const made = await createKey(path);
  await expect(createKey(path)).rejects.toMatchObject({ code: 'key-differs' });
  expect((await openSigner(path)).keyId).toBe(made.keyId);
});

test.each([0o440, 0o404, 0o600 | 0o020, 0o644])('refuses a private key of mode %o', async (mode) => {
  const path = join(root, `mode-${mode.toString(8)}.pem`);
  await createKey(path);
  await chmod(path, mode);
  await expect(openSigner(path)).rejects.toMatchObject({
    code: 'key-differs',
    found: `mode 0${mode.toString(8)}`,
  });
});

test('tells a missing key from one that is none', async () => {
  await expect(openSigner(join(root, 'missing.pem'))).rejects.toMatchObject({ code: 'key-missing' });
  await writeFile(join(root, 'none.pem'), 'hello', { mode: 0o400 });
  await expect(openSigner(join(root, 'none.pem'))).rejects.toMatchObject({ code: 'key-differs' });
  await writeFile(join(root, 'empty.pem'), '', { mode: 0o400 });
  await expect(openSigner(join(root, 'empty.pem'))).rejects.toMatchObject({ code: 'key-differs' });
});

test('refuses a key of another kind', async () => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  await writeFile(join(root, 'ec.pem'), privateKey.export({ format: 'pem', type: 'pkcs8' }), { mode: 0o400 });
  await expect(openSigner(join(root, 'ec.pem'))).rejects.toMatchObject({
    code: 'key-differs',
    expected: 'ed25519',
    found: 'ec',
  });
});
