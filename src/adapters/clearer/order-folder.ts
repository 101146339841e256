import * as fs from 'node:fs';
import {
  CLEAR_BEGUN_BYTES_LIMIT,
  type ClearBegun,
  clearBegunText,
  parseClearBegun,
} from '../../evidence/clear-begun.ts';
import {
  CLEAR_ORDER_BYTES_LIMIT,
  type ClearOrder,
  type ClearResult,
  clearResultText,
  parseClearOrder,
} from '../../evidence/clear-order.ts';
import { errnoOf } from '../../evidence/errors.ts';
import { replaceFile, syncFolder } from '../durable-files.ts';

const { O_DIRECTORY, O_NOFOLLOW, O_NONBLOCK, O_RDONLY } = fs.constants;
/** Orders of one run; what is beyond it is another run's. */
const ORDERS_LIMIT = 64;
const BY_OTHERS = 0o022;

/**
 * The folder in which the daemon lays down orders, as the privileged program sees it: it belongs to somebody else, so
 * it is held open and everything in it is reached from there. A link in its place, or in that of a file, leads nowhere.
 * What lies there is the service user's word, also when we have written it: nothing but an order is ever acted on.
 */
export interface OrderFolder {
  /** Orders that the service user laid down and nobody else could have written; others are put aside by name. */
  take(): Promise<readonly ClearOrder[]>;
  /**
   * Tells that we are at work on it. From now on nobody can take it back.
   * @returns false when it was taken back before.
   */
  begin(begun: ClearBegun): Promise<boolean>;
  /** What we had told and not answered, before the last start of the machine or because we died. */
  unanswered(): Promise<readonly ClearBegun[]>;
  /** The result is on the medium, and the order is gone. An earlier result of the same order stays. */
  answer(result: ClearResult): Promise<void>;
  close(): void;
}

/** @throws Error when the folder is not the service user's, or anybody else can write to it. */
export function openOrderFolder(
  path: string,
  serviceUid: number,
  onRefused: (name: string, why: string) => void,
): OrderFolder {
  const fd = fs.openSync(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
  const at = (name: string) => `/proc/self/fd/${fd}/${name}`;
  const { uid, mode } = fs.fstatSync(fd);
  if (uid !== serviceUid || (mode & BY_OTHERS) !== 0) {
    fs.closeSync(fd);
    throw new Error(`${path} must belong to uid ${serviceUid}, and nobody else may write to it`);
  }
  /** Files of one kind that are what they should be; others get a name for which no unit starts again and again. */
  const readAll = <T extends { readonly id: string }>(
    state: State,
    uids: readonly number[],
  ): readonly T[] => {
    const names = fs.readdirSync(at('.')).filter((name) => STATES[state].names.test(name));
    return names
      .sort()
      .slice(0, ORDERS_LIMIT)
      .flatMap((name) => {
        const read = readFile<T>(at(name), name, state, uids);
        if (typeof read !== 'string') return [read];
        onRefused(name, read);
        fs.renameSync(at(name), at(`${name}.refused`));
        return [];
      });
  };
  return {
    take: async () => readAll<ClearOrder>('order', [serviceUid]),
    begin: async (begun) => {
      try {
        // One step, so that it was either taken back before or cannot be any more.
        fs.renameSync(at(`${begun.id}.order.json`), at(`${begun.id}.begun.json`));
      } catch (thrown) {
        if (errnoOf(thrown) === 'ENOENT') return false;
        throw thrown;
      }
      await replaceFile(at(`${begun.id}.begun.json`), Buffer.from(clearBegunText(begun)), 0o644);
      return true;
    },
    unanswered: async () => {
      // Between the two steps of `begin` it is still the order.
      for (const name of fs.readdirSync(at('.')).filter((each) => STATES.begun.names.test(each))) {
        const order = readFile<ClearOrder>(at(name), name, 'order', [serviceUid]);
        if (typeof order !== 'string') fs.renameSync(at(name), at(`${order.id}.order.json`));
      }
      return readAll<ClearBegun>('begun', [process.getuid?.() ?? 0]);
    },
    answer: async (result) => {
      const name = `${result.id}.result.json`;
      if (fs.lstatSync(at(name), { throwIfNoEntry: false }) === undefined)
        await replaceFile(at(name), Buffer.from(clearResultText(result)), 0o644);
      for (const state of ['order', 'begun']) fs.rmSync(at(`${result.id}.${state}.json`), { force: true });
      await syncFolder(at('.'));
    },
    close: () => fs.closeSync(fd),
  };
}

const STATES = {
  order: { names: /^clear-.*\.order\.json$/, limit: CLEAR_ORDER_BYTES_LIMIT, parse: parseClearOrder },
  begun: { names: /^clear-.*\.begun\.json$/, limit: CLEAR_BEGUN_BYTES_LIMIT, parse: parseClearBegun },
} as const;
type State = keyof typeof STATES;

/** What the file says, or what is wrong with it. */
function readFile<T extends { readonly id: string }>(
  path: string,
  name: string,
  state: State,
  uids: readonly number[],
): T | string {
  const { limit, parse } = STATES[state];
  let fd: number;
  try {
    fd = fs.openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  } catch (thrown) {
    return String(thrown);
  }
  try {
    const facts = fs.fstatSync(fd);
    if (!facts.isFile() || facts.nlink !== 1) return 'not a file of its own';
    if (!uids.includes(facts.uid) || (facts.mode & BY_OTHERS) !== 0) return 'others could have written it';
    if (facts.size > limit) return `longer than ${limit} B`;
    const read = parse(fs.readFileSync(fd, 'utf8')) as T | null;
    if (read === null) return `no ${state}, or changed after it was decided`;
    return name.startsWith(`${read.id}.`) ? read : 'the name is of another order';
  } finally {
    fs.closeSync(fd);
  }
}
