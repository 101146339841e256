import type { Session } from '../session.ts';
import type { KnownRecorder } from './known-recorders.ts';

/** The state, with what an administrator has to look into. */
export function stateText(
  { words, paint }: Pick<Session, 'words' | 'paint'>,
  { registered, alerts }: Pick<KnownRecorder, 'registered' | 'alerts'>,
): string {
  const { register, cli } = words;
  if (registered === null) return paint('yellow', register.notRegistered);
  const state = register.states[registered.state];
  const kinds = [...new Set(alerts.map(({ kind }) => kind))].map((kind) => register.alerts[kind]);
  return kinds.length === 0 ? state : paint('red', register.withAlerts(state, kinds.join(cli.listSeparator)));
}
