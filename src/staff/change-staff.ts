import type { AuditAct, AuditDraft } from '../evidence/audit-entry.ts';
import type { Json } from '../evidence/canonical-json.ts';
import { sha256Of } from '../evidence/digest.ts';
import { SealdockError } from '../evidence/errors.ts';
import { type Person, ROLES, type Role, SEPARATED_ROLES, type StaffId } from '../evidence/staff.ts';
import { laterThan } from '../evidence/time.ts';
import type { PasswordRecord, StaffChange } from '../ports/staff-book.ts';
import type { ActedBy } from './acting-person.ts';

/** What a security administrator writes about a person. */
export type PersonFacts = Pick<Person, 'name' | 'certificate' | 'unit' | 'inPost' | 'qualified'>;

/** What nobody changes of their own account. */
const NOT_BY_ONESELF: readonly (keyof PersonFacts)[] = ['inPost', 'qualified'];

export interface NewPerson {
  readonly id: StaffId;
  readonly facts: PersonFacts;
  readonly roles: readonly Role[];
  readonly password: PasswordRecord;
}

/** @throws SealdockError `roles-incompatible`, `staff-invalid`. */
export function addPerson({ id, facts, roles, password }: NewPerson, by: ActedBy): StaffChange {
  refuseBackwards(id, facts);
  const after: Person = {
    id,
    ...facts,
    roles: soundRoles(id, roles),
    state: 'active',
    createdAt: by.at,
    changedAt: by.at,
  };
  const detail = { ...shownFacts(after), ...passwordDetail(password) };
  return {
    before: null,
    after,
    isFirst: false,
    password,
    endsSessions: false,
    entry: draftOf('staff.added', after, by, { after: after.state, detail }),
  };
}

/** The very first person, who adds the others. */
export function addFirst(first: Omit<NewPerson, 'roles'>, by: ActedBy): StaffChange {
  return { ...addPerson({ ...first, roles: ['security-admin'] }, by), isFirst: true };
}

/**
 * Other facts than before; null where nothing is different.
 * @throws SealdockError `own-account`, `staff-invalid`.
 */
export function changePerson(before: Person, facts: Partial<PersonFacts>, by: ActedBy): StaffChange | null {
  const after = { ...before, ...facts };
  const changed = differing(before, after);
  if (changed.some((name) => NOT_BY_ONESELF.includes(name as keyof PersonFacts))) refuseOneself(before, by);
  refuseBackwards(before.id, after);
  return changed.length === 0 ? null : changeOf('staff.changed', before, after, by);
}

/**
 * Exactly these roles from now on; null where that is so already.
 * @throws SealdockError `own-account`; `roles-incompatible` (GB/T 22239, 8.1.5).
 */
export function setRoles(before: Person, roles: readonly Role[], by: ActedBy): StaffChange | null {
  refuseOneself(before, by);
  const after = { ...before, roles: soundRoles(before.id, roles) };
  return differing(before, after).length === 0 ? null : changeOf('staff.roles-changed', before, after, by);
}

/** @throws SealdockError `own-account`. */
export function suspendPerson(before: Person, reason: string, by: ActedBy): StaffChange | null {
  refuseOneself(before, by);
  if (before.state === 'suspended') return null;
  const change = changeOf('staff.suspended', before, { ...before, state: 'suspended' }, by);
  return { ...change, endsSessions: true, entry: { ...change.entry, reason } };
}

/** @throws SealdockError `own-account`. */
export function resumePerson(before: Person, by: ActedBy): StaffChange | null {
  refuseOneself(before, by);
  if (before.state === 'active') return null;
  return changeOf('staff.resumed', before, { ...before, state: 'active' }, by);
}

/** Another password, by the person or by somebody else; every session ends with it. */
export function setPassword(before: Person, password: PasswordRecord, by: ActedBy): StaffChange {
  const change = changeOf('staff.password-set', before, before, by);
  const entry = { ...change.entry, detail: passwordDetail(password) };
  return { ...change, password, endsSessions: true, entry };
}

function changeOf(act: AuditAct, before: Person, facts: Person, by: ActedBy): StaffChange {
  const after = { ...facts, changedAt: laterThan(before.changedAt, by.at) };
  const [was, is] = [shownFacts(before), shownFacts(after)];
  const detail = Object.fromEntries(
    differing(before, after).map((name) => [name, { before: was[name] ?? null, after: is[name] ?? null }]),
  );
  return {
    before,
    after,
    isFirst: false,
    password: null,
    endsSessions: false,
    entry: draftOf(act, after, by, { before: before.state, after: after.state, detail }),
  };
}

function differing(before: Person, after: Person): readonly string[] {
  const [was, is] = [shownFacts(before), shownFacts(after)];
  return Object.keys(is).filter((name) => JSON.stringify(was[name]) !== JSON.stringify(is[name]));
}

/** In the log for ever, as the person is in the book: it says who acted. */
function shownFacts({ name, certificate, unit, inPost, qualified, roles }: Person): Record<string, Json> {
  return {
    name,
    certificate,
    unit,
    inPost: { from: inPost.from, until: inPost.until },
    qualified: qualified === null ? null : { from: qualified.from, until: qualified.until },
    roles: [...roles],
  };
}

/**
 * The log knows a digest of what is kept of a password, and neither the password nor its hash: the record holds a
 * random salt, so that the digest tells nothing, and a record that was put in its place is found.
 */
export function passwordDetail({ hash, mustChange }: PasswordRecord): Record<string, Json> {
  return { passwordRecord: sha256Of(hash), mustChange };
}

function soundRoles(id: StaffId, roles: readonly Role[]): readonly Role[] {
  const separated = SEPARATED_ROLES.filter((role) => roles.includes(role));
  if (separated.length > 1) {
    throw new SealdockError('roles-incompatible', { about: id, found: separated.join(', ') });
  }
  return ROLES.filter((role) => roles.includes(role));
}

function refuseBackwards(id: StaffId, { inPost, qualified }: PersonFacts): void {
  for (const span of [inPost, qualified]) {
    if (span === null || span.until === null || span.from <= span.until) continue;
    throw new SealdockError('staff-invalid', { about: id, found: `${span.from} > ${span.until}` });
  }
}

function refuseOneself({ id }: Person, { actor }: ActedBy): void {
  if (actor.kind === 'staff' && actor.id === id) throw new SealdockError('own-account', { about: id });
}

function draftOf(
  act: AuditAct,
  { id }: Person,
  { actor }: ActedBy,
  facts: { readonly before?: string; readonly after: string; readonly detail: AuditDraft['detail'] },
): AuditDraft {
  return { act, actor, object: { kind: 'staff', id }, reason: null, before: null, ...facts };
}
