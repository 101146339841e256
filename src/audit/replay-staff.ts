import type { Json } from '../evidence/canonical-json.ts';
import { type Sha256, sha256Of } from '../evidence/digest.ts';
import type { Person, StaffId } from '../evidence/staff.ts';
import type { StaffBook } from '../ports/staff-book.ts';
import {
  type BookReplay,
  compareRows,
  type DifferingFact,
  type FoundRow,
  type ToldRow,
} from './book-replay.ts';
import type { ReadEntry } from './entry-fault.ts';

export type StaffReplayCatalog = Pick<StaffBook, 'peoplePage' | 'password' | 'sessionsPage'>;

const PAGE_ROWS = 500;

/**
 * People, their roles, their passwords and open sessions as the audit tells them: nobody can be given a role, a password
 * or a session behind the program's back. Of a password the log knows a digest of its record; neither it nor its hash.
 */
export class StaffReplay implements BookReplay {
  readonly #catalog: StaffReplayCatalog;
  readonly #people = new Map<string, ToldRow>();
  readonly #sessions = new Map<string, ToldRow>();

  constructor(catalog: StaffReplayCatalog) {
    this.#catalog = catalog;
  }

  see({ seq, act, object, after, detail }: ReadEntry): void {
    if (object.kind !== 'staff') return;
    const key = personKey(object.id);
    const before = this.#people.get(key)?.facts ?? {};
    switch (act) {
      case 'staff.added':
        this.#people.set(key, { seq, facts: { ...detail, state: after } });
        return;
      case 'staff.changed':
      case 'staff.roles-changed':
      case 'staff.suspended':
      case 'staff.resumed':
        this.#people.set(key, { seq, facts: { ...before, ...newOnes(detail), state: after } });
        break;
      case 'staff.password-set':
        this.#people.set(key, { seq, facts: { ...before, ...detail } });
        break;
      case 'staff.signed-in':
        this.#sessions.set(sessionKey(String(detail.session)), {
          seq,
          facts: { staff: object.id, expiresAt: detail.expiresAt ?? null },
        });
        return;
      case 'staff.signed-out':
        this.#sessions.delete(sessionKey(String(detail.session)));
        return;
      default:
        return;
    }
    if (act === 'staff.suspended' || act === 'staff.password-set') this.#endSessions(object.id);
  }

  async compare(): Promise<readonly DifferingFact[]> {
    return [
      ...(await compareRows(this.#people, this.#personRows())),
      ...(await compareRows(this.#sessions, this.#sessionRows())),
    ];
  }

  #endSessions(staff: string): void {
    for (const [key, { facts }] of this.#sessions) if (facts.staff === staff) this.#sessions.delete(key);
  }

  async *#personRows(): AsyncGenerator<FoundRow> {
    for (let after: StaffId | null = null; ; ) {
      const page: readonly Person[] = await this.#catalog.peoplePage(after, PAGE_ROWS);
      for (const person of page) yield await this.#personRow(person);
      after = page.at(-1)?.id ?? null;
      if (page.length < PAGE_ROWS) return;
    }
  }

  async #personRow({ id, createdAt: _, changedAt: __, ...facts }: Person): Promise<FoundRow> {
    const password = await this.#catalog.password(id);
    return {
      key: personKey(id),
      facts: {
        ...(facts as unknown as { readonly [name: string]: Json }),
        passwordRecord: password === null ? null : sha256Of(password.hash),
        mustChange: password?.mustChange ?? null,
      },
    };
  }

  async *#sessionRows(): AsyncGenerator<FoundRow> {
    for (let after: Sha256 | null = null; ; ) {
      const page: Awaited<ReturnType<StaffBook['sessionsPage']>> = await this.#catalog.sessionsPage(
        after,
        PAGE_ROWS,
      );
      for (const { digest, staff, expiresAt } of page) {
        yield { key: sessionKey(digest), facts: { staff, expiresAt } };
      }
      after = page.at(-1)?.digest ?? null;
      if (page.length < PAGE_ROWS) return;
    }
  }
}

function personKey(id: string): string {
  return `staff ${id}`;
}

/** As much of the digest as tells sessions apart. */
function sessionKey(digest: string): string {
  return `session ${digest.slice(0, 16)}`;
}

function newOnes(detail: ReadEntry['detail']): Record<string, Json> {
  return Object.fromEntries(
    Object.entries(detail).map(([name, change]) => [
      name,
      (change as { readonly after?: Json } | null)?.after ?? null,
    ]),
  );
}
