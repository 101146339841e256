import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AuditEntry } from '../../src/evidence/audit-entry.ts';
import type { Batch } from '../../src/evidence/destruction.ts';
import type { Hold } from '../../src/evidence/hold.ts';
import type { RecordingId } from '../../src/evidence/ids.ts';
import { draft } from '../contracts/catalog.contract.ts';
import { holdOn } from '../contracts/destruction.contract.ts';
import { FaultPoints } from '../support/fault-points.ts';
import { makePlace, removeFolder } from '../support/test-station.ts';
import { actsOf, allIds, type Bench, copyOf, execute, openBench, ready } from './bench.ts';

const COUNT = 4;
const RUNS = 40;

/** What people do, and right before which call of the catalogue. */
type Deed = {
  readonly before: string;
  readonly nth: number;
  readonly kind: 'hold' | 'release' | 'evidence' | 'taken-back';
  readonly which: number;
};

const deed: fc.Arbitrary<Deed> = fc.record({
  before: fc.constantFrom('batch', 'keepingFacts', 'recording', 'intendDestruction', 'intendDestruction'),
  nth: fc.nat({ max: COUNT - 1 }),
  kind: fc.constantFrom('hold', 'hold', 'release', 'evidence', 'taken-back'),
  which: fc.nat({ max: COUNT - 1 }),
});

/**
 * The log is the judge: each intent is checked against what stood in the log before it. @throws when something that was
 * held or not due was to be destroyed.
 */
function checkLog(entries: readonly AuditEntry[]): void {
  const held = new Map<string, number>();
  const evidence = new Set<string>();
  const intended = new Set<string>();
  for (const { act, object, detail } of entries) {
    const id = String(detail.recording ?? object.id);
    if (act === 'hold.placed') held.set(id, (held.get(id) ?? 0) + 1);
    if (act === 'hold.released') held.set(id, (held.get(id) ?? 0) - 1);
    if (act === 'recording.class-decided') {
      if (detail.class === 'evidence') evidence.add(id);
      else evidence.delete(id);
    }
    if (act === 'recording.destruction-intended') {
      expect([held.get(object.id) ?? 0, evidence.has(object.id)], object.id).toEqual([0, false]);
      intended.add(object.id);
    }
    if (act === 'recording.destroyed') expect(intended.has(object.id)).toBe(true);
  }
}

test('nothing that is held or not due is destroyed, whatever people do while it is executed and wherever it dies', async () => {
  const place = makePlace('interleaving');
  const template = await openBench({ data: join(place, 'template') });
  const batch: Batch = await ready(template, COUNT);
  const ids = await allIds(template);
  await template.close();
  const { clock } = template;
  let runs = 0;

  const act = async (
    { catalog }: Pick<Bench, 'catalog'>,
    { kind, which }: Deed,
    holds: Hold[],
  ): Promise<void> => {
    const recording = ids[which] as RecordingId;
    const entry = (name: 'hold.placed' | 'hold.released' | 'recording.class-decided', more = {}) => ({
      ...draft(name),
      detail: { recording, ...more },
    });
    if (kind === 'hold') {
      const hold = holdOn({ kind: 'recording', recording });
      await catalog.placeHold(hold, entry('hold.placed'));
      holds.push(hold);
    }
    if (kind === 'release') {
      const hold = holds.findIndex(
        ({ target }) => target.kind === 'recording' && target.recording === recording,
      );
      if (hold < 0) return;
      const [before] = holds.splice(hold, 1) as [Hold];
      await catalog.changeHold(
        before,
        { ...before, state: 'released', releasedAt: before.placedAt },
        entry('hold.released'),
      );
    }
    if (kind === 'evidence' || kind === 'taken-back') {
      const value = kind === 'evidence' ? 'evidence' : null;
      const at = batch.changedAt;
      await catalog.decideOn(
        { recording, kind: 'class', value, by: 'li', at, reason: 'x' },
        entry('recording.class-decided', { class: value }),
      );
    }
  };

  const property = fc.asyncProperty(
    fc.array(deed, { maxLength: 8 }),
    fc.nat({ max: 90 }),
    async (deeds, dies) => {
      runs += 1;
      const data = copyOf(join(place, 'template'), join(place, `run-${runs}`));
      const people = await openBench({ data, clock });
      const holds: Hold[] = [];
      const asked = new Map<string, number>();
      // Between any two calls of the catalogue somebody may do something; what comes too late is refused.
      const meddle = <T extends object>(name: string, port: T): T =>
        name !== 'catalog'
          ? port
          : new Proxy(port, {
              get: (target, property) => {
                const value = Reflect.get(target, property) as unknown;
                if (typeof value !== 'function' || typeof property !== 'string') return value;
                return async (...args: unknown[]) => {
                  const nth = asked.get(property) ?? 0;
                  asked.set(property, nth + 1);
                  for (const each of deeds.filter((one) => one.before === property && one.nth === nth)) {
                    await act(people, each, holds).catch(() => {});
                  }
                  return value.apply(target, args);
                };
              },
            });
      const faults = new FaultPoints({ call: dies, when: dies % 2 === 0 ? 'before' : 'after' });
      const wrap = <T extends object>(name: string, port: T): T => meddle(name, faults.wrap(name, port));
      const dying = await openBench({ data, clock, wrap }).catch(() => null);
      await dying?.catalog.batch(batch.id).catch(() => {});
      if (dying !== null) {
        await execute(dying, batch).catch(() => {});
        await dying.close().catch(() => {});
      }
      clock.passMs(121_000);
      await execute(people, batch).catch(() => {});
      checkLog(await actsOf(people));
      const counts = await people.catalog.countItems(batch.id);
      expect([counts.destroying, counts.destroyed + counts.deferred]).toEqual([0, COUNT]);
      await people.close();
      removeFolder(data);
    },
  );
  try {
    await fc.assert(property, { numRuns: RUNS });
  } finally {
    removeFolder(place);
  }
});
