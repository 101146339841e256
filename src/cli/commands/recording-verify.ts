import type { Finding } from '../../audit/findings.ts';
import { FindingList, isWrong } from '../../audit/findings.ts';
import { inspectRecording } from '../../audit/inspect-recording.ts';
import { inspectRecordings } from '../../audit/inspect-recordings.ts';
import { EXIT_FINDINGS, SealdockError } from '../../evidence/errors.ts';
import type { RecordingId } from '../../evidence/ids.ts';
import type { CataloguedRecording } from '../../ports/catalog.ts';
import { openCheckProgress } from '../checks/check-progress.ts';
import { findingData, findingsText } from '../checks/findings-text.ts';
import type { CliStation } from '../doors.ts';
import { withInterruptedCheck } from '../interrupt.ts';
import { countText } from '../output/quantities.ts';
import { type Session, withStation } from '../session.ts';
import { argumentParsers } from '../usage/parsers.ts';

interface Verified {
  readonly recordings: number;
  readonly bytes: number;
  readonly findings: readonly Finding[];
}

/** Hashes the sealed bytes again and compares them with manifest, signature, sums, catalogue and audit entry. */
export async function recordingVerify(
  session: Session,
  texts: readonly string[],
  options: { readonly all?: boolean },
): Promise<number> {
  const { cli } = session.words;
  const isAll = options.all === true;
  if (isAll === texts.length > 0) throw new SealdockError('usage', { expected: cli.usage.idsOrAll });
  const ids = texts.map(argumentParsers(cli, session.words.register).recording('<id>'));
  return withInterruptedCheck(session, (signal) =>
    withStation(session, 'look', async (station) => {
      const verified = await (isAll
        ? verifyAll(session, station, signal)
        : verifyThese(station, ids, signal));
      const { findings, recordings } = verified;
      session.result({ ...verified, findings: findings.map(findingData) }, () =>
        findingsText(session, cli.recordingsChecked(countText(recordings)), findings),
      );
      return findings.some(isWrong) ? EXIT_FINDINGS : 0;
    }),
  );
}

async function verifyAll(session: Session, station: CliStation, signal: AbortSignal): Promise<Verified> {
  const progress = openCheckProgress(session, station.clock);
  const findings = new FindingList();
  const { stallMs } = station.settings;
  const seen = await inspectRecordings(
    station,
    { stallMs, signal, onProgress: progress.show },
    findings,
  ).finally(progress.clear);
  return { ...seen, findings: findings.all };
}

/** An unknown id is told before anything is read. */
async function verifyThese(
  station: CliStation,
  ids: readonly RecordingId[],
  signal: AbortSignal,
): Promise<Verified> {
  const rows: CataloguedRecording[] = [];
  for (const id of new Set(ids)) {
    const row = await station.catalog.recording(id);
    if (row === null) throw new SealdockError('recording-unknown', { about: id });
    rows.push(row);
  }
  const findings = new FindingList();
  let bytes = 0;
  for (const row of rows) {
    if (signal.aborted) throw new SealdockError('interrupted');
    const seen = await inspectRecording(station, row, { stallMs: station.settings.stallMs, signal });
    findings.add(...seen.findings);
    bytes += seen.bytes;
  }
  return { recordings: rows.length, bytes, findings: findings.all };
}
