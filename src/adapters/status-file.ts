import { readFile, rename, writeFile } from 'node:fs/promises';
import type { StationStatus, StatusBoard } from '../ports/status-board.ts';

/** A daemon writes twice a second; what is older is of one that died, and its process number may be somebody else's. */
const STALE_AFTER_MS = 30_000;

/**
 * The status as a small file that is replaced as a whole. It is not flushed: after a power cut nobody runs, and the
 * process number in it tells that.
 */
export function openStatusFile(path: string, now: () => number): StatusBoard {
  return {
    publish: async (status) => {
      const temporary = `${path}.${process.pid}.tmp`;
      await writeFile(temporary, JSON.stringify(status), { mode: 0o644 });
      await rename(temporary, path);
    },
    read: async () => {
      const text = await readFile(path, 'utf8').catch(() => null);
      if (text === null) return null;
      const status = parseStatus(text);
      if (status === null) return null;
      const ageMs = now() - Date.parse(status.updatedAt);
      return ageMs < STALE_AFTER_MS && isAlive(status.pid) ? status : null;
    },
  };
}

/** It is not flushed, so that a power cut may leave anything in its place. */
function parseStatus(text: string): StationStatus | null {
  try {
    const status = JSON.parse(text) as Partial<StationStatus> | null;
    const isOurs = status?.v === 2 && [status.docks, status.slots, status.alarms].every(Array.isArray);
    return isOurs ? (status as StationStatus) : null;
  } catch {
    return null;
  }
}

/** Signal 0 asks whether the process is there; EPERM says that it is, and somebody else's. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    return (thrown as { code?: unknown }).code === 'EPERM';
  }
}
