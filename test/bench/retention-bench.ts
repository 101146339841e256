import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isDue } from '../../src/evidence/retention.ts';
import { openDecider } from '../../src/retention/decide-by-policies.ts';
import { explainKeeping, readKeepingMoment } from '../../src/retention/keeping-context.ts';
import { viewPolicies } from '../../src/retention/policy-view.ts';
import { loadUnits } from '../../src/retention/recording-units.ts';
import { walkKeeping } from '../../src/retention/walk-keeping.ts';
import { shippedPolicy } from '../retention/shipped-policies.ts';
import { BENCH_CLOCK, makeSyntheticCatalogue } from './synthetic-catalogue.ts';

const SETTINGS = { policy: 'default', zone: 'Asia/Shanghai' };
/** What the issue asks for. */
const PASS_LIMIT_S = 10;
const EXPLAIN_LIMIT_S = 0.05;
const EXPLAINED = 200;

export interface KeepingMeasured {
  readonly name: string;
  /** Medians, in seconds of processor time: these machines are never quiet. */
  readonly cpuSeconds: number;
  readonly limitSeconds: number;
  readonly note: string;
}

/** The decision pass over so many recordings, and one explanation among them. */
export async function measureKeeping(
  place: string,
  recordings: number,
  runs: number,
): Promise<readonly KeepingMeasured[]> {
  mkdirSync(place, { recursive: true });
  const catalog = await makeSyntheticCatalogue(
    join(place, 'sealdock.db'),
    recordings,
    shippedPolicy('default'),
  );
  const ports = { catalog, clock: BENCH_CLOCK };
  try {
    const passes: number[] = [];
    const explained: number[] = [];
    let due = 0;
    for (let run = 0; run < runs; run += 1) {
      const began = process.cpuUsage();
      due = await passOnce(ports);
      passes.push(secondsSince(began));
    }
    const ids = (await catalog.keepingPage(null, EXPLAINED)).map(({ recording }) => recording);
    for (const id of ids) {
      const began = process.cpuUsage();
      await explainKeeping(ports, SETTINGS, id, null);
      explained.push(secondsSince(began));
    }
    const [pass, one] = [median(passes), median(explained)];
    return [
      { name: 'decision pass', cpuSeconds: pass, limitSeconds: PASS_LIMIT_S, note: `${due} due` },
      {
        name: 'retention explain',
        cpuSeconds: one,
        limitSeconds: EXPLAIN_LIMIT_S,
        note: `${ids.length} of them`,
      },
    ];
  } finally {
    await catalog.close();
    rmSync(place, { recursive: true, force: true });
  }
}

async function passOnce(ports: Parameters<typeof readKeepingMoment>[0]): Promise<number> {
  const { shelf, now } = await readKeepingMoment(ports, SETTINGS);
  const decider = openDecider(viewPolicies(shelf, now), { now, zone: SETTINGS.zone });
  const unitsOf = await loadUnits(ports.catalog);
  let due = 0;
  for await (const page of walkKeeping(ports.catalog)) {
    for (const facts of page) {
      const { by, keeping } = decider.decide(facts, unitsOf(facts));
      if (isDue(keeping, decider.todayOf(by))) due += 1;
    }
  }
  return due;
}

function secondsSince(began: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(began);
  return (user + system) / 1e6;
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;
}
