import * as fs from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { CLEAR_RESULT_BYTES_LIMIT, clearOrderText, parseClearResult } from '../evidence/clear-order.ts';
import { parseClearId } from '../evidence/clearing.ts';
import { errnoOf } from '../evidence/errors.ts';
import type { CardCleaner, ClearAnswer } from '../ports/card-cleaner.ts';
import { makeFolders, replaceFile, syncFolder } from './durable-files.ts';
import { mediumMountedAt } from './mounted-medium.ts';

/** How often an answer is looked for. */
const LOOK_EVERY_MS = 200;
/** While other cards are cleared an order waits for its turn, but not for ever. */
const TURN_LIMIT_MS = 24 * 3_600_000;
const { O_NOFOLLOW, O_NONBLOCK, O_RDONLY } = fs.constants;
const ROOT_UID = 0;

/**
 * Orders as files in a folder that the privileged program watches: `<id>.order.json` by us, `<id>.begun.json` while it
 * is at work, `<id>.result.json` by it. Only a result that belongs to root, and that nobody else can write, is believed.
 * @param folder of our own, below the station's run folder.
 */
export function openClearOrders(folder: string): CardCleaner {
  const at = (id: string, state: 'order' | 'result') => join(folder, `${id}.${state}.json`);
  const look = async (id: string): Promise<ClearAnswer> => readAnswer(at(id, 'result'));
  /** The program clears one card after the other. */
  const isAnotherBegun = async (id: string) => {
    const names = await readdir(folder).catch(() => []);
    return names.some((name) => name.endsWith('.begun.json') && name !== `${id}.begun.json`);
  };
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
        if (answer.kind !== 'none') return answer;
        await pause(LOOK_EVERY_MS, undefined, { signal }).catch(() => {});
        if (await isAnotherBegun(id)) waited += 1;
        else looked += 1;
      }
      return look(id);
    },
    look,
    answered: async () => {
      const names = await readdir(folder).catch(() => []);
      return names.flatMap((name) => {
        const id = name.endsWith('.result.json') ? parseClearId(name.slice(0, -'.result.json'.length)) : null;
        return id === null ? [] : [id];
      });
    },
    settle: async (id) => {
      await makeFolders(folder);
      // The order first: without it nobody begins, and the answer of one that was begun can still come.
      await rm(at(id, 'order'), { force: true });
      await rm(at(id, 'result'), { force: true });
      await syncFolder(folder);
    },
  };
}

function readAnswer(path: string): ClearAnswer {
  let fd: number;
  try {
    fd = fs.openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  } catch (thrown) {
    return errnoOf(thrown) === 'ENOENT' ? { kind: 'none' } : { kind: 'bad', why: String(thrown) };
  }
  try {
    const facts = fs.fstatSync(fd);
    if (!facts.isFile() || facts.uid !== ROOT_UID || (facts.mode & 0o022) !== 0)
      return { kind: 'bad', why: "not the privileged program's file" };
    if (facts.size > CLEAR_RESULT_BYTES_LIMIT) return { kind: 'bad', why: 'too long' };
    const result = parseClearResult(fs.readFileSync(fd, 'utf8'));
    return result === null ? { kind: 'bad', why: 'no result' } : { kind: 'result', result };
  } finally {
    fs.closeSync(fd);
  }
}
