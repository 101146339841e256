import type { DescribedRecording } from '../evidence/recording.ts';
import type { DockContext, DockOptions } from './dock-context.ts';
import type { DockedCard } from './docked-card.ts';
import type { RecoverPorts } from './recover.ts';
import { type ReadyRecording, sealGroup } from './seal-group.ts';

/** Recordings that may wait for their commit before the copying waits for them. */
const WAITING_GROUPS_LIMIT = 2;

export interface SealQueue {
  /** Hands over a described recording; waits only while too many are waiting already. */
  add(recording: ReadyRecording): Promise<void>;
  /** True once a commit has failed: what `add` throws then concerns the dock and not the file at hand. */
  readonly isBroken: boolean;
  /** Seals what waits, and returns when all of it is catalogued. @throws what the first failed commit threw. */
  flush(): Promise<void>;
}

/**
 * Seals in groups: one flush of the file system, and one transaction, for as many recordings as came together within
 * a moment. A card of 2,000 small files would otherwise pay for every flush 2,000 times.
 * @param on told of each sealed recording, and once of the failure that ends the queue.
 */
export function openSealQueue(
  context: RecoverPorts & Pick<DockContext, 'berths'>,
  card: DockedCard,
  actor: DockOptions['actor'],
  on: { sealed(described: DescribedRecording): void; failed(thrown: unknown): void },
): SealQueue {
  const { groupFiles, groupWaitMs } = context.settings;
  let group: ReadyRecording[] = [];
  let timer: NodeJS.Timeout | null = null;
  let chain: Promise<void> = Promise.resolve();
  let waiting = 0;
  let isBroken = false;

  const commitGroup = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    const ready = group;
    group = [];
    if (ready.length === 0) return;
    chain = chain.then(async () => {
      await sealGroup(context, card, actor, ready);
      waiting -= ready.length;
      for (const { described } of ready) {
        on.sealed(described);
        context.berths.claims.end(described.id);
      }
    });
    chain.catch((thrown: unknown) => {
      if (!isBroken) on.failed(thrown);
      isBroken = true;
      for (const { described } of ready) context.berths.claims.end(described.id);
    });
  };

  return {
    add: async (recording) => {
      group.push(recording);
      waiting += 1;
      if (group.length >= groupFiles) commitGroup();
      else timer ??= setTimeout(commitGroup, groupWaitMs);
      if (waiting > WAITING_GROUPS_LIMIT * groupFiles) await chain;
    },
    get isBroken() {
      return isBroken;
    },
    flush: async () => {
      commitGroup();
      await chain;
    },
  };
}
