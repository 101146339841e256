import { describe, expect, test } from 'vitest';
import { hashPassword, PASSWORD_COST, passwordMatches } from '../../src/staff/password-hash.ts';
import { refuseWeak } from '../../src/staff/password-rule.ts';

const LOW = { memoryKiB: 8, passes: 1, lanes: 1 };

describe('a password has at least 10 characters of 3 kinds, without the account in it', () => {
  test.each(['Abcdefghi1', 'abcdefgh-1', '口令abcdefg1', 'ABCDEFGH-1', `Aa1${'x'.repeat(125)}`])(
    '%s',
    (password) => {
      expect(() => refuseWeak(password, 'zhou')).not.toThrow();
    },
  );
  test.each([
    '',
    'Abcdefg-1',
    'abcdefghijk1',
    'abcdefghij-',
    'Zhou-12345678',
    'x-ZHOU-1234',
    `Aa1${'x'.repeat(126)}`,
  ])('not %j', (password) => {
    expect(() => refuseWeak(password, 'zhou')).toThrow(expect.objectContaining({ code: 'password-weak' }));
  });
  test('what was refused is not told', () => {
    try {
      refuseWeak('geheim', 'zhou');
      expect.unreachable();
    } catch (thrown) {
      expect(JSON.stringify({ ...(thrown as object), text: String(thrown) })).not.toContain('geheim');
    }
  });
});

describe('a record', () => {
  test('proves its password and no other, and two of one password differ', async () => {
    const [one, other] = [await hashPassword('Right-2026-!z', LOW), await hashPassword('Right-2026-!z', LOW)];
    expect(one).toMatch(/^\$argon2id\$v=19\$m=8,t=1,p=1\$/);
    expect(one).not.toBe(other);
    expect(await passwordMatches('Right-2026-!z', one, LOW)).toBe(true);
    expect(await passwordMatches('Right-2026-!Z', one, LOW)).toBe(false);
    expect(await passwordMatches('', one, LOW)).toBe(false);
  });

  test('of one spelling of a letter proves the other', async () => {
    expect(await passwordMatches('Passwo\u0308rt-1', await hashPassword('Passw\u00f6rt-1', LOW), LOW)).toBe(
      true,
    );
  });

  test('is made at the cost of RFC 9106, and a record says its own', async () => {
    const record = await hashPassword('Right-2026-!z', PASSWORD_COST);
    expect(record).toMatch(/^\$argon2id\$v=19\$m=65536,t=3,p=4\$/);
    expect(await passwordMatches('Right-2026-!z', record, LOW)).toBe(true);
  });

  test.each([
    null,
    '',
    'plain',
    '$argon2id$v=19$m=9999999,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
    '$argon2id$v=19$m=8,t=99,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
    '$argon2id$v=19$m=0,t=0,p=0$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
  ])('that is none, or would cost too much, proves nothing: %j', async (record) => {
    expect(await passwordMatches('Right-2026-!z', record, LOW)).toBe(false);
  });
});
