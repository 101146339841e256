import { execFile } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const SEALDOCK = new URL('../../bin/sealdock', import.meta.url).pathname;

export interface Measured {
  readonly seconds: number;
  /** Only for sealdock. */
  readonly cpuSeconds?: number;
  readonly maxRssBytes?: number;
  readonly readBackFrom?: string | null;
}

export interface Contender {
  readonly name: string;
  /** What it guarantees when it has ended. */
  readonly proves: string;
  run(cards: string, target: string): Promise<Measured>;
}

/** Empties the page cache, so that a comparison reads the disk and not the memory. Needs root. */
export const DROP = 'sync; echo 3 > /proc/sys/vm/drop_caches 2>/dev/null || true';

const shell =
  (script: string) =>
  async (cards: string, target: string): Promise<Measured> => {
    const startedMs = performance.now();
    await run('sh', ['-euc', script], { env: { ...process.env, SRC: cards, DST: target }, maxBuffer: 1e8 });
    return { seconds: (performance.now() - startedMs) / 1_000 };
  };

const DIGESTS = 'find . -type f -print0 | sort -z | xargs -0 openssl dgst -sha256 -r';

export const COPY: Contender = {
  name: 'cp -r && sync',
  proves: 'nothing',
  run: shell('cp -r "$SRC" "$DST" && sync'),
};

export const PROVING_TOOLS: readonly Contender[] = [
  {
    name: 'cp; sync; drop caches; openssl sha256, both sides',
    proves: 'equal',
    run: shell(
      `cp -r "$SRC" "$DST"; ${DROP}; (cd "$SRC"; ${DIGESTS}) > "$DST.a"; (cd "$DST"; ${DIGESTS}) > "$DST.b"; cmp "$DST.a" "$DST.b"`,
    ),
  },
  {
    name: 'rsync -a --fsync; drop caches; rsync -acn',
    proves: 'equal (MD5/xxh)',
    run: shell(`rsync -a --fsync "$SRC/" "$DST/"; ${DROP}; test -z "$(rsync -acni "$SRC/" "$DST/")"`),
  },
  {
    name: 'rclone copy; sync; drop caches; rclone check',
    proves: 'equal (MD5)',
    run: shell(`rclone -q copy "$SRC" "$DST"; ${DROP}; rclone -q check "$SRC" "$DST"`),
  },
];

/** @param settings further lines of the configuration. */
export function sealdock(name: string, settings = ''): Contender {
  return {
    name,
    proves: 'equal, read back from the medium, sealed, signed, audited',
    run: async (cards, target) => {
      mkdirSync(target, { recursive: true });
      const config = join(target, 'sealdock.yaml');
      const models = new URL('../../config/recorders', import.meta.url).pathname;
      writeFileSync(
        config,
        `data: ${join(target, 'data')}\nrecorders:\n  models: ${models}\n  admit: any\n${settings}`,
      );
      const script = new URL('./dock-once.ts', import.meta.url).pathname;
      const { stdout } = await run('sh', [SEALDOCK, '--node', script, config, cards], {
        cwd: dirname(SEALDOCK),
      });
      const measured = JSON.parse(stdout) as Measured & { results: string[] };
      if (measured.results.some((result) => result !== 'done' && result !== 'findings')) {
        throw new Error(`a dock did not finish: ${stdout}`);
      }
      return measured;
    },
  };
}

export function clean(target: string): void {
  rmSync(target, { recursive: true, force: true });
  for (const suffix of ['.a', '.b']) rmSync(target + suffix, { force: true });
}
