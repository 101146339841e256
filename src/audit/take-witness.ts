import type { Anchor } from '../evidence/anchor.ts';
import type { Actor } from '../evidence/audit-entry.ts';
import { openCosignature } from '../evidence/cosignature.ts';
import { SealdockError } from '../evidence/errors.ts';
import { checkpointBody } from '../evidence/signed-note.ts';
import { utcOf } from '../evidence/time.ts';
import type { WitnessAnswer, WitnessClient } from '../ports/witness-client.ts';
import { proveConsistency } from './prove-consistency.ts';
import { describe, type PublishedHead, publishedHead } from './published-head.ts';
import { type AnchorPorts, keepAnchor } from './take-anchor.ts';

/** Asked with the size that was cosigned last, then once with the one that the witness says. */
const TRIES = 2;

/**
 * A witness's cosignature over the newest head. It only gives one when the log has grown out of what it saw before: a
 * witness that has seen more, or another tree of the same size, tells that this log was set back or forked.
 * @throws SealdockError `anchor-unreachable`, `anchor-differs`, `log-set-back`, `log-forked`.
 */
export async function takeCosignature(
  ports: AnchorPorts,
  witness: WitnessClient,
  by: { readonly origin: string; readonly actor: Actor; readonly signal: AbortSignal },
): Promise<Anchor> {
  const head = await publishedHead(ports, by.origin);
  if (head === null) throw new SealdockError('audit-differs', { about: 'checkpoint', found: 'none' });
  const last = (await ports.catalog.anchors('witness', 1))[0];
  let old = last !== undefined && last.size <= head.size && last.by === witness.key.name ? last.size : 0;
  for (let tries = 0; tries < TRIES; tries += 1) {
    const answer = await ask(ports, witness, head, old, by.signal);
    if (answer.kind === 'cosigned') return keepCosignature(ports, witness, head, answer.lines, by);
    if (answer.kind === 'refused') throw refused(witness, answer);
    old = sizeToProveFrom(witness, head, old, answer.size);
  }
  throw new SealdockError('anchor-unreachable', { about: witness.url, found: '409' });
}

async function ask(
  ports: AnchorPorts,
  witness: WitnessClient,
  head: PublishedHead,
  old: number,
  signal: AbortSignal,
): Promise<WitnessAnswer> {
  const proof = await proveConsistency(ports.logFiles, old, head.size);
  const lines = proof.map((hash) => `${Buffer.from(hash).toString('base64')}\n`).join('');
  return witness.addCheckpoint(`old ${old}\n${lines}\n${head.note}`, signal);
}

/** What the witness saw last: less is proved from, more cannot be, and the same size with another root is a fork. */
function sizeToProveFrom(
  witness: WitnessClient,
  head: PublishedHead,
  asked: number,
  size: number | null,
): number {
  const facts = { about: witness.key.name, found: describe(head) };
  if (size === null || size === asked) {
    throw new SealdockError('log-forked', { ...facts, expected: `what the witness saw of size ${asked}` });
  }
  if (size > head.size) throw new SealdockError('log-set-back', { ...facts, expected: `${size} entries` });
  return size;
}

/** 422: the proof does not lead from what it saw to this head. */
function refused(
  { url, key }: WitnessClient,
  { status, why }: Extract<WitnessAnswer, { kind: 'refused' }>,
): SealdockError {
  const found = `${status} ${why}`.trim();
  if (status === 422) return new SealdockError('log-forked', { about: key.name, found });
  return new SealdockError('anchor-unreachable', { about: url, expected: '200', found });
}

async function keepCosignature(
  ports: AnchorPorts,
  { key, url }: WitnessClient,
  head: PublishedHead,
  lines: string,
  by: { readonly origin: string; readonly actor: Actor },
): Promise<Anchor> {
  const seconds = openCosignature(lines, checkpointBody(head), key);
  if (seconds === null) {
    throw new SealdockError('anchor-differs', {
      about: url,
      expected: `a cosignature by ${key.name}`,
      found: 'none',
    });
  }
  return keepAnchor(ports, by, {
    head,
    kind: 'witness',
    by: key.name,
    at: utcOf(seconds * 1_000),
    files: { note: head.note, witness: lines },
  });
}
