import type { Bureau } from './bureaus.ts';
import { CASES, type CaseLetter, type Clip } from './footage.ts';

/** Whoever asks too soon after something became free asks before a batch could have gone its way twice. */
const SLACK_DAYS = 62;

interface OwnCase {
  isOpen: boolean;
  closedOn: string | null;
}

/** What kept a recording beside its period has ended. */
export interface Freed {
  readonly by: 'release' | 'closing';
  readonly day: string;
}

/**
 * What the demo itself did, and what follows from it by the sentences of the regulations as a person reads them. It asks
 * nothing of the program: not its deciders, not its calendar, not its catalogue.
 */
export class OwnLedger {
  readonly #bureau: Bureau;
  readonly #clips: Clip[] = [];
  readonly #held = new Map<string, number>();
  readonly #free = new Map<string, Freed>();
  readonly #cases = new Map<CaseLetter, OwnCase>();
  readonly #destroyed = new Map<string, string>();
  readonly #faults: string[] = [];
  /** The first day on which the bureau's rules let anything be proposed. */
  proposesFrom: string | null = null;

  constructor(bureau: Bureau) {
    this.#bureau = bureau;
    for (const letter of Object.keys(CASES) as CaseLetter[])
      this.#cases.set(letter, { isOpen: true, closedOn: null });
  }

  get faults(): readonly string[] {
    return this.#faults;
  }

  get clips(): readonly Clip[] {
    return this.#clips;
  }

  destroyedOn(key: string): string | null {
    return this.#destroyed.get(key) ?? null;
  }

  /** What let it go last, of what had kept it beside its period. */
  freed(key: string): Freed | null {
    return this.#free.get(key) ?? null;
  }

  docked(clips: readonly Clip[]): void {
    this.#clips.push(...clips);
  }

  held(key: string): void {
    this.#held.set(key, (this.#held.get(key) ?? 0) + 1);
  }

  released(key: string, day: string): void {
    this.#held.set(key, (this.#held.get(key) ?? 0) - 1);
    this.#free.set(key, { by: 'release', day });
  }

  closed(letter: CaseLetter, day: string): void {
    this.#cases.set(letter, { isOpen: false, closedOn: day });
    for (const { key, case: of } of this.#clips)
      if (of === letter) this.#free.set(key, { by: 'closing', day });
  }

  reopened(letter: CaseLetter): void {
    this.#cases.set(letter, { isOpen: true, closedOn: null });
  }

  /** Its bytes are no longer in the vault. */
  gone(key: string, day: string): void {
    this.#destroyed.set(key, day);
    const clip = this.#clips.find((each) => each.key === key);
    const last = clip === undefined ? null : this.lastDay(clip);
    if ((this.#held.get(key) ?? 0) > 0) this.#faults.push(`${key}: destroyed on ${day}, and it was held`);
    if (last === null) this.#faults.push(`${key}: destroyed on ${day}, and nothing lets it end`);
    else if (day <= last) this.#faults.push(`${key}: destroyed on ${day}, and it is kept until ${last}`);
    if (this.proposesFrom === null || day < this.proposesFrom)
      this.#faults.push(`${key}: destroyed on ${day}, before the bureau let anything be destroyed`);
  }

  /** What should have ended by now and has not. */
  settle(day: string): void {
    for (const clip of this.#clips) {
      const since = [this.lastDay(clip), this.proposesFrom, this.#free.get(clip.key)?.day ?? clip.day];
      if (this.#destroyed.has(clip.key) || (this.#held.get(clip.key) ?? 0) > 0) continue;
      if (since.every((each) => each !== null && plusDays(each, SLACK_DAYS) < day))
        this.#faults.push(`${clip.key}: still there on ${day}, and nothing keeps it`);
    }
  }

  /** The last day of its period; null while none can be said. */
  lastDay(clip: Clip): string | null {
    const { kept } = this.#bureau;
    const file = clip.case === null ? null : this.#cases.get(clip.case);
    if (file?.isOpen === true) return null;
    const ends = (of: keyof Bureau['kept'], from: string) => {
      const months = kept[of];
      return typeof months === 'number' ? plusMonths(from, months) : null;
    };
    if (clip.class === 'unclassified') {
      const all = (['default', 'patrol', 'permit'] as const).map((of) => ends(of, clip.day));
      return all.some((day) => day === null) ? null : (all.toSorted().at(-1) ?? null);
    }
    if (clip.class !== 'evidence') return ends(clip.class, clip.day);
    const closedOn = file?.closedOn ?? null;
    const own = clip.case === null ? null : CASES[clip.case].fileMonths;
    if (closedOn === null || kept.evidence === 'for-ever') return null;
    return own === null ? ends('evidence', closedOn) : plusMonths(closedOn, own);
  }
}

/** The same day of a later month, or that month's last day. */
function plusMonths(day: string, months: number): string {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number);
  const lastDate = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + months, Math.min(date, lastDate))).toISOString().slice(0, 10);
}

function plusDays(day: string, days: number): string {
  return new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);
}
