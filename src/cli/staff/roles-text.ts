import type { Role, Span } from '../../evidence/staff.ts';
import type { Session } from '../session.ts';

export function rolesText({ words }: Pick<Session, 'words'>, roles: readonly Role[]): string {
  return roles.map((role) => words.staff.roles[role]).join(words.cli.listSeparator) || words.cli.none;
}

export function spanText({ words }: Pick<Session, 'words'>, { from, until }: Span): string {
  return until === null ? words.staff.openSpan(from) : words.staff.span(from, until);
}
