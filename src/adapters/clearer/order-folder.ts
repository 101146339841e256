import * as fs from 'node:fs';
import {
  CLEAR_ORDER_BYTES_LIMIT,
  type ClearOrder,
  type ClearResult,
  clearResultText,
  parseClearOrder,
} from '../../evidence/clear-order.ts';
import { replaceFile, syncFolder } from '../durable-files.ts';

const { O_DIRECTORY, O_NOFOLLOW, O_NONBLOCK, O_RDONLY } = fs.constants;
/** Orders of one run; what is beyond it is another run's. */
const ORDERS_LIMIT = 64;
const BY_OTHERS = 0o022;

/** An order as it lies there: laid down, or begun by a program that died in it. */
export interface LaidOrder {
  readonly order: ClearOrder;
  readonly isBegun: boolean;
}

/**
 * The folder in which the daemon lays down orders, as the privileged program sees it: it belongs to somebody else, so
 * it is held open and everything in it is reached from there. A link in its place, or in that of a file, leads nowhere.
 */
export interface OrderFolder {
  /** Orders that the service user laid down and nobody else could have written; others are put aside by name. */
  take(): Promise<readonly LaidOrder[]>;
  /** From now on it is told as interrupted unless there is a result. */
  begin(order: ClearOrder): Promise<void>;
  /** The result is on the medium, and the order is gone. */
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
  return {
    take: async () => {
      const names = fs.readdirSync(at('.')).filter((name) => /^clear-.*\.(order|begun)\.json$/.test(name));
      const taken: LaidOrder[] = [];
      for (const name of names.sort().slice(0, ORDERS_LIMIT)) {
        const order = readOrder(at(name), name, serviceUid);
        if (typeof order !== 'string') taken.push({ order, isBegun: name.endsWith('.begun.json') });
        else {
          onRefused(name, order);
          // Under another name, so that the unit that watches for orders does not start for it again and again.
          fs.renameSync(at(name), at(`${name}.refused`));
        }
      }
      return taken;
    },
    begin: async ({ id }) => {
      fs.renameSync(at(`${id}.order.json`), at(`${id}.begun.json`));
      await syncFolder(at('.'));
    },
    answer: async (result) => {
      await replaceFile(at(`${result.id}.result.json`), Buffer.from(clearResultText(result)), 0o644);
      for (const state of ['order', 'begun']) fs.rmSync(at(`${result.id}.${state}.json`), { force: true });
      await syncFolder(at('.'));
    },
    close: () => fs.closeSync(fd),
  };
}

/** The order, or what is wrong with the file. */
function readOrder(path: string, name: string, serviceUid: number): ClearOrder | string {
  let fd: number;
  try {
    fd = fs.openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  } catch (thrown) {
    return String(thrown);
  }
  try {
    const facts = fs.fstatSync(fd);
    if (!facts.isFile() || facts.nlink !== 1) return 'not a file of its own';
    if (facts.uid !== serviceUid || (facts.mode & BY_OTHERS) !== 0) return 'others could have written it';
    if (facts.size > CLEAR_ORDER_BYTES_LIMIT) return `longer than ${CLEAR_ORDER_BYTES_LIMIT} B`;
    const order = parseClearOrder(fs.readFileSync(fd, 'utf8'));
    if (order === null) return 'no order, or changed after it was decided';
    return name.startsWith(`${order.id}.`) ? order : 'the name is of another order';
  } finally {
    fs.closeSync(fd);
  }
}
