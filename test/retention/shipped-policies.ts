import { readdirSync, readFileSync } from 'node:fs';
import type { RowFile } from '../../src/documents/parse-row.ts';
import type { Policy } from '../../src/retention/policy.ts';
import { readPolicies } from '../../src/retention/read-policies.ts';

const FOLDER = new URL('../../config/policies/', import.meta.url);

/** The files of `config/policies` as they are shipped. */
export function shippedPolicyFiles(): readonly RowFile[] {
  return readdirSync(FOLDER)
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => ({ name, text: readFileSync(new URL(name, FOLDER), 'utf8') }));
}

const policies = readPolicies(shippedPolicyFiles());

export function shippedPolicy(id: string): Policy {
  const policy = policies.get(id);
  if (policy === undefined) throw new Error(`no policy ${id} is shipped`);
  return policy;
}
