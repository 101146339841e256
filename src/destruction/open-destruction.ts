import { judgeByPolicies } from '../retention/judge-by-policies.ts';
import type { KeepingSettings } from '../retention/keeping-context.ts';
import { openClockWatch } from '../retention/watch-clock.ts';
import { paper as englishPaper } from '../words/en/paper.ts';
import { paper } from '../words/zh/paper.ts';
import type { DestructionContext } from './destruction-context.ts';

export interface DestructionSettings extends KeepingSettings {
  readonly station: string;
  /** Of the registers that are printed: Chinese, unless the station speaks English. */
  readonly language: 'auto' | 'zh' | 'en';
  readonly longOffMs: number;
  readonly stallMs: number;
}

type Given = Omit<DestructionContext, 'watch' | 'openJudge' | 'paper' | 'station' | 'zone' | 'stallMs'>;

/** A station's means to destroy, with its policies and its clock. */
export function openDestruction(given: Given, settings: DestructionSettings): DestructionContext {
  const { station, language, zone, longOffMs, stallMs } = settings;
  return {
    ...given,
    watch: openClockWatch(given, { longOffMs, outsideMs: null }),
    openJudge: judgeByPolicies(given.catalog, settings),
    paper: language === 'en' ? englishPaper : paper,
    station,
    zone,
    stallMs,
  };
}
