import type { Session } from '../session.ts';
import { cutToWidth, displayWidth } from './display-width.ts';

const PLAIN_EVERY_MS = 2_000;
const DEFAULT_COLUMNS = 80;

/** One line of progress; `key` says what it belongs to. */
export interface LiveLine {
  readonly key: string;
  readonly text: string;
}

/** Shows lines that change: redrawn in place on a terminal, elsewhere written anew at most every 2 s per key. */
export interface LiveLines {
  show(lines: readonly LiveLine[], nowMs: number): void;
  /** Takes the redrawn lines away, so that a result can follow. */
  clear(): void;
}

export function openLiveLines({ io, flags }: Pick<Session, 'io' | 'flags'>): LiveLines {
  return io.isTTY && !flags.isJson ? redrawn(io) : written(io);
}

function redrawn({ stderr, columns }: Session['io']): LiveLines {
  let drawn = 0;
  // Back to the first line, and everything below it away (ECMA-48: CUU, ED).
  const back = () => (drawn === 0 ? '' : `\x1b[${drawn}A\r\x1b[J`);
  return {
    show: (lines) => {
      const width = (columns ?? DEFAULT_COLUMNS) - 1;
      const text = lines.map(
        (line) => `${displayWidth(line.text) > width ? cutToWidth(line.text, width) : line.text}\n`,
      );
      stderr.write(back() + text.join(''));
      drawn = lines.length;
    },
    clear: () => {
      stderr.write(back());
      drawn = 0;
    },
  };
}

function written({ stderr }: Session['io']): LiveLines {
  const last = new Map<string, { readonly atMs: number; readonly text: string }>();
  return {
    show: (lines, nowMs) => {
      for (const { key, text } of lines) {
        const before = last.get(key);
        if (before !== undefined && (before.text === text || nowMs - before.atMs < PLAIN_EVERY_MS)) continue;
        last.set(key, { atMs: nowMs, text });
        stderr.write(`${text}\n`);
      }
    },
    clear: () => {},
  };
}
