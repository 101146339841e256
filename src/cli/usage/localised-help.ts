import { Help, type HelpConfiguration } from 'commander';
import type { HelpWords } from '../../words/help-words.ts';
import { displayWidth } from '../output/display-width.ts';
import { wrapText } from '../output/wrap-text.ts';

/** Commander's help with our headings and placeholders, aligned for wide characters. */
export function localisedHelp({ titles, placeholders }: HelpWords): HelpConfiguration {
  const plain = new Help();
  const localise = (text: string) =>
    text.replace('[options]', placeholders.options).replace('[command]', placeholders.command);
  return {
    showGlobalOptions: true,
    displayWidth,
    minWidthToWrap: 24,
    boxWrap: (text, columns) =>
      text
        .split('\n')
        .flatMap((line) => wrapText(line, columns))
        .join('\n'),
    styleTitle: (title) => (titles as Readonly<Record<string, string>>)[title] ?? title,
    commandUsage: (command) => localise(plain.commandUsage(command)),
    subcommandTerm: (command) => localise(plain.subcommandTerm(command)),
  };
}
