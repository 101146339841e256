import type { ErrorCode } from '../../evidence/errors.ts';
import type { ErrorWords } from '../words.ts';

/** What keeping and destroying say. */
export const keepingErrors = {
  'policies-invalid': {
    message: 'The policies cannot be used[: {about}]',
    hint: 'Correct what is listed with its lines and run sealdock policy check again. The policy in force stays as it is.',
  },
  'policy-unknown': {
    message: 'There is no such policy[: {about}]',
    hint: 'sealdock policy list shows those that there are.',
  },
  'case-unknown': {
    message: 'There is no such case[: {about}]',
    hint: 'sealdock case list shows the cases; sealdock case add enters one.',
  },
  'case-known': {
    message: 'This case is entered already[: {about}]',
    hint: 'Use sealdock case change to change it. Nothing was changed.',
  },
  'case-invalid': {
    message: 'This cannot stand in a case[: {about}]',
    hint: 'Correct what is named and try again. Nothing was changed.',
  },
  'hold-unknown': {
    message: 'There is no such hold[: {about}]',
    hint: 'sealdock hold list shows the holds.',
  },
  'ground-unknown': {
    message: 'The policy knows no such ground of a hold[: {about}]',
    hint: 'Take one of those named below; sealdock policy show tells their clauses.',
  },
  'text-required': {
    message: 'This has to be explained in words[: {about}]',
    hint: 'Say with --reason what it is about.',
  },
  'batch-unknown': {
    message: 'There is no such batch[: {about}]',
    hint: 'sealdock destruction list shows the batches.',
  },
  'state-differs': {
    message: 'This cannot be done in its present state[: {about}]',
    hint: 'Look at its state and history first. Nothing was done.',
  },
  'policy-silent': {
    message: 'The policy does not say this, and nothing is done by guessing[: {about}]',
    hint: 'The bureau has to decide it in a policy of its own; sealdock policy gaps lists what is open.',
  },
  'clock-doubtful': {
    message: 'The station’s clock cannot be believed; nothing is destroyed[: {about}]',
    hint: 'Set the clock right, and have an administrator confirm it with sealdock retention confirm-clock. Docking goes on.',
  },
  'anchor-too-old': {
    message: 'The newest anchor of the audit log outside this machine is too old[: {about}]',
    hint: 'Intake goes on, destruction does not. Check audit.anchors and the network, or confirm an exported head with "sealdock audit anchor <size:root>".',
  },
  'cooling-off': {
    message: 'The time between approval and destruction is not over yet[: {about}]',
    hint: 'Wait until then. Until it is over the batch can be withdrawn: sealdock destruction withdraw.',
  },
  'witnesses-missing': {
    message: 'Destruction needs two witnesses[: {about}]',
    hint: 'Name two people with --witness who have neither proposed nor decided the batch nor execute it; each of them confirms with a password.',
  },
  'incidents-open': {
    message: 'A recording was not what was sealed when it should have been destroyed[: {about}]',
    hint: 'It was not destroyed, and no batch asks for it until somebody has looked into it: "sealdock destruction show <batch>" names it, "sealdock destruction settle <batch> <recording> --reason <text>" says what became of it.',
  },
  'destroyed-present': {
    message: 'What was destroyed lies in the vault again[: {about}]',
    hint: 'Was an old backup restored? Run "sealdock destruction reapply" to see what it is; with --execute --reason <text> a custodian ends it again.',
  },
  'register-unknown': {
    message: 'A destruction register lies here that the catalogue does not know[: {about}]',
    hint: 'Nothing was destroyed, and no register was written over. An older catalogue was restored: bring the newest one back. "sealdock destruction reapply" shows what the register says is destroyed.',
  },
  'being-destroyed': {
    message: 'This is being destroyed already[: {about}]',
    hint: 'The hold came too late for it; sealdock destruction show tells when and by whose approval it goes.',
  },
} as const satisfies Partial<Record<ErrorCode, ErrorWords>>;
