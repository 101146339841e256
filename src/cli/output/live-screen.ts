import type { CliIo } from '../cli-io.ts';
import { cutLine } from './display-width.ts';

const DEFAULT_COLUMNS = 80;
const DEFAULT_ROWS = 24;

/** A text that is redrawn in place on a terminal's standard output; what it showed last stays when it ends. */
export interface LiveScreen {
  /** @param cut says how many lines the window is too low for. */
  show(text: string, cut: (lines: number) => string): void;
}

export function openLiveScreen(io: CliIo): LiveScreen {
  let drawn = 0;
  return {
    show: (text, cut) => {
      // Each line in one row of the window, and the cursor's own row below them: else going back would miss its start.
      const [width, height] = [(io.columns ?? DEFAULT_COLUMNS) - 1, (io.rows ?? DEFAULT_ROWS) - 1];
      const all = text.split('\n');
      const lines = all.length <= height ? all : [...all.slice(0, height - 1), cut(all.length - height + 1)];
      // Back to the first line, each line and what is left of the old one, everything below (ECMA-48: CUU, EL, ED).
      const back = drawn === 0 ? '' : `\x1b[${drawn}A\r`;
      io.stdout.write(`${back}${lines.map((line) => `${cutLine(line, width)}\x1b[K\n`).join('')}\x1b[J`);
      drawn = lines.length;
    },
  };
}
