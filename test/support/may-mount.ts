import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/* Faults of a real kernel need root, and loop devices need a kernel that has them; elsewhere such tests are skipped. */
export const canMount = process.getuid?.() === 0 && mountsTmpfs();
export const canLoop = canMount && existsSync('/dev/loop-control') && existsSync('/dev/loop0');

if (!canMount) console.warn('skipped: full disks, sick disks and refused direct I/O need root');
else if (!canLoop) console.warn('skipped: media that fill up, fail or lie need loop devices');

function mountsTmpfs(): boolean {
  const at = mkdtempSync(join(tmpdir(), 'may-mount-'));
  const isMounted = spawnSync('mount', ['-t', 'tmpfs', 'try', at], { stdio: 'ignore' }).status === 0;
  if (isMounted) spawnSync('umount', [at]);
  rmdirSync(at);
  return isMounted;
}
