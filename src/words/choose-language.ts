import { en } from './en.ts';
import type { Language, Words } from './words.ts';
import { zh } from './zh.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** `--lang` wins, then what the bureau configured, then POSIX's order of locale variables; English is the rest. */
export function chooseLanguage(asked: {
  readonly flag?: string | null;
  readonly configured?: Language | 'auto' | null;
  readonly env: Environment;
}): Language {
  for (const word of [asked.flag, asked.configured]) {
    if (word === 'zh' || word === 'en') return word;
  }
  const locale = [asked.env.LC_ALL, asked.env.LC_MESSAGES, asked.env.LANG].find((value) => value);
  return /^zh/i.test(locale ?? '') ? 'zh' : 'en';
}

export function wordsIn(language: Language): Words {
  return language === 'zh' ? zh : en;
}
