import type { Json } from '../evidence/canonical-json.ts';
import type { OfficerNo } from '../evidence/ids.ts';
import type { Assignment, RegisteredRecorder } from '../evidence/registered-recorder.ts';
import type { UtcTime } from '../evidence/time.ts';
import { handedOver, withNew } from '../recorders/change-register.ts';
import type { ReadEntry } from './entry-fault.ts';

/** A register row as its entries tell it, under the names of the row. */
export interface ReplayedRecorder {
  /** Of the newest entry about it. */
  seq: number;
  readonly facts: { [name: string]: Json };
  serials: readonly string[];
  cards: readonly string[];
  assignments: readonly Assignment[];
}

const FACTS = ['model', 'unit', 'asset', 'state', 'note'] as const;

/** The register as the audit tells it. Its size is the register's, not the log's. */
export class RegisterReplay {
  readonly recorders = new Map<string, ReplayedRecorder>();

  /** Entries come in their order, each proved; those about something else are passed over. */
  see({ seq, act, object, after, detail }: ReadEntry): void {
    if (act === 'recorder.registered') this.recorders.set(object.id, registered(seq, detail));
    const replayed = this.recorders.get(object.id);
    if (replayed === undefined || object.kind !== 'recorder') return;
    switch (act) {
      case 'recorder.changed':
        for (const [name, change] of Object.entries(detail)) takeOver(replayed, name, change);
        break;
      case 'recorder.assigned':
        replayed.assignments = handedOver(
          replayed.assignments,
          after as OfficerNo | null,
          detail.from as UtcTime,
        );
        break;
      case 'recorder.learned':
        if (replayed.serials.length === 0) replayed.serials = textsOf([detail.serial]);
        if (replayed.cards.length === 0) replayed.cards = textsOf([detail.card]);
        break;
      case 'recorder.confirmed':
        replayed.serials = withNew(replayed.serials, textsOf(detail.serials));
        replayed.cards = withNew(replayed.cards, textsOf(detail.cards));
        break;
      default:
        return;
    }
    replayed.seq = seq;
  }
}

/** What the row says otherwise, fact by fact. */
export function differencesOf(
  { facts, serials, cards, assignments }: ReplayedRecorder,
  row: RegisteredRecorder,
): readonly { readonly name: string; readonly expected: Json; readonly found: Json }[] {
  const told: Record<string, Json> = { ...facts, serials, cards, assignments: plain(assignments) };
  const found: Record<string, Json> = {
    ...Object.fromEntries(FACTS.map((name) => [name, row[name]])),
    serials: row.serials,
    cards: row.cards,
    assignments: plain(row.assignments),
  };
  return Object.keys(found)
    .map((name) => ({ name, expected: told[name] ?? null, found: found[name] ?? null }))
    .filter((each) => JSON.stringify(each.expected) !== JSON.stringify(each.found));
}

function registered(seq: number, detail: ReadEntry['detail']): ReplayedRecorder {
  const assigned = detail.assigned as Pick<Assignment, 'officer' | 'from'> | null | undefined;
  return {
    seq,
    facts: Object.fromEntries(FACTS.map((name) => [name, detail[name] ?? null])),
    serials: textsOf(detail.serials),
    cards: textsOf(detail.cards),
    assignments: assigned == null ? [] : [{ officer: assigned.officer, from: assigned.from, until: null }],
  };
}

function takeOver(replayed: ReplayedRecorder, name: string, change: Json): void {
  const after = (change as { readonly after?: Json } | null)?.after ?? null;
  if (name === 'serials') replayed.serials = textsOf(after);
  else replayed.facts[name] = after;
}

function plain(assignments: readonly Assignment[]): Json {
  return assignments.map(({ officer, from, until }) => ({ officer, from, until }));
}

function textsOf(value: Json | undefined | readonly (Json | undefined)[]): readonly string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}
