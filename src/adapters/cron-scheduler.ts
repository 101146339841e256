import { createTask, setLogger } from 'node-cron';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { Schedule, Scheduler } from '../ports/scheduler.ts';

/** A run that is due at the start waits this long, so that docking comes first. */
const CATCH_UP_AFTER_MS = 60_000;

/** The one home of node-cron. */
export function openCronScheduler(clock: Clock, log: Log): Scheduler {
  setLogger({
    info: (message) => log.info('cron', { message: String(message) }),
    warn: (message) => log.warn('cron', { message: String(message) }),
    error: (message) => log.error('cron', { message: String(message) }),
    debug: () => {},
  });
  return {
    start: (schedule, onError) => {
      let running: Promise<void> | null = null;
      let isStopped = false;
      const run = (): void => {
        if (isStopped) return;
        running ??= schedule
          .run()
          .catch(onError)
          .finally(() => {
            running = null;
          });
      };
      const task = createTask(schedule.expression, run, { timezone: schedule.zone });
      task.on('execution:missed', run);
      void task.start();
      const timer = setTimeout(() => {
        isOverdue(schedule, task.getNextRuns(2), clock.read().wallMs).then((due) => due && run(), onError);
      }, CATCH_UP_AFTER_MS);
      return {
        stop: async () => {
          isStopped = true;
          clearTimeout(timer);
          await task.destroy();
          await running;
        },
      };
    },
  };
}

/** Overdue is what was last done longer ago than one whole period, taken as the time between the next two runs. */
async function isOverdue(schedule: Schedule, next: readonly Date[], nowMs: number): Promise<boolean> {
  const [first, second] = next;
  if (first === undefined || second === undefined) return false;
  const last = await schedule.lastRunMs();
  return last !== null && nowMs - last > second.getTime() - first.getTime();
}
