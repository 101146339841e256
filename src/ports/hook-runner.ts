export interface HookJob {
  /** An absolute path and its arguments; no shell reads them. */
  readonly command: readonly string[];
  /** All of its environment but PATH and LC_ALL, which are fixed. */
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

export type HookEnd =
  | { readonly kind: 'exited'; readonly exitCode: number }
  | { readonly kind: 'killed'; readonly by: string }
  | { readonly kind: 'timed-out' }
  | { readonly kind: 'not-started'; readonly why: string };

/**
 * Runs a command that the administrator configured. Its standard input is empty and what it prints is not read: a secret
 * in it can get into no log. At the end of its time it is killed with everything it has started.
 */
export interface HookRunner {
  /** How it ended; a failure is an answer. */
  run(job: HookJob): Promise<HookEnd>;
}
