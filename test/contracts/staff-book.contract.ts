import { describe, expect, test } from 'vitest';
import type { AuditAct, AuditDraft, AuditEntry } from '../../src/evidence/audit-entry.ts';
import type { CalendarDate } from '../../src/evidence/calendar-date.ts';
import { sha256Of } from '../../src/evidence/digest.ts';
import type { Person, StaffId } from '../../src/evidence/staff.ts';
import { utcOf } from '../../src/evidence/time.ts';
import type { Catalog } from '../../src/ports/catalog.ts';
import type { SignInAttempts, StaffChange, StaffSession } from '../../src/ports/staff-book.ts';
import { person } from '../support/people.ts';
import { draft } from './catalog.contract.ts';

const id = (text: string) => text as StaffId;
const tooLong = (act: AuditAct): AuditDraft => ({ ...draft(act), detail: { list: 'x'.repeat(65_536) } });
const PASSWORD = { hash: '$argon2id$x', setAt: utcOf(1_000), mustChange: true };

const change = (after: Person, more: Partial<StaffChange> = {}): StaffChange => ({
  before: null,
  after,
  isFirst: false,
  password: null,
  endsSessions: false,
  entry: draft('staff.added'),
  ...more,
});
const changed = (before: Person, facts: Partial<Person>, more: Partial<StaffChange> = {}): StaffChange =>
  change(
    { ...before, changedAt: utcOf(Date.parse(before.changedAt) + 1), ...facts },
    { before, entry: draft('staff.changed'), ...more },
  );
const ADMIN = person('admin', { roles: ['security-admin'] });
const session = (staff: string, token: string): StaffSession => ({
  digest: sha256Of(token),
  staff: id(staff),
  startedAt: utcOf(2_000),
  expiresAt: utcOf(9_000),
  seenAt: utcOf(2_000),
});
const attempts = (key: string, failures: number, ms: number): SignInAttempts => ({
  key,
  failures,
  lockedUntil: failures >= 5 ? utcOf(99_000) : null,
  changedAt: utcOf(ms),
});

