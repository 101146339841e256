import { PROOF_HASHES_LIMIT, provesConsistency } from '../evidence/consistency.ts';
import { cosign } from '../evidence/cosignature.ts';
import { EMPTY_ROOT } from '../evidence/merkle.ts';
import { checkpointBody, NOTE_BYTES_LIMIT, type NoteKey, openCheckpoint } from '../evidence/signed-note.ts';
import type { Clock } from '../ports/clock.ts';
import type { Signer } from '../ports/signer.ts';
import type { WitnessedTree, WitnessState } from '../ports/witness-state.ts';

/** Old size, proof and checkpoint; a body is never read further. */
export const REQUEST_BYTES_LIMIT = NOTE_BYTES_LIMIT + 64 * 64;

export interface WitnessPorts {
  readonly state: WitnessState;
  readonly signer: Pick<Signer, 'publicKey' | 'sign'>;
  readonly clock: Clock;
}

export interface WitnessSettings {
  /** The witness's own name, which stands in every cosignature. */
  readonly name: string;
  /** Logs that it knows: their origin is the key's name. */
  readonly logs: readonly NoteKey[];
}

export interface WitnessReply {
  readonly status: 200 | 400 | 403 | 404 | 409 | 422;
  readonly type: 'text/plain; charset=utf-8' | 'text/x.tlog.size';
  readonly body: string;
}

/**
 * C2SP tlog-witness, `add-checkpoint`: cosigns a head only when it grew out of the one that was cosigned last. Comparing
 * and persisting are one turn for each origin: of two requests at once the second one sees what the first one left, so
 * that no tree is ever rolled back. (The protocol's race)
 */
export function openWitness(
  ports: WitnessPorts,
  settings: WitnessSettings,
): { addCheckpoint(body: Uint8Array): Promise<WitnessReply> } {
  const turns = new Map<string, Promise<unknown>>();
  return {
    addCheckpoint: async (body) => {
      const asked = parseRequest(body);
      if (asked === null) return text(400, 'not an add-checkpoint request');
      const keys = settings.logs.filter(({ name }) => name === asked.origin);
      if (keys.length === 0) return text(404, 'unknown origin');
      const opened = keys.map((key) => openCheckpoint(asked.note, key)).find(({ kind }) => kind === 'opened');
      if (opened?.kind !== 'opened') return text(403, 'no signature by a known key of this origin');
      const { checkpoint } = opened;
      if (asked.old > checkpoint.size) return text(400, 'the old size is larger than the checkpoint');
      const turn = (turns.get(asked.origin) ?? Promise.resolve()).then(() =>
        compareAndPersist(ports, settings, asked, checkpoint),
      );
      // Only known origins come here, so that there are no more turns than logs.
      turns.set(
        asked.origin,
        turn.catch(() => {}),
      );
      return turn;
    },
  };
}

async function compareAndPersist(
  { state, signer, clock }: WitnessPorts,
  { name }: WitnessSettings,
  asked: WitnessRequest,
  next: WitnessedTree & { readonly origin: string },
): Promise<WitnessReply> {
  const last = (await state.read(asked.origin)) ?? { size: 0, root: EMPTY_ROOT };
  const conflict: WitnessReply = { status: 409, type: 'text/x.tlog.size', body: `${last.size}\n` };
  if (asked.old !== last.size) return conflict;
  if (next.size === last.size && last.size > 0 && Buffer.compare(next.root, last.root) !== 0) return conflict;
  if (!provesConsistency(last, next, asked.proof))
    return text(422, 'the proof does not lead to this checkpoint');
  if (next.size > last.size) await state.write(asked.origin, { size: next.size, root: next.root });
  const seconds = Math.floor(clock.read().wallMs / 1_000);
  const key = { name, publicKey: signer.publicKey };
  const line = await cosign(checkpointBody(next), seconds, key, (bytes) => signer.sign(bytes));
  return text(200, line);
}

interface WitnessRequest {
  readonly old: number;
  readonly proof: readonly Uint8Array[];
  readonly origin: string;
  readonly note: Uint8Array;
}

/** Null for anything that is not: old size line, at most 63 hashes, an empty line, a note. */
function parseRequest(body: Uint8Array): WitnessRequest | null {
  if (body.length > REQUEST_BYTES_LIMIT) return null;
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const blank = bytes.indexOf('\n\n');
  if (blank < 0) return null;
  const [first = '', ...hashes] = bytes.subarray(0, blank).toString('latin1').split('\n');
  const old = /^old (0|[1-9]\d{0,15})$/.exec(first);
  const proof = hashes.map((line) => Buffer.from(line, 'base64'));
  const isSound = proof.every((hash, at) => hash.length === 32 && hash.toString('base64') === hashes[at]);
  const size = Number(old?.[1]);
  if (old === null || !isSound || proof.length > PROOF_HASHES_LIMIT || !Number.isSafeInteger(size))
    return null;
  const note = bytes.subarray(blank + 2);
  const end = note.indexOf('\n');
  return end <= 0 ? null : { old: size, proof, origin: note.subarray(0, end).toString('utf8'), note };
}

function text(status: WitnessReply['status'], body: string): WitnessReply {
  return { status, type: 'text/plain; charset=utf-8', body: status === 200 ? body : `${body}\n` };
}
