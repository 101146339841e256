import { z } from 'zod';
import { parseRow, type RowFile } from '../documents/parse-row.ts';
import { canonicalJson, type Json } from '../evidence/canonical-json.ts';
import { SealdockError } from '../evidence/errors.ts';
import { type Policy, type PolicyFile, policyFileSchema, policySchema, RULE_PATHS } from './policy.ts';

const POLICIES_LIMIT = 200;
/** A bureau fills in a county's file, which fills in a city's: more is a circle, or a maze. */
const INHERITING_LIMIT = 4;

/**
 * Reads all policies of a folder, with what each inherits filled in.
 * @returns by id, in the order of file names.
 * @throws SealdockError `policies-invalid` with every problem of every file at once, as `file:line: problem`.
 */
export function readPolicies(files: readonly RowFile[]): ReadonlyMap<string, Policy> {
  return readAll(files, null);
}

/** That one file, which stands for the one of the same id among the others. @throws SealdockError `policies-invalid`. */
export function readPolicyBeside(others: readonly RowFile[], file: RowFile): Policy {
  const parsed = parseRow(file, policyFileSchema);
  if ('problems' in parsed) return fail(parsed.problems);
  const found = readAll(others, { name: file.name, row: parsed.row }).get(parsed.row.policy);
  return found ?? fail([`${file.name}: cannot be filled in`]);
}

interface WrittenPolicy {
  readonly name: string;
  readonly row: PolicyFile;
}

function readAll(files: readonly RowFile[], instead: WrittenPolicy | null): ReadonlyMap<string, Policy> {
  if (files.length > POLICIES_LIMIT) fail([`${files.length} files; at most ${POLICIES_LIMIT} are read`]);
  const sorted = [...files].sort((a, b) => (a.name < b.name ? -1 : 1));
  const written = new Map<string, WrittenPolicy>();
  const problems: string[] = [];
  for (const file of sorted) {
    const parsed = parseRow(file, policyFileSchema);
    if ('problems' in parsed) {
      problems.push(...parsed.problems);
    } else if (parsed.row.policy === instead?.row.policy) {
      // Told below, under the name of the file that stands for it.
    } else if (written.has(parsed.row.policy)) {
      problems.push(`${file.name}: the policy "${parsed.row.policy}" stands in more than one file`);
    } else {
      written.set(parsed.row.policy, { name: file.name, row: parsed.row });
    }
  }
  if (instead !== null) written.set(instead.row.policy, instead);
  const policies = new Map<string, Policy>();
  for (const [id, { name }] of written) {
    const line = lineOf(id, written);
    if (typeof line === 'string') problems.push(`${name}: ${line}`);
    else policies.set(id, filledIn(line, name, problems));
  }
  if (problems.length > 0) fail(problems);
  return policies;
}

/** The same, and the one that a station goes by has to be among them. @throws SealdockError `policy-unknown`. */
export function readPoliciesWith(files: readonly RowFile[], own: string): ReadonlyMap<string, Policy> {
  const policies = readPolicies(files);
  if (policies.has(own)) return policies;
  throw new SealdockError('policy-unknown', { about: own, expected: [...policies.keys()].join(', ') });
}

/** The file and what it inherits, the oldest first; or what is wrong with that. */
function lineOf(
  id: string,
  written: ReadonlyMap<string, { readonly row: PolicyFile }>,
): readonly PolicyFile[] | string {
  const line: PolicyFile[] = [];
  for (let next: string | null = id; next !== null; ) {
    const found: PolicyFile | undefined = written.get(next)?.row;
    if (found === undefined) return `inherits "${next}", and there is no such policy`;
    if (line.length > INHERITING_LIMIT)
      return `inherits in a circle, or through more than ${INHERITING_LIMIT} files`;
    line.unshift(found);
    next = found.inherits;
  }
  return line;
}

function filledIn(line: readonly PolicyFile[], name: string, problems: string[]): Policy {
  const { inherits: _, ...head } = line.at(-1) as PolicyFile;
  const sections: Record<string, Record<string, unknown>> = {};
  for (const [section, rule] of RULE_PATHS) {
    const said = line.map((file) => (file[section] as Record<string, unknown> | undefined)?.[rule]);
    sections[section] ??= {};
    sections[section][rule] = said.findLast((value) => value !== undefined) ?? SILENT;
  }
  // Every rule of the schema is there now, each parsed by its own schema in the file that it comes from.
  const whole = { ...head, ...sections } as Policy;
  problems.push(...impossible(whole).map((problem) => `${name}: ${problem}`));
  return whole;
}

const SILENT = { value: null, clauses: [], sentence: null, note: null };

/** What the schema cannot say. */
function impossible({ retention, hold, destruction }: Policy): string[] {
  const problems: string[] = [];
  const floor = retention.floor.value;
  if (floor !== null && floor.kind !== 'months')
    problems.push('retention.floor: must be a number of months or years');
  if (retention.caseFile.value?.kind === 'case-file') {
    problems.push('retention.caseFile: must say how long, and cannot be case-file itself');
  }
  for (const rule of ['patrol', 'default'] as const) {
    if (retention[rule].value?.kind === 'case-file') {
      problems.push(`retention.${rule}: has no case whose file could end`);
    }
  }
  const ids = (hold.grounds.value ?? []).map(({ id }) => id);
  if (new Set(ids).size !== ids.length) problems.push('hold.grounds: an id stands there twice');
  for (const [name, steps] of [
    ['hold.release', hold.release.value],
    ['destruction.steps', destruction.steps.value],
  ] as const) {
    if (steps !== null && steps.at(-1)?.kind !== 'decision')
      problems.push(`${name}: the last step must be a decision`);
  }
  return problems;
}

function fail(problems: readonly string[]): never {
  throw new SealdockError('policies-invalid', { about: problems.join('\n') });
}

/** For editors: what a file of `config/policies` may hold (JSON Schema 2020-12). */
export function policyJsonSchema(): object {
  return z.toJSONSchema(policyFileSchema, { io: 'input', unrepresentable: 'any' });
}

/** A whole policy as it is kept when it is adopted: canonical JSON of the written form. */
export function policyText(policy: Policy): string {
  return canonicalJson(z.encode(policySchema, policy) as unknown as Json);
}

/** What `policyText` made. @throws SealdockError `policies-invalid` when it is none. */
export function parsePolicyText(text: string, about: string): Policy {
  const parsed = policySchema.safeParse(JSON.parse(text));
  if (!parsed.success) return fail([`${about}: ${z.prettifyError(parsed.error)}`]);
  return parsed.data;
}
