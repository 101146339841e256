import { pino } from 'pino';
import type { Log } from '../ports/log.ts';

/** JSON lines on stdout, written before the call returns: journald keeps them, also those before a crash (FINDINGS 1.8). */
export function openPinoLog(level: string, destination: 1 | 2 = 1): Log {
  const logger = pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime },
    pino.destination({ dest: destination, sync: true }),
  );
  return {
    info: (event, facts) => logger.info({ event, ...facts }),
    warn: (event, facts) => logger.warn({ event, ...facts }),
    error: (event, facts) => logger.error({ event, ...facts }),
  };
}
