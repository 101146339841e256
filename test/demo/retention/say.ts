import type { Words } from '../../../src/words/words.ts';

/** Where a demo speaks, and in which language. */
export interface Voice {
  readonly words: Words;
  say(en: string, zh: string): void;
  /** The one of both that is spoken. */
  pick(en: string, zh: string): string;
}

export function openVoice(words: Words, write: (line: string) => void): Voice {
  const pick = (en: string, zh: string) => (words.language === 'zh' ? zh : en);
  return { words, pick, say: (en, zh) => write(pick(en, zh)) };
}
