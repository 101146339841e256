import { approval } from './en/approval.ts';
import { cases } from './en/cases.ts';
import { cli } from './en/cli.ts';
import { config } from './en/config.ts';
import { destruction } from './en/destruction.ts';
import { errors, kinds } from './en/errors.ts';
import { evidence } from './en/evidence.ts';
import { findings } from './en/findings.ts';
import { help } from './en/help.ts';
import { holds } from './en/holds.ts';
import { policy } from './en/policy.ts';
import { register } from './en/register.ts';
import { retention } from './en/retention.ts';
import { staff } from './en/staff.ts';
import type { Words } from './words.ts';

export const en: Words = {
  language: 'en',
  ...evidence,
  errors,
  kinds,
  findings,
  findingFact: (text) => text,
  findingAbout: (text) => text,
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
