import type { CommanderError } from 'commander';
import { SealdockError } from '../../evidence/errors.ts';
import type { CliWords } from '../../words/cli-words.ts';

/** What commander complains about, as one of ours and in our words. Its messages are English only. */
export function usageError(
  { code, message }: CommanderError,
  { usage }: Pick<CliWords, 'usage'>,
): SealdockError {
  const [complaint = '', suggestion = ''] = splitSuggestion(message);
  const quoted = /'([\s\S]*)'/.exec(complaint)?.[1] ?? '';
  const suggested = suggestion === '' ? '' : usage.didYouMean(suggestion.split(', '));
  const refused = (about: string) => new SealdockError('usage', { about: `${about}${suggested}` });
  switch (code) {
    case 'commander.unknownCommand':
      return refused(usage.unknownCommand(quoted));
    case 'commander.unknownOption':
      return refused(usage.unknownOption(quoted));
    case 'commander.missingArgument':
      return refused(usage.missingArgument(quoted));
    case 'commander.optionMissingArgument':
      return refused(usage.missingValue(quoted));
    case 'commander.missingMandatoryOptionValue':
      return refused(usage.missingOption(quoted));
    case 'commander.excessArguments':
      return refused(usage.tooManyArguments(/ but got \d+: ([\s\S]*)\.$/.exec(complaint)?.[1] ?? ''));
    case 'commander.help':
      return refused(usage.commandNeeded);
    default:
      return refused(complaint.replace(/^error: /, ''));
  }
}

function splitSuggestion(message: string): readonly string[] {
  const parts = /^([\s\S]*)\n\(Did you mean (?:one of )?(.*)\?\)$/.exec(message);
  return parts === null ? [message] : [parts[1] as string, parts[2] as string];
}
