import {
  DESTRUCTION_COMMAND_NAMES,
  type DestructionArgumentName,
  type DestructionOptionName,
} from './destruction-help-words.ts';
import { HOLD_COMMAND_NAMES, type HoldArgumentName, type HoldOptionName } from './hold-help-words.ts';
import {
  RETENTION_COMMAND_NAMES,
  type RetentionArgumentName,
  type RetentionOptionName,
} from './retention-help-words.ts';

/** Commands by their full name, noun then verb. */
export const COMMAND_NAMES = [
  ...RETENTION_COMMAND_NAMES,
  ...DESTRUCTION_COMMAND_NAMES,
  'init',
  'run',
  'dock',
  'dock list',
  'dock show',
  'recording',
  'recording list',
  'recording show',
  'recording verify',
  'card',
  'card clearable',
  'recorder',
  'recorder list',
  'recorder show',
  'recorder register',
  'recorder change',
  'recorder state',
  'recorder assign',
  'recorder confirm',
  'recorder import',
  'recorder export',
  'staff',
  'staff first',
  'staff add',
  'staff change',
  'staff roles',
  'staff suspend',
  'staff resume',
  'staff password',
  'staff list',
  'staff show',
  'login',
  'logout',
  'whoami',
  'approval',
  'approval list',
  'approval show',
  'approval decide',
  'approval withdraw',
  ...HOLD_COMMAND_NAMES,
  'audit',
  'audit list',
  'audit verify',
  'audit export',
  'audit anchor',
  'audit restored',
  'audit rotate-key',
  'reconcile',
  'reconcile explain',
  'witness',
  'inspect',
  'status',
  'config',
  'config check',
  'config show',
  'help',
] as const;

export type CommandName = (typeof COMMAND_NAMES)[number];

export type OptionName =
  | HoldOptionName
  | 'config'
  | 'data'
  | 'json'
  | 'lang'
  | RetentionOptionName
  | DestructionOptionName
  | 'noColor'
  | 'version'
  | 'help'
  | 'init'
  | 'dockRecorder'
  | 'dockModel'
  | 'dockLabel'
  | 'recorder'
  | 'dock'
  | 'mark'
  | 'from'
  | 'to'
  | 'limit'
  | 'after'
  | 'all'
  | 'auditFrom'
  | 'head'
  | 'recorderModel'
  | 'serial'
  | 'unit'
  | 'officer'
  | 'since'
  | 'asset'
  | 'note'
  | 'refusedDock'
  | 'nobody'
  | 'reason'
  | 'whyRestored'
  | 'whyRotated'
  | 'whereKept'
  | 'whyDifferent'
  | 'listen'
  | 'witnessKey'
  | 'witnessName'
  | 'witnessLog'
  | 'whyExported'
  | 'dryRun'
  | 'watch'
  | 'follow'
  | 'afterDock'
  | 'firstFrom'
  | 'passwordFile'
  | 'passwordStdin'
  | 'personName'
  | 'certificate'
  | 'personUnit'
  | 'inPostFrom'
  | 'inPostUntil'
  | 'qualifiedFrom'
  | 'qualifiedUntil'
  | 'role'
  | 'noRoles'
  | 'check'
  | 'giveReason'
  | 'approvalState'
  | 'approvalAll'
  | 'approvalVerbatim'
  | 'afterApproval'
  | 'approve'
  | 'refuse'
  | 'digest';

export interface HelpWords {
  readonly program: string;
  readonly commands: Readonly<Record<CommandName, string>>;
  readonly options: Readonly<Record<OptionName, string>>;
  readonly arguments: Readonly<
    Record<
      | HoldArgumentName
      | RetentionArgumentName
      | DestructionArgumentName
      | 'path'
      | 'dockId'
      | 'recordingId'
      | 'recordingIds'
      | 'command'
      | 'recorderNo'
      | 'officer'
      | 'state'
      | 'csv'
      | 'account'
      | 'roles'
      | 'approvalId'
      | 'exportFolder'
      | 'differenceId'
      | 'keyPurpose',
      string
    >
  >;
  /** Headings and placeholders that commander prints in English. */
  readonly titles: Readonly<
    Record<'Usage:' | 'Arguments:' | 'Options:' | 'Commands:' | 'Global Options:', string>
  >;
  readonly placeholders: { readonly options: string; readonly command: string };
  readonly exitCodes: string;
}
