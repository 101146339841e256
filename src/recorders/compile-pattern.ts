/** Names on Linux have at most 255 bytes; a pattern longer than this is a mistake. */
const PATTERN_CHARS_LIMIT = 300;

/** The longest name that Linux knows. */
const NAME_BYTES = 255;
/**
 * Ways in which repetitions may share one name between them. Each has as many as it has lengths; on the worst name all of
 * them are tried, which takes about 50 ms (measured).
 */
const WAYS_LIMIT = 8_000_000;

const GROUP_NAME = /\(\?<([A-Za-z_$][\w$]*)>/g;

/**
 * A pattern from a model's row, compiled once. It must say where it begins and ends, name no group outside
 * `groups`, and not be able to run away on a hostile name.
 * @returns the compiled pattern, or what is wrong with it, as one sentence.
 */
export function compilePattern(source: string, groups: readonly string[]): RegExp | string {
  if (source.length > PATTERN_CHARS_LIMIT) return `longer than ${PATTERN_CHARS_LIMIT} characters`;
  if (!source.startsWith('^') || !source.endsWith('$')) return 'must begin with ^ and end with $';
  const strange = [...source.matchAll(GROUP_NAME)]
    .map((match) => match[1])
    .find((name) => !isIn(groups, name));
  if (strange !== undefined) return `group "${strange}" is none of ${groups.join(', ')}`;
  if (mayRunAway(source)) {
    return 'repeats a group that itself repeats or chooses (catastrophic backtracking)';
  }
  if (tokensOf(source.replaceAll('(?', '(')).reduce((ways, token) => ways * waysOf(token), 1) > WAYS_LIMIT) {
    return `its repetitions can share a name in more than ${WAYS_LIMIT} ways: give them bounds, such as {1,8}`;
  }
  try {
    return new RegExp(source, 'u');
  } catch (thrown) {
    return thrown instanceof Error ? thrown.message : 'not a regular expression';
  }
}

/** What a group of a compiled pattern takes, as a pattern of the whole text; null where there is no such group. */
export function groupPattern(source: string, name: string): RegExp | null {
  const head = `(?<${name}>`;
  const begins = source.indexOf(head);
  if (begins < 0) return null;
  let open = 1;
  let inside = '';
  for (const token of tokensOf(source.slice(begins + head.length))) {
    if (token === '(') open += 1;
    if (token === ')') open -= 1;
    if (open === 0) return new RegExp(`^(?:${inside})$`, 'u');
    inside += token;
  }
  return null;
}

function isIn(groups: readonly string[], name: string | undefined): boolean {
  return name !== undefined && groups.includes(name);
}

interface OpenGroup {
  /** Holds something that matches the same text in more than one way. */
  loose: boolean;
}

/**
 * True where a repeated group holds a repetition or an alternative: the shape of every exponential pattern.
 * What is left is polynomial at worst, on names of at most 255 bytes.
 */
function mayRunAway(source: string): boolean {
  const open: OpenGroup[] = [{ loose: false }];
  let closed: OpenGroup | null = null;
  for (const token of tokensOf(source)) {
    const here = open.at(-1) ?? { loose: false };
    if (token === '(') open.push({ loose: false });
    else if (token === '|') here.loose = true;
    else if (token.length > 1 ? /^\{\d/.test(token) : isVariable(token)) {
      if (closed?.loose) return true;
      here.loose ||= isVariable(token);
    }
    closed = token === ')' ? (open.pop() ?? null) : null;
    if (closed?.loose) (open.at(-1) ?? closed).loose = true;
  }
  return false;
}

/** Escapes and character classes as one token, quantifiers as one token, everything else by the character. */
function tokensOf(source: string): readonly string[] {
  return source.match(/\\.|\[(?:\\.|[^\]\\])*\]|\{\d+,?\d*\}|./gsu) ?? [];
}

/** How many lengths a quantifier allows on the longest name. */
function waysOf(token: string): number {
  if (token === '*' || token === '+') return NAME_BYTES;
  if (token === '?') return 2;
  const [, least, most] = /^\{(\d+),(\d*)\}$/.exec(token) ?? [];
  if (least === undefined) return 1;
  const limit = most === '' || most === undefined ? NAME_BYTES : Math.min(Number(most), NAME_BYTES);
  return Math.max(1, limit - Number(least) + 1);
}

/** `{8}` matches in one way only, unless what it repeats is loose; `?` at most doubles the work. */
function isVariable(token: string): boolean {
  return token === '*' || token === '+' || /^\{\d+,\d*\}$/.test(token);
}
