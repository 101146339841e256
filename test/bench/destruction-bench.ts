import { mkdirSync, mkdtempSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import { readPolicyFiles } from '../../src/adapters/policy-files.ts';
import { BATCH_ITEMS_LIMIT } from '../../src/evidence/destruction.ts';
import { EVERY_RECORDING } from '../../src/ports/catalog.ts';
import { judgeByOne } from '../../src/retention/judge-keeping.ts';
import { listDue } from '../../src/retention/list-due.ts';
import { readPoliciesWith } from '../../src/retention/read-policies.ts';
import { fakeClipBytes, writeFakeClip } from '../cards/fake-clip.ts';
import { addPeople, approved, draftOf, execute, openBench, policyWith } from '../destruction/bench.ts';
import { rule } from '../retention/keeping-facts.ts';
import { dock, removeFolder } from '../support/test-station.ts';
import { makeSyntheticCatalogue } from './synthetic-catalogue.ts';

/*
 * `node test/bench/destruction-bench.ts [--quick] [--in FOLDER]`: the decision pass of a sweep over a million recordings,
 * and the destruction of ten thousand, each audited by itself. On a real disk; these machines are noisy.
 */
const isQuick = process.argv.includes('--quick');
const at = process.argv.indexOf('--in');
const place = mkdtempSync(join(resolve(at < 0 ? '.' : (process.argv[at + 1] ?? '.')), '.bench-destroy-'));
const RECORDINGS = isQuick ? 100_000 : 1_000_000;
const ITEMS = isQuick ? 500 : 10_000;
const say = (text: string) => void process.stdout.write(`${text}\n`);
const seconds = (since: number) => ((performance.now() - since) / 1_000).toFixed(1);

try {
  await passOver(RECORDINGS);
  await destroy(ITEMS);
} finally {
  removeFolder(place);
}

async function passOver(recordings: number): Promise<void> {
  const folder = new URL('../../config/policies', import.meta.url).pathname;
  const policy = readPoliciesWith(await readPolicyFiles(folder), 'default').get('default');
  if (policy === undefined) throw new Error('no policy');
  const catalog = await makeSyntheticCatalogue(join(place, 'synthetic.db'), recordings, policy);
  const judge = await judgeByOne(policy)('2027-06-30T04:00:00.000Z' as never);
  const began = performance.now();
  const { total } = await listDue(catalog, judge, { withinDays: 30, limit: 10 });
  const rssMib = Math.round(process.memoryUsage().rss / 1_048_576);
  say(
    `decision pass over ${recordings} recordings: ${seconds(began)} s, ${total} due or soon, ${rssMib} MiB resident`,
  );
  await catalog.close();
}

async function destroy(items: number): Promise<void> {
  const policy = policyWith({ capPerRun: { ...rule(BATCH_ITEMS_LIMIT), clauses: [] } });
  const bench = await openBench({ data: join(place, 'station'), policy });
  await addPeople(bench);
  const card = join(place, 'card');
  mkdirSync(card);
  for (let each = 0; each < items; each += 1) {
    const time = new Date(Date.parse('2026-11-18T00:00:00Z') + each * 1_000).toISOString();
    const name = `DCAM_BC240001_A01234_20261118_${time.slice(11, 19).replaceAll(':', '')}.jpg`;
    writeFakeClip(
      join(card, 'Media/Image', name),
      fakeClipBytes(name, 1_000),
      new Date('2026-11-18T04:00:00Z'),
    );
  }
  await dock(bench, card);
  bench.clock.passDays(800);
  const rows = await bench.catalog.recordings({ ...EVERY_RECORDING, limit: items });
  const batch = await approved(
    bench,
    await draftOf(
      bench,
      rows.map(({ id }) => id),
    ),
  );
  bench.clock.passDays(8);
  const began = performance.now();
  const { ended, batch: after } = await execute(bench, batch);
  const each = (performance.now() - began) / items;
  say(
    `${ended.destroyed} recordings destroyed, ${after.state}: ${seconds(began)} s, ${each.toFixed(1)} ms each`,
  );
  await bench.close();
}
