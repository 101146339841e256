import { displayWidth, padToWidth } from './display-width.ts';

/** A label and its value per line, values under each other. */
export function factsText(facts: readonly (readonly [label: string, value: string])[]): string {
  const width = Math.max(0, ...facts.map(([label]) => displayWidth(label)));
  return facts.map(([label, value]) => `${padToWidth(label, width)}  ${value}`.trimEnd()).join('\n');
}
