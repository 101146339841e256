import type { Words } from '../../../src/words/words.ts';

/** Where a demo speaks, and in which language. */
export interface Voice {
  readonly words: Words;
  say(en: string, zh: string): void;
  /** The one of both that is spoken. */
  pick(en: string, zh: string): string;
}

/** Clauses in brackets, behind what they say; what no regulation says, the bureau does. */
export function citedText({ pick }: Voice, clauses: readonly string[]): string {
  if (clauses.length === 0) return pick(" (the bureau's own rule)", '（本局自定）');
  return pick(` (${clauses.join(', ')})`, `（${clauses.join('、')}）`);
}

export function openVoice(words: Words, write: (line: string) => void): Voice {
  const pick = (en: string, zh: string) => (words.language === 'zh' ? zh : en);
  return { words, pick, say: (en, zh) => write(pick(en, zh)) };
}
