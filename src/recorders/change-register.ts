import type { Actor, AuditAct, AuditDraft } from '../evidence/audit-entry.ts';
import type { Json } from '../evidence/canonical-json.ts';
import { SealdockError } from '../evidence/errors.ts';
import type { OfficerNo, RecorderNo } from '../evidence/ids.ts';
import {
  ASSIGNMENTS_LIMIT,
  type Assignment,
  KNOWN_SIGNS_LIMIT,
  type RegisteredRecorder,
} from '../evidence/registered-recorder.ts';
import type { UtcTime } from '../evidence/time.ts';
import type { RecorderAlert, RegisterChange } from '../ports/register.ts';

/** What an administrator writes into the register. */
export type RecorderFacts = Pick<
  RegisteredRecorder,
  'model' | 'serials' | 'unit' | 'asset' | 'state' | 'note'
>;

export const NO_RECORDER_FACTS: RecorderFacts = {
  model: null,
  serials: [],
  unit: null,
  asset: null,
  state: 'in-service',
  note: null,
};

/** Who changes the register, and when. */
export interface ChangedBy {
  readonly actor: Actor;
  readonly at: UtcTime;
}

/** A recorder that is new. @param assigned who wears it, and since when. */
export function registerRecorder(
  no: RecorderNo,
  facts: RecorderFacts & { readonly cards?: readonly string[] },
  assigned: Pick<Assignment, 'officer' | 'from'> | null,
  by: ChangedBy,
): RegisterChange {
  const { at } = by;
  const assignments = assigned === null ? [] : [{ ...assigned, until: null }];
  const after = { cards: [], ...facts, no, registeredAt: at, changedAt: at, assignments };
  const detail = {
    ...shownFacts(after),
    cards: after.cards,
    assigned: assigned === null ? null : { ...assigned },
  };
  return {
    before: null,
    after,
    settles: [],
    entry: draftOf('recorder.registered', no, by, { before: null, after: after.state, detail }),
  };
}

/** Other facts than before; null where nothing is different. */
export function changeRecorder(
  before: RegisteredRecorder,
  facts: Partial<RecorderFacts>,
  by: ChangedBy,
): RegisterChange | null {
  const changedAt = by.at;
  const after = { ...before, ...facts, changedAt };
  const [was, is] = [shownFacts(before), shownFacts(after)];
  const changed = Object.keys(is).filter((name) => JSON.stringify(was[name]) !== JSON.stringify(is[name]));
  if (changed.length === 0) return null;
  const detail = Object.fromEntries(
    changed.map((name) => [name, { before: was[name] ?? null, after: is[name] ?? null }]),
  );
  return {
    before,
    after,
    // Whoever says that it is not lost any more has answered what the alert asks.
    settles: before.state === 'lost' && after.state !== 'lost' ? ['lost'] : [],
    entry: draftOf('recorder.changed', before.no, by, { before: before.state, after: after.state, detail }),
  };
}

/**
 * Hands the recorder over, or takes it back with `null`; null where that is so already. The same instant as the last
 * hand-over corrects it; an earlier one would rewrite who wore it when.
 * @throws SealdockError `recorder-out-of-service`, `recorder-lost` (ZZ-52.1); `register-invalid`.
 */
export function assignRecorder(
  before: RegisteredRecorder,
  officer: OfficerNo | null,
  from: UtcTime,
  by: ChangedBy,
): RegisterChange | null {
  const last = before.assignments.at(-1) ?? null;
  if ((last?.until === null ? last.officer : null) === officer) return null;
  if (officer !== null) refuseUnusable(before);
  const since = handedOverSince(before);
  if (since !== null && from < since) {
    throw new SealdockError('register-invalid', {
      about: before.no,
      expected: `${since} or later`,
      found: from,
    });
  }
  const assignments = handedOver(before.assignments, officer, from);
  if (assignments.length > ASSIGNMENTS_LIMIT) {
    throw new SealdockError('register-invalid', {
      about: before.no,
      expected: `at most ${ASSIGNMENTS_LIMIT} assignments`,
    });
  }
  return {
    before,
    after: { ...before, assignments, changedAt: by.at },
    settles: [],
    entry: draftOf('recorder.assigned', before.no, by, {
      before: last?.until === null ? last.officer : null,
      after: officer,
      detail: { from },
    }),
  };
}

/** The last time at which the recorder changed hands; null for never. */
export function handedOverSince({ assignments }: RegisteredRecorder): UtcTime | null {
  const last = assignments.at(-1);
  return last === undefined ? null : (last.until ?? last.from);
}

/** An administrator has looked into what changed: the recorder is known by its new parts too. Null: nothing was open. */
export function confirmRecorder(
  before: RegisteredRecorder,
  alerts: readonly RecorderAlert[],
  reason: string | null,
  by: ChangedBy,
): RegisterChange | null {
  const open = alerts.filter(({ kind }) => kind !== 'lost');
  if (open.length === 0) return null;
  const found = (kind: RecorderAlert['kind']) =>
    open.filter((alert) => alert.kind === kind).map((alert) => alert.found);
  const serials = withNew(before.serials, found('serial'));
  const cards = withNew(before.cards, found('card'));
  const detail = { serials: found('serial'), cards: found('card') };
  return {
    before,
    after: { ...before, serials, cards, changedAt: by.at },
    settles: ['serial', 'card'],
    entry: {
      ...draftOf('recorder.confirmed', before.no, by, { before: 'changed', after: 'known', detail }),
      reason,
    },
  };
}

function refuseUnusable({ no, state }: RegisteredRecorder): void {
  if (state === 'in-service') return;
  throw new SealdockError(state === 'lost' ? 'recorder-lost' : 'recorder-out-of-service', { about: no });
}

/** The history after one more hand-over. */
export function handedOver(
  before: readonly Assignment[],
  officer: OfficerNo | null,
  from: UtcTime,
): readonly Assignment[] {
  const last = before.at(-1);
  const next = officer === null ? [] : [{ officer, from, until: null }];
  if (last === undefined) return next;
  // Taken back at the very instant of its hand-over, an assignment stays in the history with no length.
  const isReplaced = last.from === from && officer !== null;
  const ended = last.until === null && !isReplaced ? { ...last, until: from } : last;
  return isReplaced ? [...before.slice(0, -1), ...next] : [...before.slice(0, -1), ended, ...next];
}

/** Known signs with those found; the newest stay when there are too many. */
export function withNew(known: readonly string[], found: readonly string[]): readonly string[] {
  return [...new Set([...known, ...found])].slice(-KNOWN_SIGNS_LIMIT);
}

function shownFacts({ model, serials, unit, asset, state, note }: RecorderFacts): Record<string, Json> {
  return { model, serials: [...serials], unit, asset, state, note };
}

function draftOf(
  act: AuditAct,
  no: RecorderNo,
  { actor }: ChangedBy,
  facts: Pick<AuditDraft, 'before' | 'after' | 'detail'>,
): AuditDraft {
  return { act, actor, object: { kind: 'recorder', id: no }, reason: null, ...facts };
}
