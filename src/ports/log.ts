/** Notes for the person who runs the machine; the audit trail is in the catalogue, never here. */
export interface Log {
  info(event: string, facts?: Readonly<Record<string, unknown>>): void;
  warn(event: string, facts?: Readonly<Record<string, unknown>>): void;
  error(event: string, facts?: Readonly<Record<string, unknown>>): void;
}

export const SILENT_LOG: Log = { info: () => {}, warn: () => {}, error: () => {} };
