import type { AuditAct, AuditDraft } from '../evidence/audit-entry.ts';
import type { Json } from '../evidence/canonical-json.ts';
import type { Tombstone } from '../evidence/destruction.ts';
import { asSealdockError, SealdockError } from '../evidence/errors.ts';
import type { RecordingId } from '../evidence/ids.ts';
import { sealedFilesOf } from '../evidence/manifest.ts';
import type { UtcTime } from '../evidence/time.ts';
import { releaseDestroyed } from '../ingest/release-torn.ts';
import type { CataloguedRecording } from '../ports/catalog.ts';
import type { DestructionContext, DestructionOptions } from './destruction-context.ts';
import { endBytes } from './end-bytes.ts';
import { proveSealed } from './prove-item.ts';
import { writeAgainLine } from './register/again-line.ts';

/** `differs`: it is not what was destroyed; `unreadable`: the medium does not give it. Both stay, for people. */
export type AgainEnd = 'ended' | 'held' | 'differs' | 'unreadable';

export interface AgainFacts {
  readonly recording: RecordingId;
  readonly reason: string;
  /** By the retention clock. */
  readonly now: UtcTime;
}

/**
 * One recording that was destroyed and lies in the vault again: asked for holds, proved to be what was destroyed, then
 * the intent with the last question, its bytes, the line beside its register, the deed. A crash after the intent leads to
 * `finishAgain`, before it to here.
 * @throws SealdockError `recording-unknown` for what was never destroyed; the vault's writing; `interrupted`.
 */
export async function endAgain(
  context: DestructionContext,
  facts: AgainFacts,
  options: DestructionOptions,
): Promise<AgainEnd> {
  const { catalog } = context;
  const gone = await goneOf(context, facts.recording);
  const { stone, row } = gone;
  if ((await catalog.heldAmong([row.id])).has(row.id)) return 'held';
  try {
    await proveSealed(context, row, stone, options.signal);
  } catch (thrown) {
    return kept(thrown);
  }
  const seq = await catalog.intendAgain(
    row.id,
    draftOf('recording.destruction-intended-again', gone, facts, options),
  );
  return seq === null ? 'held' : await finishAgain(context, facts, seq, options);
}

/** From the intent to the deed. What is held by now and still there stays. */
export async function finishAgain(
  context: DestructionContext,
  facts: AgainFacts,
  intentSeq: number,
  options: DestructionOptions,
): Promise<AgainEnd> {
  const { catalog, vault, registers, registerSigner, station } = context;
  const gone = await goneOf(context, facts.recording);
  const { stone, row } = gone;
  if ((await vault.has(row.folder)) && (await catalog.heldAmong([row.id])).has(row.id)) return 'held';
  try {
    await endBytes(
      context,
      { item: { recording: row.id }, folder: row.folder, files: sealedFilesOf(row.manifest) },
      options,
    );
  } catch (thrown) {
    return kept(thrown);
  }
  for (const torn of await vault.tornCopies()) await releaseDestroyed(context, torn, stone, options.actor);
  const { reason, now: at } = facts;
  const told = { station, stone, folder: row.folder, at, by: options.actor.id, reason, intentSeq };
  const line = await writeAgainLine(registers, registerSigner, told);
  await catalog.record(
    draftOf('recording.destroyed-again', gone, facts, options, {
      intent: intentSeq,
      line: line.name,
      lineSha256: line.sha256,
    }),
  );
  return 'ended';
}

interface Gone {
  readonly stone: Tombstone;
  readonly row: CataloguedRecording;
}

async function goneOf(
  { catalog }: Pick<DestructionContext, 'catalog'>,
  recording: RecordingId,
): Promise<Gone> {
  const stone = await catalog.tombstone(recording);
  const row = await catalog.destroyedRecording(recording);
  if (stone !== null && row !== null) return { stone, row };
  throw new SealdockError('recording-unknown', { about: recording, expected: 'a tombstone' });
}

/** @throws SealdockError whatever concerns more than this recording. */
function kept(thrown: unknown): 'differs' | 'unreadable' {
  const error = asSealdockError(thrown);
  if (error.code === 'sealed-differs') return 'differs';
  if (error.code === 'vault-read-failed') return 'unreadable';
  throw thrown;
}

function draftOf(
  act: AuditAct,
  { stone, row }: Gone,
  { reason }: AgainFacts,
  { actor }: DestructionOptions,
  more: { readonly [key: string]: Json } = {},
): AuditDraft {
  const { batch, registerNo: register, sha256, sizeBytes } = stone;
  return {
    act,
    actor,
    object: { kind: 'recording', id: row.id },
    reason,
    before: 'destroyed',
    after: 'destroyed',
    detail: { batch, register, sha256, sizeBytes, folder: row.folder, ...more },
  };
}
