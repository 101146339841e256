import { cutToWidth, displayWidth, WIDE } from './display-width.ts';

const OPENING = '（《“‘【';
const CLOSING = '，。；：、！？）》”’】';
/** Chinese may break after any character, but for brackets and punctuation; other scripts at spaces. */
const CHUNK = new RegExp(
  `\\s*[${OPENING}]*(?:(?![${OPENING}])${WIDE.source}|(?:(?!${WIDE.source})[^\\s])+)[${CLOSING}]*|\\s*[${OPENING}]+`,
  'gu',
);

/** Lines of at most so many columns; only a word that is wider than that by itself is broken. */
export function wrapText(text: string, columns: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const chunk of text.match(CHUNK) ?? []) {
    if (displayWidth(line + chunk) <= columns) {
      line += chunk;
      continue;
    }
    if (line !== '') lines.push(line);
    line = chunk.trimStart();
    while (displayWidth(line) > columns) {
      const part = cutToWidth(line, Math.max(2, columns));
      lines.push(part);
      line = line.slice(part.length);
    }
  }
  return [...lines, line];
}
