import type { Json } from '../evidence/canonical-json.ts';
import type { AlertKind } from '../evidence/registered-recorder.ts';
import type { KeptAlert } from '../ports/register.ts';
import type { ReadEntry } from './entry-fault.ts';

/** An alert as the entry tells that raised it. */
export interface ReplayedAlert {
  readonly seq: number;
  readonly recorder: string;
  readonly kind: AlertKind;
  readonly found: string;
  readonly dock: Json;
  readonly known: Json;
  isSettled: boolean;
}

export interface AlertDifference {
  readonly about: string;
  readonly expected: Json;
  readonly found: Json;
}

/** What of recorders had to be looked into, and what somebody has settled, as the audit tells it. */
export class AlertReplay {
  readonly alerts: ReplayedAlert[] = [];
  /** By recorder. */
  readonly #unsettled = new Map<string, readonly ReplayedAlert[]>();

  /** Entries come in their order, each proved; those about something else are passed over. */
  see(entry: ReadEntry): void {
    const { act, object, reason, detail } = entry;
    switch (act) {
      case 'recorder.identity-changed':
        this.#raise(entry, object.id, detail.kind as AlertKind, String(detail.found), detail.known ?? []);
        break;
      case 'recorder.refused':
        // That a lost one was met again while it is looked for is told once.
        if (reason !== 'recorder-lost' || typeof detail.recorder !== 'string') break;
        if (this.#open(detail.recorder, ['lost']).length > 0) break;
        this.#raise({ ...entry, detail: { dock: object.id } }, detail.recorder, 'lost', 'lost', []);
        break;
      case 'recorder.changed': {
        const state = detail.state as { readonly before?: Json; readonly after?: Json } | null | undefined;
        if (state?.before === 'lost' && state.after !== 'lost') this.#settle(object.id, ['lost']);
        break;
      }
      case 'recorder.confirmed':
        this.#settle(object.id, ['serial', 'card']);
        break;
    }
  }

  #raise({ seq, detail }: ReadEntry, recorder: string, kind: AlertKind, found: string, known: Json): void {
    const alert = { seq, recorder, kind, found, dock: detail.dock ?? null, known, isSettled: false };
    this.alerts.push(alert);
    this.#unsettled.set(recorder, [...(this.#unsettled.get(recorder) ?? []), alert]);
  }

  #open(recorder: string, kinds: readonly AlertKind[]): readonly ReplayedAlert[] {
    return (this.#unsettled.get(recorder) ?? []).filter(({ kind }) => kinds.includes(kind));
  }

  #settle(recorder: string, kinds: readonly AlertKind[]): void {
    for (const alert of this.#open(recorder, kinds)) alert.isSettled = true;
    const left = (this.#unsettled.get(recorder) ?? []).filter(({ isSettled }) => !isSettled);
    this.#unsettled.set(recorder, left);
  }
}

/** Both ways: rows that no entry raised, entries without their row, and what a row says otherwise. */
export function alertDifferences(
  replayed: readonly ReplayedAlert[],
  rows: readonly KeptAlert[],
): readonly AlertDifference[] {
  const told = Map.groupBy(replayed, keyOf);
  const found = Map.groupBy(rows, keyOf);
  return [...new Set([...told.keys(), ...found.keys()])].flatMap((key) => {
    const [entries, kept] = [told.get(key) ?? [], found.get(key) ?? []];
    // The same part may be found, settled and found again: each has its row, in the same order.
    return Array.from({ length: Math.max(entries.length, kept.length) }, (_, at) =>
      differencesOf(entries[at], kept[at]),
    ).flat();
  });
}

function differencesOf(
  entry: ReplayedAlert | undefined,
  row: KeptAlert | undefined,
): readonly AlertDifference[] {
  if (entry === undefined) {
    return row === undefined
      ? []
      : [{ about: aboutOf(row), expected: 'no row', found: 'a row in the register' }];
  }
  const about = aboutOf(entry);
  if (row === undefined) {
    return [{ about, expected: `a row, as entry ${entry.seq} tells`, found: 'no row' }];
  }
  const facts: readonly (readonly [name: string, expected: Json, found: Json])[] = [
    ['dock', entry.dock, row.dock],
    ['known', entry.known, row.known],
    ['settled', entry.isSettled, row.isSettled],
  ];
  return facts
    .filter(([, expected, found]) => JSON.stringify(expected) !== JSON.stringify(found))
    .map(([name, expected, found]) => ({ about: `${about}: ${name}`, expected, found }));
}

type Named = Pick<KeptAlert, 'kind' | 'found'> & { readonly recorder: string };

function keyOf({ recorder, kind, found }: Named): string {
  return JSON.stringify([recorder, kind, found]);
}

function aboutOf({ recorder, kind, found }: Named): string {
  return `${recorder}: alert ${kind}${kind === 'lost' ? '' : ` ${found}`}`;
}
