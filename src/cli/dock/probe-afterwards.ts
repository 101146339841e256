import { SYSTEM_ACTOR } from '../../evidence/audit-entry.ts';
import { asSealdockError } from '../../evidence/errors.ts';
import { probeRecordings } from '../../ingest/probe-recordings.ts';
import { errorText } from '../../words/error-text.ts';
import type { CliStation } from '../doors.ts';
import type { Session } from '../session.ts';

/** Looks into what was just sealed. Without ffprobe it stays for later: everything is sealed, so nothing failed. */
export async function probeAfterwards(
  { words, note }: Session,
  station: CliStation,
  signal: AbortSignal,
): Promise<void> {
  try {
    await probeRecordings(station, station.prober, SYSTEM_ACTOR, signal);
  } catch (thrown) {
    const error = asSealdockError(thrown);
    if (error.code !== 'ffprobe-missing') throw error;
    note(
      `${errorText(words, error.code, error.about)} [${error.code}]\n  ${words.cli.hint}${words.cli.colon}${words.errors[error.code].hint}`,
    );
  }
}
