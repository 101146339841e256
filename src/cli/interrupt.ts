import type { Session } from './session.ts';

/** Runs with a signal that SIGINT or SIGTERM aborts; what is on its way is brought to a safe end first. */
export async function withInterrupt<T>(
  session: Session,
  use: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const stopListening = session.io.onInterrupt(() => {
    session.note(session.words.cli.stopping);
    controller.abort();
  });
  try {
    return await use(controller.signal);
  } finally {
    stopListening();
  }
}