/** What every book of people keeps to. `open` gives an empty catalogue, which the suite closes. */
export function staffBookContract(name: string, open: () => Promise<Catalog> | Catalog): void {
  describe(`staff book: ${name}`, () => {
    const withBook = (title: string, act: (catalog: Catalog) => Promise<void>) =>
      test(title, async () => {
        const catalog = await open();
        try {
          await act(catalog);
        } finally {
          await catalog.close();
        }
      });
    const withAdmin = (title: string, act: (catalog: Catalog) => Promise<void>) =>
      withBook(title, async (catalog) => {
        await catalog.keepPerson(change(ADMIN, { isFirst: true, password: PASSWORD }));
        await act(catalog);
      });
    const acts = async (catalog: Catalog) =>
      (await catalog.auditRows(0, 1_000)).map(({ text }) => (JSON.parse(text) as AuditEntry).act);

    withAdmin(
      'keeps a person as given, in the order of accounts, and answers null for another',
      async (catalog) => {
        const whole = person('li', {
          certificate: '310115',
          unit: '一中队',
          inPost: { from: '2020-01-01' as CalendarDate, until: '2030-12-31' as CalendarDate },
          qualified: { from: '2021-01-01' as CalendarDate, until: null },
          roles: ['officer', 'custodian'],
          state: 'suspended',
        });
        await catalog.keepPerson(change(whole, { password: PASSWORD }));
        expect(await catalog.person(id('li'))).toEqual(whole);
        expect(await catalog.personWithCertificate('310115')).toEqual(whole);
        expect(await catalog.person(id('nobody'))).toBeNull();
        expect(await catalog.personWithCertificate('1')).toBeNull();
        expect(await catalog.password(id('li'))).toEqual(PASSWORD);
        expect(await catalog.password(id('nobody'))).toBeNull();
        expect((await catalog.peoplePage(null, 1)).map((each) => each.id)).toEqual(['admin']);
        expect(await catalog.peoplePage(id('admin'), 9)).toEqual([whole]);
        expect(await acts(catalog)).toEqual(['staff.added', 'staff.added']);
      },
    );

    withAdmin('takes a first person once, an account once, and a certificate once', async (catalog) => {
      await expect(catalog.keepPerson(change(person('li'), { isFirst: true }))).rejects.toMatchObject({
        code: 'staff-present',
      });
      await catalog.keepPerson(change(person('li', { certificate: '1' })));
      await expect(catalog.keepPerson(change(person('li')))).rejects.toMatchObject({ code: 'staff-known' });
      await expect(catalog.keepPerson(change(person('wang', { certificate: '1' })))).rejects.toMatchObject({
        code: 'staff-known',
      });
      await expect(catalog.keepPerson(changed(ADMIN, { certificate: '1' }))).rejects.toMatchObject({
        code: 'staff-known',
      });
      expect(await catalog.peoplePage(null, 9)).toHaveLength(2);
    });

    withAdmin('keeps nothing without its entry, and nothing made from an older row', async (catalog) => {
      await expect(
        catalog.keepPerson({ ...change(person('li')), entry: tooLong('staff.added') }),
      ).rejects.toThrow();
      expect(await catalog.person(id('li'))).toBeNull();
      await catalog.keepPerson(changed(ADMIN, { unit: 'one' }));
      await expect(catalog.keepPerson(changed(ADMIN, { unit: 'two' }))).rejects.toMatchObject({
        code: 'catalogue-busy',
      });
      expect((await catalog.person(ADMIN.id))?.unit).toBe('one');
    });

    withAdmin(
      'never loses the last active security administrator in post without an end',
      async (catalog) => {
        const refused = { code: 'last-security-admin' };
        for (const facts of [
          { state: 'suspended' },
          { roles: ['custodian'] },
          { inPost: { ...ADMIN.inPost, until: '2030-01-01' as CalendarDate } },
        ] as const) {
          await expect(catalog.keepPerson(changed(ADMIN, facts))).rejects.toMatchObject(refused);
        }
        const second = person('second', { roles: ['security-admin'] });
        await catalog.keepPerson(change(second));
        // Each suspends the other, from what both have seen: the second one finds nobody left.
        await catalog.keepPerson(changed(ADMIN, { state: 'suspended' }));
        await expect(catalog.keepPerson(changed(second, { state: 'suspended' }))).rejects.toMatchObject(
          refused,
        );
        expect(await catalog.person(ADMIN.id)).toMatchObject({ state: 'suspended' });
        expect(await catalog.person(second.id)).toEqual(second);
      },
    );

    withBook('takes nobody in before there is a security administrator', async (catalog) => {
      await expect(catalog.keepPerson(change(person('li')))).rejects.toMatchObject({
        code: 'last-security-admin',
      });
      expect(await catalog.peoplePage(null, 9)).toEqual([]);
    });

    withAdmin(
      'counts sign-ins one after the other: of two from the same count one holds',
      async (catalog) => {
        expect(await catalog.attempts('admin')).toBeNull();
        const count = (before: SignInAttempts | null, after: SignInAttempts) =>
          catalog.keepSignIn({ before, after, session: null, entries: [draft('staff.sign-in-refused')] });
        const [one, two] = [attempts('admin', 1, 1_000), attempts('admin', 5, 2_000)];
        await count(null, one);
        await expect(count(null, one)).rejects.toMatchObject({ code: 'catalogue-busy' });
        await count(one, two);
        await expect(count(one, two)).rejects.toMatchObject({ code: 'catalogue-busy' });
        expect(await catalog.attempts('admin')).toEqual(two);
        expect(await acts(catalog)).toEqual([
          'staff.added',
          'staff.sign-in-refused',
          'staff.sign-in-refused',
        ]);
      },
    );

    withAdmin(
      'keeps sessions by digest until they end, and ends all of a person at once',
      async (catalog) => {
        await catalog.keepPerson(change(person('li')));
        const [a, b, c] = [session('admin', 'a'), session('li', 'b'), session('li', 'c')];
        let before: SignInAttempts | null = null;
        for (const [place, each] of [a, b, c].entries()) {
          const after = attempts('x', 0, 1_000 + place);
          await catalog.keepSignIn({ before, after, session: each, entries: [draft('staff.signed-in')] });
          before = after;
        }
        expect(await catalog.session(a.digest)).toEqual(a);
        expect(await catalog.session(sha256Of('other'))).toBeNull();
        await catalog.touchSession(a.digest, utcOf(3_000));
        expect(await catalog.session(a.digest)).toEqual({ ...a, seenAt: utcOf(3_000) });
        const open = async () => (await catalog.sessionsPage(null, 9)).map(({ staff }) => staff).toSorted();
        expect(await open()).toEqual(['admin', 'li', 'li']);
        await catalog.keepPerson(changed(person('li'), { state: 'suspended' }, { endsSessions: true }));
        expect(await open()).toEqual(['admin']);
        await catalog.endSession(a.digest, draft('staff.signed-out'));
        await catalog.endSession(a.digest, draft('staff.signed-out'));
        expect(await catalog.session(a.digest)).toBeNull();
        const all = await acts(catalog);
        expect(all.filter((act) => act === 'staff.signed-out')).toHaveLength(1);
      },
    );
  });
}
