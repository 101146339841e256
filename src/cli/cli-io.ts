/** Where text goes; a process stream has this shape. */
export interface TextSink {
  write(text: string): unknown;
}

/** Asks the person at the terminal. */
export interface Prompter {
  text(question: string): Promise<string>;
  /** Nothing of what is typed is shown. */
  secret(question: string): Promise<string>;
}

/** Everything of the process that the CLI uses; a test hands over its own. */
export interface CliIo {
  readonly stdout: TextSink;
  readonly stderr: TextSink;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** True when a person sees both streams: only then lines are redrawn and coloured. */
  readonly isTTY: boolean;
  /** Width and height of the terminal as they are now; null when there is none. */
  readonly columns: number | null;
  readonly rows: number | null;
  /** True once nobody reads our output any more: the other end of a pipe was closed. */
  readonly isOutputClosed: boolean;
  /** Null where nobody can be asked: then nothing waits for an answer. */
  readonly prompter: Prompter | null;
  /** All of standard input. @throws SealdockError `usage` when it is longer. */
  readInput(limitBytes: number): Promise<string>;
  /** The person's own folder. */
  readonly home: string;
  /** Who is logged in, for the audit. */
  readonly user: string;
  /** Calls back at SIGINT and SIGTERM, once; returns how to stop listening. A second signal ends the process. */
  onInterrupt(listener: () => void): () => void;
}
