import { SealdockError } from '../evidence/errors.ts';
import { type RecorderNo, recorderKeyOf } from '../evidence/ids.ts';
import type { RegisteredRecorder } from '../evidence/registered-recorder.ts';
import type { RegisterChange } from '../ports/register.ts';
import {
  assignRecorder,
  type ChangedBy,
  changeRecorder,
  NO_RECORDER_FACTS,
  type RecorderFacts,
  registerRecorder,
} from './change-register.ts';
import type { RegisterRow } from './register-cells.ts';
import type { TableProblem } from './register-csv.ts';

/** What an import would do; all of it or, with problems, nothing. */
export interface ImportPlan {
  readonly changes: readonly RegisterChange[];
  readonly added: readonly RecorderNo[];
  readonly changed: readonly RecorderNo[];
  readonly same: readonly RecorderNo[];
  readonly problems: readonly TableProblem[];
}

/** Compares a table with the register. A recorder that the table does not name stays as it is. */
export function planImport(
  rows: readonly { readonly line: number; readonly row: RegisterRow }[],
  registered: readonly RegisteredRecorder[],
  by: ChangedBy,
): ImportPlan {
  const plan = {
    changes: [] as RegisterChange[],
    added: [] as RecorderNo[],
    changed: [] as RecorderNo[],
    same: [] as RecorderNo[],
    problems: [] as TableProblem[],
  };
  const register = new Map(registered.map((each) => [recorderKeyOf(each.no), each]));
  for (const { line, row } of rows) {
    const before = register.get(recorderKeyOf(row.no)) ?? null;
    if (before === null) {
      plan.changes.push(newRow(row, by));
      plan.added.push(row.no);
      continue;
    }
    try {
      const changes = changedRow(before, row, by);
      plan.changes.push(...changes);
      (changes.length === 0 ? plan.same : plan.changed).push(before.no);
    } catch (thrown) {
      if (!(thrown instanceof SealdockError)) throw thrown;
      const problem = thrown.code === 'register-invalid' ? 'earlier' : 'out-of-use';
      plan.problems.push({ line, column: null, problem, cell: before.no });
    }
  }
  return plan;
}

function newRow(row: RegisterRow, by: ChangedBy): RegisterChange {
  const { no, officer = null, since = null } = row;
  const assigned = officer === null ? null : { officer, from: since ?? by.at };
  return registerRecorder(no, { ...NO_RECORDER_FACTS, ...factsOf(row) }, assigned, by);
}

/** The facts first: a recorder that is put into service by this very row may be given to somebody. */
function changedRow(before: RegisteredRecorder, row: RegisterRow, by: ChangedBy): readonly RegisterChange[] {
  const facts = changeRecorder(before, factsOf(row), by);
  if (row.officer === undefined) return facts === null ? [] : [facts];
  const between = facts?.after ?? before;
  const handedOver = assignRecorder(between, row.officer, row.since ?? by.at, by);
  return [facts, handedOver].filter((change) => change !== null);
}

function factsOf({ model, serials, unit, asset, state, note }: RegisterRow): Partial<RecorderFacts> {
  const told = { model, serials, unit, asset, state, note };
  return Object.fromEntries(Object.entries(told).filter(([, value]) => value !== undefined));
}
