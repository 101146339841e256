import { writeFileSync } from 'node:fs';
import { policyJsonSchema } from '../../src/retention/read-policies.ts';

/* Writes config/policies/policy.schema.json again: sh bin/sealdock --node test/retention/write-policy-schema.ts && npm run format */
writeFileSync(
  new URL('../../config/policies/policy.schema.json', import.meta.url),
  `${JSON.stringify(policyJsonSchema(), null, 2)}\n`,
);
