import { createHash } from 'node:crypto';
import { SYSTEM_ACTOR } from '../evidence/audit-entry.ts';
import { DUE_KINDS, type DueKind, type NewItem } from '../evidence/destruction.ts';
import { SealdockError } from '../evidence/errors.ts';
import type { RecordingId } from '../evidence/ids.ts';
import type { KeepingFacts } from '../evidence/retention.ts';
import type { UtcTime } from '../evidence/time.ts';
import type { Catalog } from '../ports/catalog.ts';
import type { Clock } from '../ports/clock.ts';
import type { PlacedItem } from '../ports/destruction-ledger.ts';
import { collectInto, letGo } from './collect-due.ts';
import { isDestructible, type Judged, type KeepingJudge, type OpenJudge, whyDue } from './judge-keeping.ts';
import type { Policy } from './policy.ts';
import { dueKindOf } from './sort-due.ts';
import { inTurn } from './take-turn.ts';
import { type ClockWatch, requireTrust } from './watch-clock.ts';

export interface SweepPorts {
  readonly catalog: Catalog;
  readonly clock: Clock;
  readonly watch: ClockWatch;
  readonly openJudge: OpenJudge;
}

export interface SweepReport {
  readonly recordings: number;
  readonly due: Readonly<Record<DueKind, number>>;
  /** Into drafts, and out of them again. */
  readonly added: number;
  readonly left: number;
}

/** Read at once: a page of facts and of open items is what a sweep holds in memory. */
const PAGE_RECORDINGS = 2_000;

/**
 * Finds what is due among all recordings: proposes it in the period's draft where the policy says so, lets go what is due
 * no longer, and counts what somebody has to look at. It ends nothing. One at a time over all processes; stopped at any
 * instant, the next one finds the rest.
 * @throws SealdockError `busy`; `clock-doubtful`; `interrupted`; those of the catalogue.
 */
export async function sweep(
  ports: SweepPorts,
  { signal, reason }: { readonly signal: AbortSignal; readonly reason: string },
): Promise<SweepReport> {
  return inTurn(ports, 'sweep', async (turn) => {
    const standing = await ports.watch.look();
    requireTrust(standing);
    const { now } = standing;
    const judge = await ports.openJudge(now);
    const due = Object.fromEntries(DUE_KINDS.map((kind) => [kind, 0])) as Record<DueKind, number>;
    const digest = createHash('sha256');
    const total = { recordings: 0, added: 0, left: 0 };
    for await (const page of pagesOf(ports.catalog)) {
      if (signal.aborted) throw new SealdockError('interrupted');
      await turn.renew();
      const swept = await sweepPage(ports, page, judge, now, (kind, recording) => {
        due[kind] += 1;
        if (kind === 'propose') digest.update(`${recording}\n`);
      });
      total.recordings += page.length;
      total.added += swept.added;
      total.left += swept.left;
    }
    const after = await ports.watch.look();
    requireTrust(after);
    const report = { ...total, due };
    await ports.catalog.record({
      act: 'sweep.finished',
      actor: SYSTEM_ACTOR,
      object: { kind: 'sweep', id: 'retention' },
      reason,
      before: null,
      after: due.propose + due.review + due.undecided > 0 ? 'due' : 'nothing-due',
      detail: {
        ...total,
        due,
        asOf: now,
        proposedSha256: digest.digest('hex'),
        clockBase: after.base === null ? null : { ...after.base },
      },
    });
    return report;
  });
}

async function* pagesOf(catalog: Pick<Catalog, 'keepingPage'>): AsyncGenerator<readonly KeepingFacts[]> {
  let after: RecordingId | null = null;
  for (;;) {
    const page: readonly KeepingFacts[] = await catalog.keepingPage(after, PAGE_RECORDINGS);
    if (page.length > 0) yield page;
    if (page.length < PAGE_RECORDINGS) return;
    after = page.at(-1)?.recording ?? null;
  }
}

async function sweepPage(
  { catalog }: SweepPorts,
  page: readonly KeepingFacts[],
  judge: KeepingJudge,
  now: UtcTime,
  onDue: (kind: DueKind, recording: RecordingId) => void,
): Promise<{ readonly added: number; readonly left: number }> {
  const [first, last] = [page[0], page.at(-1)];
  if (first === undefined || last === undefined) return { added: 0, left: 0 };
  const open = await catalog.openItems(first.recording, last.recording);
  const placed = new Map(open.map((each) => [each.item.recording, each]));
  const collected = new Map<string, { readonly judged: JudgedByPolicy; readonly items: NewItem[] }>();
  let left = 0;
  for (const facts of page) {
    const judged = judge(facts);
    const kind = dueKindOf(judged);
    if (kind !== null) onDue(kind, facts.recording);
    const at = placed.get(facts.recording) ?? null;
    const cause = at === null ? null : causeToLeave(at, judged);
    if (at !== null && cause !== null) {
      await letGo(catalog, at, cause, now);
      left += 1;
    }
    if ((at === null || cause !== null) && hasPolicy(judged) && isDestructible(judged))
      collect(collected, judged);
  }
  let added = 0;
  for (const { judged, items } of collected.values()) added += await collectInto(catalog, judged, items, now);
  return { added, left };
}

type JudgedByPolicy = Judged & { readonly policy: Policy };

function hasPolicy(judged: Judged): judged is JudgedByPolicy {
  return judged.policy !== null;
}

function collect(
  collected: Map<string, { readonly judged: JudgedByPolicy; readonly items: NewItem[] }>,
  judged: JudgedByPolicy,
): void {
  const { keep, recording } = judged.keeping;
  if (keep.kind !== 'day') return;
  const item = { recording, keepUntil: keep.day, why: whyDue(judged) };
  const group = collected.get(judged.policy.policy);
  if (group === undefined) collected.set(judged.policy.policy, { judged, items: [item] });
  else group.items.push(item);
}

/** Only drafts are changed by a sweep; what is asked of people stays as it was asked, and is judged again at its end. */
function causeToLeave(
  { batchState, item }: PlacedItem,
  judged: Judged,
): 'held' | 'not-due' | 'policy-changed' | null {
  if (batchState !== 'draft' || item.state !== 'listed') return null;
  const { keeping } = judged;
  if (keeping.isHeld) return 'held';
  if (!isDestructible(judged)) return 'not-due';
  // Another last day, or other reasons for it: it is proposed anew with those.
  return whyDue(judged) === item.why ? null : 'policy-changed';
}
