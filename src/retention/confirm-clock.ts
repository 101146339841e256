import { SealdockError } from '../evidence/errors.ts';
import { roleAmong } from '../evidence/staff.ts';
import type { Catalog } from '../ports/catalog.ts';
import { type ActingPerson, inRole } from '../staff/acting-person.ts';
import type { ClockWatch } from './watch-clock.ts';

/**
 * A system administrator has compared the station's clock with the time of day: sweeps and destruction go on from here.
 * @throws SealdockError `role-missing`; `state-differs` when nobody doubts the clock.
 */
export async function confirmClock(
  { catalog, watch }: { readonly catalog: Pick<Catalog, 'record'>; readonly watch: ClockWatch },
  reason: string,
  by: ActingPerson,
): Promise<void> {
  const role = roleAmong(by.person, ['system-admin']);
  if (role === null)
    throw new SealdockError('role-missing', { about: by.person.id, expected: 'system-admin' });
  const { doubt } = await watch.look();
  if (doubt === null) throw new SealdockError('state-differs', { about: 'clock', found: 'trusted' });
  await catalog.record({
    act: 'clock.confirmed',
    actor: inRole(by, role).actor,
    object: { kind: 'clock', id: 'station' },
    reason,
    before: 'doubted',
    after: 'trusted',
    detail: { ...doubt },
  });
}
