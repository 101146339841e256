import { shown } from '../../words/shown.ts';

/** For a shell, with what could harm a terminal made visible. */
export function quotedPath(path: string): string {
  const text = shown(path);
  return /^[\w./@:-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
