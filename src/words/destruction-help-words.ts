/** Commands about what is due and its destruction, by their full name. */
export const DESTRUCTION_COMMAND_NAMES = [
  'retention sweep',
  'retention due',
  'retention confirm-clock',
  'destruction',
  'destruction list',
  'destruction show',
  'destruction strike',
  'destruction submit',
  'destruction withdraw',
  'destruction execute',
  'destruction register',
  'destruction settle',
  'destruction reapply',
] as const;

export type DestructionOptionName =
  | 'within'
  | 'batchState'
  | 'afterPlace'
  | 'execute'
  | 'lost'
  | 'executeAgain'
  | 'confirmBatch'
  | 'witness'
  | 'witnessPasswordFile'
  | 'witnessPasswordStdin';

export type DestructionArgumentName = 'batchId';

export interface DestructionHelp {
  readonly commands: Readonly<Record<(typeof DESTRUCTION_COMMAND_NAMES)[number], string>>;
  readonly options: Readonly<Record<DestructionOptionName, string>>;
  readonly arguments: Readonly<Record<DestructionArgumentName, string>>;
}
