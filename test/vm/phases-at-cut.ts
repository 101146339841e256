import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';

/** The steps of a recording's life in which a power cut can meet it; `idle` when none was under way. */
export const PHASES = ['copy', 'verify', 'seal', 'catalogue', 'idle'] as const;
export type Phase = (typeof PHASES)[number];

/** A staging place is named after its key (`adapters/local-vault`). */
const PLACE = /^[0-9a-f]{32}$/;

/**
 * Where the power cut met the recordings, read from what it left on the vault's disk before anything is booted: a
 * copy of the image, its journal played back as the next boot will do, looked at with debugfs. What had not reached
 * the disk is not seen, which is what a power cut means.
 * @param image ext4 of the station's data folder. @param fileBytes size of every card file.
 */
export function phasesAtCut(image: string, folder: string, fileBytes: number): readonly Phase[] {
  const copy = join(folder, 'after-cut.img');
  const catalogue = join(folder, 'after-cut');
  rmSync(catalogue, { recursive: true, force: true });
  mkdirSync(catalogue);
  try {
    execFileSync('cp', ['--sparse=always', image, copy]);
    // 1: it did something.
    run('e2fsck', ['-y', '-E', 'journal_only', copy], [0, 1]);
    const met = new Set<Phase>();
    for (const place of namesIn(copy, '/vault/.staging').filter((name) => PLACE.test(name))) {
      met.add(phaseOfPlace(copy, `/vault/.staging/${place}`, fileBytes));
    }
    debugfs(copy, `rdump /catalogue ${catalogue}`);
    for (const phase of phasesOfIntents(copy, join(catalogue, 'catalogue/sealdock.db'))) met.add(phase);
    return met.size === 0 ? ['idle'] : PHASES.filter((phase) => met.has(phase));
  } finally {
    rmSync(copy, { force: true });
    rmSync(catalogue, { recursive: true, force: true });
  }
}

/** Whole and still called `bytes`: on its way to being read back. With its manifest beside it: on its way to its place. */
function phaseOfPlace(image: string, place: string, fileBytes: number): Phase {
  const files = sizesIn(image, place);
  if (files.has('manifest.json')) return 'seal';
  return files.get('bytes') === fileBytes ? 'verify' : 'copy';
}

/** About to be renamed, or at its place and not catalogued yet. */
function phasesOfIntents(image: string, database: string): readonly Phase[] {
  if (!existsSync(database)) return [];
  const db = new Sqlite(database);
  try {
    const sql = 'SELECT folder FROM seal_intent WHERE recording NOT IN (SELECT id FROM recording)';
    const intents = db.prepare<[], { folder: string }>(sql).all();
    return intents.map(({ folder }) =>
      sizesIn(image, `/vault/${folder}`).size > 0 ? ('catalogue' as const) : ('seal' as const),
    );
  } finally {
    db.close();
  }
}

function namesIn(image: string, folder: string): readonly string[] {
  return [...sizesIn(image, folder).keys()];
}

/** `/inode/mode/uid/gid/name/size/`, one a line; nothing for a folder that is not there. */
function sizesIn(image: string, folder: string): ReadonlyMap<string, number> {
  const lines = debugfs(image, `ls -p ${folder}`).split('\n');
  const found = new Map<string, number>();
  for (const line of lines) {
    const [, , , , , name, size] = line.split('/');
    if (name !== undefined && name !== '.' && name !== '..') found.set(name, Number(size));
  }
  return found;
}

function debugfs(image: string, request: string): string {
  return execFileSync('debugfs', ['-R', request, image], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
}

function run(program: string, args: readonly string[], good: readonly number[]): void {
  try {
    execFileSync(program, args, { stdio: 'ignore' });
  } catch (thrown) {
    if (!good.includes((thrown as { status?: number }).status ?? -1)) throw thrown;
  }
}
