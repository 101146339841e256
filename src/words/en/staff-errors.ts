import type { ErrorCode } from '../../evidence/errors.ts';
import type { ErrorWords } from '../words.ts';

/** About people, signing in and approvals. */
export const staffErrors = {
  'staff-unknown': {
    message: 'There is no such account[: {about}]',
    hint: '"sealdock staff list" shows the accounts.',
  },
  'staff-known': {
    message: 'There is such an account or certificate number already[: {about}]',
    hint: 'Everybody has one account, for ever. Change the one that is there, or give another name.',
  },
  'staff-invalid': {
    message: 'What was said of this person cannot be used[: {about}]',
    hint: 'Correct what is listed. Nothing was changed.',
  },
  'password-weak': {
    message: 'This password cannot be used[: {about}]',
    hint: "At least 10 characters of 3 kinds (small and capital letters, digits, others), without the account's name in it.",
  },
  'approval-unknown': {
    message: 'There is no such request[: {about}]',
    hint: '"sealdock approval list" shows those that are open.',
  },
  'not-signed-in': {
    message: 'This needs a person who is signed in[: {about}]',
    hint: 'Run "sealdock login <account>". Where there are no accounts yet, "sealdock staff first" makes the first one.',
  },
  'session-expired': {
    message: 'The session has ended[: {about}]',
    hint: 'Run "sealdock login <account>" again.',
  },
  'sign-in-refused': {
    message: 'Account and password do not fit, or the account is not in use[: {about}]',
    hint: 'Try again with care: after 5 failures in a row an account is locked for 15 minutes. A security administrator can set another password.',
  },
  'account-locked': {
    message: 'There were too many failures; the account is locked for now[: {about}]',
    hint: 'Wait 15 minutes. If those were not your tries, tell the security administrator and the audit administrator.',
  },
  'password-expired': {
    message: 'This password serves only to set another one[: {about}]',
    hint: 'Run "sealdock staff password <account>" and set one of your own.',
  },
  'role-missing': {
    message: 'This needs a role that the person does not have[: {about}]',
    hint: 'Somebody with one of the roles named does it; a security administrator gives roles.',
  },
  'roles-incompatible': {
    message: 'One account cannot have these roles together[: {about}]',
    hint: 'System, security and audit administrators are three accounts of different people.',
  },
  'staff-present': {
    message: 'There are accounts already[: {about}]',
    hint: 'The first one can be made only once. From then on a security administrator adds people: "sealdock staff add".',
  },
  'own-account': {
    message: 'Nobody changes this of their own account[: {about}]',
    hint: 'Another security administrator does it.',
  },
  'last-security-admin': {
    message: 'Nobody would be left who can add people[: {about}]',
    hint: 'First give the role security-admin to somebody else who is active and in post without an end.',
  },
  'own-request': {
    message: 'Nobody decides on their own request[: {about}]',
    hint: 'Somebody else with the role of this step decides.',
  },
  'same-person': {
    message: 'This person has taken another step of this request[: {about}]',
    hint: 'Each step is taken by another person, whatever roles somebody has.',
  },
  'not-in-post': {
    message: 'This person is not active and in post[: {about}]',
    hint: 'Somebody else decides, or a security administrator corrects the dates.',
  },
  'already-decided': {
    message: 'This step has been decided, or the request has ended[: {about}]',
    hint: '"sealdock approval show <id>" tells how it stands.',
  },
  'content-changed': {
    message: 'What was shown is not what this request asks for[: {about}]',
    hint: 'Read it again with "sealdock approval show <id>" and decide with the digest shown there. If nobody has changed anything, run "sealdock inspect".',
  },
  'not-approved': {
    message: 'This has not been approved[: {about}]',
    hint: '"sealdock approval show <id>" tells whose decision it waits for.',
  },
} as const satisfies Partial<Record<ErrorCode, ErrorWords>>;
