import { SealdockError } from '../../evidence/errors.ts';
import type { Words } from '../../words/words.ts';

/** Parsers of what people type about policies; each refuses with what it expected. */
export function policyParsers({ cli: { usage }, policy }: Words) {
  const id =
    (argument: string) =>
    (value: string): string => {
      if (/^[a-z][a-z0-9-]{0,39}$/.test(value)) return value;
      throw new SealdockError('usage', {
        about: usage.badValue(argument, value),
        expected: policy.aPolicyId,
      });
    };
  return {
    id,
    ids: (value: string, before: readonly string[] = []): readonly string[] => [...before, id('[id]')(value)],
  };
}
