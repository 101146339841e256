import * as fs from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { CLEAR_BEGUN_BYTES_LIMIT, parseClearBegun } from '../evidence/clear-begun.ts';
import { CLEAR_RESULT_BYTES_LIMIT, clearOrderText, parseClearResult } from '../evidence/clear-order.ts';
import { type ClearId, parseClearId } from '../evidence/clearing.ts';
import { errnoOf } from '../evidence/errors.ts';
import type { CardCleaner, ClearAnswer } from '../ports/card-cleaner.ts';
import { makeFolders, replaceFile, syncFolder } from './durable-files.ts';
import { mediumMountedAt } from './mounted-medium.ts';

/** How often an answer is looked for. */
const LOOK_EVERY_MS = 200;
/** While cards are cleared an order waits for its turn and its end, but not for ever: as long as the unit may run. */
const TURN_LIMIT_MS = 24 * 3_600_000;
const { O_NOFOLLOW, O_NONBLOCK, O_RDONLY } = fs.constants;
const ROOT_UID = 0;

/**
 * Orders as files in a folder that the privileged program watches: `<id>.order.json` by us, `<id>.begun.json` while it
 * is at work, `<id>.result.json` by it. Only a result that belongs to root, and that nobody else can write, is believed.
 * @param folder of our own, below the station's run folder.
 * @param boot of this start of the machine: what was begun before it is at work no more.
 */
export function openClearOrders(folder: string, boot: string): CardCleaner {
  const at = (id: string, state: 'order' | 'begun' | 'result') => join(folder, `${id}.${state}.json`);
  const look = async (id: string): Promise<ClearAnswer> => {
    const answer = readAnswer(at(id, 'result'));
    if (answer.kind === 'result') return answer;
    // The result comes before the notice goes: between our two looks both may have happened.
    return isAtWork(at(id, 'begun'), boot) ? { kind: 'begun' } : readAnswer(at(id, 'result'));
  };
  /** The program clears one card after the other. */
  const isAnyBegun = async () =>
    (await namesIn(folder, '.begun.json')).some((id) => isAtWork(at(id, 'begun'), boot));
  return {
    mediumAt: async (path) => {
      const medium = await mediumMountedAt(await fs.promises.realpath(path).catch(() => path));
      return medium === null ? null : { path: medium.path, device: medium.device, diskSeq: medium.diskSeq };
    },
    submit: async (order) => {
      await makeFolders(folder);
      await replaceFile(at(order.id, 'order'), Buffer.from(clearOrderText(order)));
    },
    answerTo: async (id, timeoutMs, signal) => {
      const looks = Math.ceil(timeoutMs / LOOK_EVERY_MS);
      const turns = Math.ceil(TURN_LIMIT_MS / LOOK_EVERY_MS);
      let [looked, waited] = [0, 0];
      while (looked < looks && waited < turns && !signal.aborted) {
        const answer = await look(id);
        if (answer.kind === 'bad' || answer.kind === 'result') return answer;
        await pause(LOOK_EVERY_MS, undefined, { signal }).catch(() => {});
        if (await isAnyBegun()) waited += 1;
        else looked += 1;
      }
      return look(id);
    },
    look,
    answered: async () =>
      (await namesIn(folder, '.result.json')).flatMap((name) => {
        const id = parseClearId(name);
        return id === null ? [] : [id];
      }),
    takeBack: async (id) => {
      await makeFolders(folder);
      // It either lies here under this name, or was begun: the program renames it in one step.
      await rm(at(id, 'order'), { force: true });
      await syncFolder(folder);
      return look(id);
    },
    settle: async (id: ClearId) => {
      await makeFolders(folder);
      await rm(at(id, 'result'), { force: true });
      await syncFolder(folder);
    },
  };
}

async function namesIn(folder: string, ending: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => name.endsWith(ending)).map((name) => name.slice(0, -ending.length));
}

/** In doubt it is: for a moment the notice is still the order itself, and nobody is told too early that a card is free. */
function isAtWork(path: string, boot: string): boolean {
  const file = openQuietly(path);
  if (typeof file !== 'number') return errnoOf(file) !== 'ENOENT';
  try {
    const facts = fs.fstatSync(file);
    if (!facts.isFile() || facts.size > CLEAR_BEGUN_BYTES_LIMIT) return true;
    const begun = parseClearBegun(fs.readFileSync(file, 'utf8'));
    return begun === null || begun.boot === boot;
  } finally {
    fs.closeSync(file);
  }
}

function readAnswer(path: string): ClearAnswer {
  const file = openQuietly(path);
  if (typeof file !== 'number')
    return errnoOf(file) === 'ENOENT' ? { kind: 'none' } : { kind: 'bad', why: String(file) };
  try {
    const facts = fs.fstatSync(file);
    if (!facts.isFile() || facts.uid !== ROOT_UID || (facts.mode & 0o022) !== 0)
      return { kind: 'bad', why: "not the privileged program's file" };
    if (facts.size > CLEAR_RESULT_BYTES_LIMIT) return { kind: 'bad', why: 'too long' };
    const result = parseClearResult(fs.readFileSync(file, 'utf8'));
    return result === null ? { kind: 'bad', why: 'no result' } : { kind: 'result', result };
  } finally {
    fs.closeSync(file);
  }
}

/** A descriptor, or what was thrown. */
function openQuietly(path: string): number | unknown {
  try {
    return fs.openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  } catch (thrown) {
    return thrown;
  }
}
