/**
 * What could move the cursor, hide, reorder or forge text on a terminal: control and format characters (escape
 * sequences, bidi, zero width, tags), line and paragraph separators, lone surrogates, everything that is invisible
 * by default; and the backslash, so that two different names never look the same.
 */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\\]/gu;

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\\': '\\\\' };

/** External text (file names, labels, what a program said) as it may be written to a terminal, on one line. */
export function shown(text: string): string {
  return text.replace(UNSAFE, (character) => SHORT[character] ?? escaped(character));
}

function escaped(character: string): string {
  const hex = (character.codePointAt(0) ?? 0).toString(16);
  return hex.length <= 2 ? `\\x${hex.padStart(2, '0')}` : `\\u{${hex}}`;
}
