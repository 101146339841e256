/** Unicode TR11: these take two columns (East Asian Wide and Fullwidth, and emoji). */
export const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{1f680}-\u{1f6ff}\u{1f900}-\u{1faff}\u{20000}-\u{3fffd}]/u;
const NO_WIDTH = /\p{M}/u;

/** Columns of a terminal that the text takes; colours are not counted. */
export function displayWidth(text: string): number {
  return [...plain(text)].reduce((sum, character) => sum + widthOf(character), 0);
}

/** As much of a plain text as fits. */
export function cutToWidth(text: string, columns: number): string {
  let left = columns;
  let kept = '';
  for (const character of text) {
    left -= widthOf(character);
    if (left < 0) break;
    kept += character;
  }
  return kept;
}

/** As much as fits, and `…` where something is missing. */
export function cutVisibly(text: string, columns: number): string {
  return displayWidth(text) <= columns ? text : `${cutToWidth(text, columns - 1)}…`;
}

/** Both ends of a text, `…` for its middle: a file name is known by its beginning and its extension. */
export function cutMiddle(text: string, columns: number): string {
  if (displayWidth(text) <= columns) return text;
  const end = reversed(cutToWidth(reversed(text), Math.floor((columns - 1) / 2)));
  return `${cutToWidth(text, columns - 1 - displayWidth(end))}…${end}`;
}

function reversed(text: string): string {
  return [...text].reverse().join('');
}

/** A line that may be coloured, as much of it as fits; one that does not fit loses its colours. */
export function cutLine(line: string, columns: number): string {
  return displayWidth(line) <= columns ? line : cutToWidth(plain(line), columns);
}

export function padToWidth(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - displayWidth(text)));
}

function widthOf(character: string): number {
  return NO_WIDTH.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
}

function plain(text: string): string {
  return text.replace(COLOUR, '');
}

const COLOUR = new RegExp(`${String.fromCharCode(0x1b)}\\[[0-9;]*m`, 'g');
