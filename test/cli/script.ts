/**
 * A command-line test as a small text, in the way of age's testdata:
 *
 *     # the rule it holds
 *     file card/Media/a.mp4 content
 *     $ sealdock --lang en status
 *     exit 2
 *     > a line of standard output
 *     ! a line of standard error
 *     absent data
 *
 * `{W}` is the folder of the test, `{*}` any text within a line, and `...` any lines. A stream without expected
 * lines must stay empty.
 */
export interface Script {
  readonly title: string;
  readonly steps: readonly Step[];
}

export type Step =
  | { readonly kind: 'file'; readonly path: string; readonly text: string }
  | { readonly kind: 'present' | 'absent'; readonly path: string }
  | {
      readonly kind: 'run';
      readonly argv: readonly string[];
      readonly env: Readonly<Record<string, string>>;
      exit: number;
      readonly stdout: string[];
      readonly stderr: string[];
    };

export function parseScripts(text: string): readonly Script[] {
  return text
    .split(/^# /m)
    .slice(1)
    .map((block) => {
      const [title = '', ...lines] = block.split('\n');
      return { title, steps: parseSteps(lines) };
    });
}

function parseSteps(lines: readonly string[]): readonly Step[] {
  const steps: Step[] = [];
  for (const line of lines) {
    const last = steps.at(-1);
    const [word = '', rest = ''] = split(line, ' ');
    if (line.trim() === '' || line.startsWith('//')) continue;
    if (word === 'file') {
      const [path = '', content = ''] = split(rest, ' ');
      steps.push({ kind: 'file', path, text: content.replaceAll('\\n', '\n') });
    } else if (word === 'present' || word === 'absent') steps.push({ kind: word, path: rest });
    else if (word === '$')
      steps.push({ kind: 'run', ...parseCommand(rest), exit: 0, stdout: [], stderr: [] });
    else if (last?.kind === 'run' && word === 'exit') last.exit = Number(rest);
    else if (last?.kind === 'run' && word === '>') last.stdout.push(rest);
    else if (last?.kind === 'run' && word === '!') last.stderr.push(rest);
    else throw new Error(`not a step: ${line}`);
  }
  return steps;
}

/** Words in single quotes stay together; `NAME=value` before `sealdock` sets the environment. */
function parseCommand(line: string): { argv: string[]; env: Record<string, string> } {
  const words = [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '');
  const program = words.indexOf('sealdock');
  const env = Object.fromEntries(words.slice(0, program).map((word) => split(word, '=') as [string, string]));
  return { argv: words.slice(program + 1), env };
}

function split(text: string, at: string): [string, string] {
  const place = text.indexOf(at);
  return place < 0 ? [text, ''] : [text.slice(0, place), text.slice(place + at.length)];
}

/** Null when the text is what was expected; otherwise the pattern, for the message. */
export function mismatch(text: string, expected: readonly string[]): string | null {
  if (expected.length === 0) return text === '' ? null : 'nothing';
  const pattern = expected
    .map((line) => (line === '...' ? '(?:.*\\n)*?' : `${line.split('{*}').map(escaped).join('.*')} *\\n`))
    .join('');
  return new RegExp(`^${pattern}$`).test(text) ? null : expected.join('\n');
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
