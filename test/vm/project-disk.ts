import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = new URL('../..', import.meta.url).pathname;
/** Only used while developing; 150 MB that no station has. */
const DEVELOPMENT =
  /^(@biomejs|@types|typescript|@typescript|vitest|@vitest|vite|@rolldown|rolldown|fast-check|lightningcss)/;

/** The project as a station would have it in /opt/sealdock, as a disk image; made anew for every run. */
export function makeProjectDisk(at: string): void {
  const folder = `${at}.d`;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const name of ['bin', 'config', 'src', 'systemd', 'package.json', 'README.md']) {
    cpSync(join(ROOT, name), join(folder, name), { recursive: true });
  }
  const modules = join(ROOT, 'node_modules');
  cpSync(modules, join(folder, 'node_modules'), {
    recursive: true,
    verbatimSymlinks: true,
    filter: (from) => from === modules || !DEVELOPMENT.test(from.slice(modules.length + 1)),
  });
  rmSync(at, { force: true });
  // The helper runs as root from there: all of it belongs to root.
  execFileSync('chown', ['-R', '0:0', folder]);
  execFileSync('mke2fs', ['-q', '-t', 'ext4', '-O', '^has_journal', '-m', '0', '-d', folder, at, '600M']);
  rmSync(folder, { recursive: true });
}
