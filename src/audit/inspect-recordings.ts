import { SealdockError } from '../evidence/errors.ts';
import type { RecordingId } from '../evidence/ids.ts';
import type { Catalog, CataloguedRecording } from '../ports/catalog.ts';
import { EVERY_RECORDING } from '../ports/catalog.ts';
import type { Finding, FindingList } from './findings.ts';
import type { InspectInput } from './inspect-input.ts';
import { inspectRecording } from './inspect-recording.ts';
import type { InspectRecordingPorts } from './proved-facts.ts';

/** Files that are hashed at the same time: enough to keep a disk busy, few enough to leave room for intake. */
const AT_ONCE = 4;
const PAGE = 64;

type Ports = InspectRecordingPorts & {
  readonly catalog: Pick<Catalog, 'recording' | 'recordings' | 'openItems' | 'totals'>;
};

/** Every recording of the catalogue, page by page. */
export async function inspectRecordings(
  ports: Ports,
  input: Pick<InspectInput, 'stallMs' | 'signal' | 'onProgress'>,
  findings: FindingList,
): Promise<{ readonly recordings: number; readonly bytes: number }> {
  const totals = await ports.catalog.totals();
  const seen = { recordings: 0, bytes: 0 };
  const look = async (row: CataloguedRecording): Promise<readonly Finding[]> => {
    if (input.signal.aborted) throw new SealdockError('interrupted');
    const found = await inspectRecording(ports, row, input);
    const findings =
      found.findings.length === 0 || (await isGoing(ports.catalog, row.id)) ? [] : found.findings;
    seen.recordings += 1;
    seen.bytes += found.bytes;
    input.onProgress({ ...seen, recordingsTotal: totals.recordings, bytesTotal: totals.bytes });
    return findings;
  };
  let after: RecordingId | null = null;
  for (;;) {
    const page: readonly CataloguedRecording[] = await ports.catalog.recordings({ ...EVERY, after });
    for (const each of await atOnce(page, look)) findings.add(...each);
    const last = page.at(-1);
    if (last === undefined) return seen;
    after = last.id;
  }
}

/** Destroyed while it was looked at, or about to be: what is missing then is told with the destruction (TRUST 2.3, 22). */
async function isGoing(catalog: Ports['catalog'], id: RecordingId): Promise<boolean> {
  if ((await catalog.recording(id)) === null) return true;
  return (await catalog.openItems(id, id)).some(({ item }) => item.state === 'destroying');
}

const EVERY = { ...EVERY_RECORDING, limit: PAGE };

/** Answers in the order of the items, whichever ends first. */
async function atOnce<T, R>(items: readonly T[], act: (item: T) => Promise<R>): Promise<R[]> {
  const answers: R[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let at = next++; at < items.length; at = next++) answers[at] = await act(items[at] as T);
  };
  const workers = Array.from({ length: Math.min(AT_ONCE, items.length) }, worker);
  const failed = (await Promise.allSettled(workers)).find((each) => each.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  return answers;
}
