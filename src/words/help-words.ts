/** Commands by their full name, noun then verb. */
export const COMMAND_NAMES = [
  'init',
  'run',
  'dock',
  'recording',
  'recording list',
  'recording show',
  'recording verify',
  'card',
  'card clearable',
  'recorder',
  'recorder list',
  'audit',
  'audit list',
  'audit verify',
  'inspect',
  'status',
  'config',
  'config check',
  'config show',
  'help',
] as const;

export type CommandName = (typeof COMMAND_NAMES)[number];

export type OptionName =
  | 'config'
  | 'data'
  | 'json'
  | 'lang'
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
  | 'head';

export interface HelpWords {
  readonly program: string;
  readonly commands: Readonly<Record<CommandName, string>>;
  readonly options: Readonly<Record<OptionName, string>>;
  readonly arguments: Readonly<
    Record<'path' | 'dockId' | 'recordingId' | 'recordingIds' | 'command', string>
  >;
  /** Headings and placeholders that commander prints in English. */
  readonly titles: Readonly<
    Record<'Usage:' | 'Arguments:' | 'Options:' | 'Commands:' | 'Global Options:', string>
  >;
  readonly placeholders: { readonly options: string; readonly command: string };
  readonly exitCodes: string;
}
