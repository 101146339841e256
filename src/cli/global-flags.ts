/** The options that every command takes. */
export interface GlobalFlags {
  readonly config: string | null;
  readonly data: string | null;
  readonly lang: string | null;
  readonly isJson: boolean;
  readonly isColorOff: boolean;
}

/**
 * Reads the global options before the command line is parsed: the language of a usage error, and whether it goes
 * into an envelope, must be known when it happens.
 */
export function readGlobalFlags(argv: readonly string[]): GlobalFlags {
  const end = argv.indexOf('--');
  const words = end < 0 ? argv : argv.slice(0, end);
  return {
    config: optionValue(words, '--config'),
    data: optionValue(words, '--data'),
    lang: optionValue(words, '--lang'),
    isJson: words.includes('--json'),
    isColorOff: words.includes('--no-color'),
  };
}

/** The last one counts, as commander has it. */
function optionValue(words: readonly string[], option: string): string | null {
  const at = words.findLastIndex((word) => word === option || word.startsWith(`${option}=`));
  const word = words[at];
  if (word === undefined) return null;
  return word === option ? (words[at + 1] ?? null) : word.slice(option.length + 1);
}
