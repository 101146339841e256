import type { Actor } from '../evidence/audit-entry.ts';
import { SealdockError } from '../evidence/errors.ts';
import type { Catalog } from '../ports/catalog.ts';
import type { LogFiles } from '../ports/log-files.ts';
import { givenUpJson } from './given-up-heads.ts';
import type { HeadConflict, StandingPorts } from './log-standing.ts';
import { logStanding } from './log-standing.ts';
import type { NamedHead } from './read-heads.ts';

export interface RestorePorts extends StandingPorts {
  readonly catalog: StandingPorts['catalog'] & Pick<Catalog, 'record'>;
}

/**
 * Writes down that heads which the log does not lead through are given up, by whom and why: from here on it goes on as
 * a branch of its own, and every verification tells that it did. The old heads stay what they are: signed, and findable.
 * @returns the heads that were given up.
 * @throws SealdockError `log-not-set-back` when there is nothing to decide.
 */
export async function recordRestored(
  ports: RestorePorts,
  input: { readonly origin: string; readonly actor: Actor; readonly reason: string },
): Promise<readonly HeadConflict[]> {
  const standing = await logStanding(ports, input);
  if (standing.kind === 'sound') throw new SealdockError('log-not-set-back');
  const { conflicts } = standing;
  const isForked = conflicts.some(({ kind }) => kind === 'forked');
  await ports.catalog.record({
    act: 'log.restored',
    actor: input.actor,
    object: { kind: 'log', id: input.origin },
    reason: input.reason,
    before: isForked ? 'forked' : 'set-back',
    after: 'restored',
    detail: {
      entriesBefore: await ports.catalog.auditSize(),
      gaveUp: givenUpJson(conflicts.map(({ head }) => head)),
    },
  });
  return conflicts;
}

/**
 * Makes room where the published files are still those of a branch that was given up: they go aside, and what the
 * entries say is published anew. May be done again after a crash in the middle of it.
 */
export async function leaveBranch(
  logFiles: Pick<LogFiles, 'setAside'>,
  leaves: readonly NamedHead[],
): Promise<void> {
  // Where only a kept head or an anchor is of that branch, the files have made room already.
  const shown = leaves.find(({ about }) => about.split(', ').includes('checkpoint'));
  if (shown === undefined) return;
  await logFiles.setAside(`${shown.size}-${Buffer.from(shown.root).toString('hex').slice(0, 16)}`);
}
