import { parseRecordingId, type RecordingId } from '../evidence/ids.ts';
import type { Catalog, CataloguedRecording } from '../ports/catalog.ts';
import { readRow } from './entry-fault.ts';
import type { FindingList } from './findings.ts';
import { differingFacts } from './inspect-facts.ts';
import { isSealingAct } from './inspect-row.ts';
import { rowsAsTheyAre } from './walk-rows.ts';

export interface InspectEntriesPorts {
  readonly catalog: Pick<
    Catalog,
    'auditSize' | 'auditRows' | 'recording' | 'destroyedRecording' | 'dock' | 'refusal' | 'clear' | 'totals'
  >;
}

/**
 * Every entry that says that a recording was sealed has its row: a row cannot vanish without a trace. Docks and probes
 * still say what their entries do; there are no more docks than began, which only a log without faults can tell.
 */
export async function inspectEntries(
  ports: InspectEntriesPorts,
  { isLogSound }: { readonly isLogSound: boolean },
  findings: FindingList,
): Promise<void> {
  // Before the log's size: what a running station begins meanwhile has its entry among those that are read.
  const { docks } = await ports.catalog.totals();
  let started = 0;
  for await (const auditRow of rowsAsTheyAre(ports.catalog, await ports.catalog.auditSize())) {
    const { entry, fault } = readRow(auditRow);
    if (entry?.act === 'dock.started') started += 1;
    if (entry === null || fault !== null) continue;
    for (const fact of await differingFacts(entry, ports.catalog))
      findings.add({ kind: 'row-differs', ...fact });
    if (!isSealingAct(entry.act)) continue;
    const id = parseRecordingId(entry.object.id);
    const row = id === null ? null : await rowOf(ports.catalog, id);
    if (row?.auditSeq === auditRow.seq) continue;
    findings.add({
      kind: 'entry-without-recording',
      about: `entry ${auditRow.seq}`,
      expected: `recording ${entry.object.id} with this entry`,
      found: row === null ? 'no recording' : `a recording with entry ${row.auditSeq}`,
    });
  }
  if (isLogSound && docks > started) {
    findings.add({ kind: 'row-differs', about: 'docks', expected: `at most ${started}`, found: `${docks}` });
  }
}

/** Destroyed or not: its row stays. Asked a second time, because it may have gone from one to the other in between. */
async function rowOf(
  catalog: InspectEntriesPorts['catalog'],
  id: RecordingId,
): Promise<CataloguedRecording | null> {
  return (await catalog.recording(id)) ?? (await catalog.destroyedRecording(id));
}
