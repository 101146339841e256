import type { Words } from './words.ts';
import { approval } from './zh/approval.ts';
import { cases } from './zh/cases.ts';
import { cli } from './zh/cli.ts';
import { config } from './zh/config.ts';
import { destruction } from './zh/destruction.ts';
import { errors, kinds } from './zh/errors.ts';
import { evidence } from './zh/evidence.ts';
import { findingAbout, findingFact } from './zh/finding-facts.ts';
import { findings } from './zh/findings.ts';
import { help } from './zh/help.ts';
import { holds } from './zh/holds.ts';
import { policy } from './zh/policy.ts';
import { register } from './zh/register.ts';
import { retention } from './zh/retention.ts';
import { staff } from './zh/staff.ts';

export const zh: Words = {
  language: 'zh',
  ...evidence,
  errors,
  kinds,
  findings,
  findingFact,
  findingAbout,
  cli,
  help,
  register,
  staff,
  approval,
  cases,
  holds,
  retention,
  policy,
  destruction,
  config,
};
