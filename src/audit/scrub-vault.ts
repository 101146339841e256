import type { Actor, AuditDraft } from '../evidence/audit-entry.ts';
import { sha256Of } from '../evidence/digest.ts';
import { asSealdockError, SealdockError } from '../evidence/errors.ts';
import { type UtcTime, utcOf } from '../evidence/time.ts';
import type { Clock } from '../ports/clock.ts';
import type { FixityLedger, ProvedRecording, ReadAgain } from '../ports/fixity-ledger.ts';
import { type Finding, isWrong } from './findings.ts';
import { inspectRecording } from './inspect-recording.ts';
import type { InspectRecordingPorts } from './proved-facts.ts';

export interface ScrubPorts extends InspectRecordingPorts {
  readonly catalog: InspectRecordingPorts['catalog'] & FixityLedger;
  readonly clock: Clock;
}

export interface ScrubInput {
  /** All of the vault is read in so many runs, one a day. */
  readonly days: number;
  /** Null for as fast as it goes. */
  readonly bytesPerSecond: number | null;
  readonly stallMs: number;
  readonly actor: Actor;
  readonly origin: string;
  readonly signal: AbortSignal;
  /** Waits while somebody docks; the signal then tells of the next one who does. Never called again before it answered. */
  readonly quiet: () => Promise<AbortSignal>;
}

export interface Scrubbed {
  readonly recordings: number;
  readonly bytes: number;
  readonly damaged: readonly string[];
}

const DAY_MS = 86_400_000;
/** Read within the last half day: a vault that is smaller than its share is not read twice a night. */
const FRESH_MS = DAY_MS / 2;
/** Where nights were missed, so many shares are read in one until nothing is overdue. */
const OVERDUE_SHARES = 3;
/** Recordings whose progress is written down together: what a power cut has read again. */
const PAGE = 32;
const NAMED_LIMIT = 20;

/**
 * Reads the share of one night again, past the page cache, those first that were not proved for the longest time. Each run
 * reads at least one N-th of all bytes, so that after N runs all of it was read (CL-27.4, SM-33.4: damage must not go
 * unseen). It gives way to whoever docks: what it was reading then is begun again.
 * @throws SealdockError `interrupted`; what was read until then is written down.
 */
export async function scrubVault(ports: ScrubPorts, input: ScrubInput): Promise<Scrubbed> {
  const startMs = ports.clock.read().wallMs;
  const before = utcOf(startMs - FRESH_MS);
  const { bytes: total } = await ports.catalog.fixityState(before);
  const share = Math.ceil(total / input.days);
  const overdueBefore = utcOf(startMs - input.days * DAY_MS);
  const done = { recordings: 0, bytes: 0, damaged: [] as string[] };
  for (;;) {
    const page = await ports.catalog.leastRecentlyProved(before, PAGE);
    const wanted: ProvedRecording[] = [];
    let sum = done.bytes;
    for (const row of page) {
      const limit = row.provedAt < overdueBefore ? share * OVERDUE_SHARES : share;
      if (sum >= limit) break;
      wanted.push(row);
      sum += row.recording.manifest.file.sizeBytes;
    }
    if (wanted.length === 0) return done;
    await readPage(ports, input, wanted, done);
  }
}

async function readPage(
  ports: ScrubPorts,
  input: ScrubInput,
  wanted: readonly ProvedRecording[],
  done: { recordings: number; bytes: number; damaged: string[] },
): Promise<void> {
  const read: ReadAgain[] = [];
  const entries: AuditDraft[] = [];
  let pageBytes = 0;
  try {
    for (const { recording } of wanted) {
      const { findings, bytes } = await readOne(ports, input, recording);
      const wrong = findings.filter(isWrong);
      const at = utcOf(ports.clock.read().wallMs);
      read.push({ recording: recording.id, at, isSound: wrong.length === 0 });
      pageBytes += bytes;
      // What cannot be read at all still took its turn: the run must come to an end.
      done.bytes += Math.max(bytes, recording.manifest.file.sizeBytes);
      done.recordings += 1;
      if (wrong.length === 0) continue;
      done.damaged.push(recording.id);
      entries.push(damagedDraft(input.actor, recording.id, wrong));
    }
  } finally {
    if (read.length > 0) {
      await ports.catalog.noteReadAgain(read, [...entries, pageDraft(input, read, pageBytes)]);
    }
  }
}

async function readOne(
  ports: ScrubPorts,
  { quiet, signal, stallMs, bytesPerSecond }: ScrubInput,
  recording: ProvedRecording['recording'],
): ReturnType<typeof inspectRecording> {
  const { mover } = ports;
  const paced = {
    ...ports,
    mover: {
      readBack: (job: Parameters<typeof mover.readBack>[0]) => mover.readBack({ ...job, bytesPerSecond }),
    },
  };
  // Ends with a reading that nobody disturbed, or with the signal.
  for (;;) {
    const disturbed = await quiet();
    if (signal.aborted) throw new SealdockError('interrupted');
    try {
      return await inspectRecording(paced, recording, {
        stallMs,
        signal: AbortSignal.any([signal, disturbed]),
      });
    } catch (thrown) {
      const isDisturbed = asSealdockError(thrown).code === 'interrupted' && !signal.aborted;
      if (!isDisturbed) throw thrown;
    }
  }
}

function pageDraft({ actor, origin }: ScrubInput, read: readonly ReadAgain[], bytes: number): AuditDraft {
  const list = read
    .map(({ recording, isSound }) => `${recording} ${isSound ? 'sound' : 'damaged'}\n`)
    .join('');
  return {
    act: 'fixity.checked',
    actor,
    object: { kind: 'log', id: origin },
    reason: null,
    before: null,
    after: read.every(({ isSound }) => isSound) ? 'sound' : 'damaged',
    detail: { recordings: read.length, bytes, listSha256: sha256Of(list) },
  };
}

function damagedDraft(actor: Actor, id: string, wrong: readonly Finding[]): AuditDraft {
  return {
    act: 'recording.damaged',
    actor,
    object: { kind: 'recording', id },
    reason: null,
    before: null,
    after: 'damaged',
    detail: {
      findings: wrong.slice(0, NAMED_LIMIT).map(({ kind, about, expected, found }) => ({
        kind,
        about: cut(about),
        expected: cut(expected),
        found: cut(found),
      })),
    },
  };
}

function cut(text: string): string {
  return text.slice(0, 512).toWellFormed();
}

/** How far the vault is from being read within the days that were asked for. */
export function overdueSince(nowMs: number, days: number): UtcTime {
  return utcOf(nowMs - days * DAY_MS);
}
