import { styleText } from 'node:util';
import type { CliIo } from '../cli-io.ts';

export type Paint = (style: 'bold' | 'red' | 'yellow' | 'green' | 'dim', text: string) => string;

/** Colours only for a person at a terminal who did not refuse them (`--no-color`, no-color.org). */
export function paintFor(io: Pick<CliIo, 'isTTY' | 'env'>, flag: { readonly isColorOff: boolean }): Paint {
  const isOn = io.isTTY && !flag.isColorOff && !io.env.NO_COLOR && io.env.TERM !== 'dumb';
  return (style, text) => (isOn ? styleText(style, text, { validateStream: false }) : text);
}
