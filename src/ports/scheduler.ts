export interface Schedule {
  /** Five fields of cron, read in `zone`. */
  readonly expression: string;
  readonly zone: string;
  /** When the work was last done, in epoch milliseconds; null for never. */
  lastRunMs(): Promise<number | null>;
  run(): Promise<void>;
}

/**
 * Does work at set times, never two runs at once. A run that was missed because the machine was off is caught up
 * with at the start (FINDINGS 1.7: the library itself remembers nothing).
 */
export interface Scheduler {
  start(schedule: Schedule, onError: (thrown: unknown) => void): { stop(): Promise<void> };
}
