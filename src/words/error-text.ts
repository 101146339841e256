import type { ErrorCode } from '../evidence/errors.ts';
import { shown } from './shown.ts';
import type { Words } from './words.ts';

/** The message of a code, safe for a terminal; a part in square brackets needs an `about`. */
export function errorText(words: Words, code: ErrorCode, about: string | null): string {
  const template = words.errors[code].message;
  const whole = template.replace(/\[([^\]]*)\]/g, (_, part: string) => (about === null ? '' : part));
  return whole.replaceAll('{about}', () => shown(about ?? ''));
}
