import type { DeviceCheck } from '../evidence/device-check.ts';
import type { Manifest } from '../evidence/manifest.ts';
import type { FoundFile, MediaType } from '../evidence/recording.ts';
import { epochMsOf, instantOfReading, type LocalReading, type UtcTime, utcOf } from '../evidence/time.ts';
import type { CardFacts, CardRoom } from '../ports/card.ts';

/** Counts what lies on a card while it is listed and taken, for its device check. */
export class CardTally {
  readonly #files: Record<MediaType, number> = { video: 0, audio: 0, photo: 0, other: 0 };
  readonly #names = new Extremes<LocalReading>(compareReadings);
  readonly #containers = new Extremes<UtcTime>(compareTexts);
  readonly #changes = new Extremes<UtcTime>(compareTexts);
  #left = 0;
  #footageBytes = 0;

  found({ mediaType, name, file }: FoundFile): void {
    this.#files[mediaType] += 1;
    this.#footageBytes += file.sizeBytes;
    if (name.reading !== null) this.#names.add(name.reading);
    this.#changes.add(file.modifiedAt);
  }

  left(): void {
    this.#left += 1;
  }

  /** A recording of this card whose container was read, now or at an earlier dock; a name says more than that. */
  recorded({ name, container }: Manifest['recorded']): void {
    if (name === null && container !== null) this.#containers.add(container as UtcTime);
  }

  /** @param zone of the recorder's clock. */
  check(facts: CardFacts, room: CardRoom | null, zone: string, nowMs: number): DeviceCheck {
    const told = new Extremes<UtcTime>(compareTexts);
    for (const reading of this.#names.both()) {
      const at = instantOfReading(reading, zone);
      if (at !== null) told.add(at);
    }
    for (const at of this.#containers.both()) told.add(at);
    const isTold = told.both().length > 0;
    const [oldestAt = null, newestAt = null] = (isTold ? told : this.#changes).both();
    return {
      at: utcOf(nowMs),
      fileSystem: facts.fileSystem,
      readOnly: facts.readOnly,
      dirty: facts.dirty,
      totalBytes: room?.totalBytes ?? null,
      freeBytes: room?.freeBytes ?? null,
      files: { ...this.#files },
      leftFiles: this.#left,
      footageBytes: this.#footageBytes,
      oldestAt,
      newestAt,
      timesFrom: newestAt === null ? null : isTold ? 'recorder' : 'file-system',
      newest: newestAt === null ? null : againstStation(epochMsOf(newestAt), nowMs),
    };
  }
}

/**
 * True when the recorder's clock is wrong beyond doubt: it has recorded something that lies ahead of the station's.
 * FAT times carry no zone, so that the file system's word alone proves nothing.
 */
export function isClockAhead({ newest, timesFrom }: DeviceCheck, toleranceMs: number): boolean {
  return timesFrom === 'recorder' && newest?.kind === 'ahead' && newest.byMs > toleranceMs;
}

function againstStation(newestMs: number, nowMs: number): DeviceCheck['newest'] {
  return newestMs > nowMs
    ? { kind: 'ahead', byMs: newestMs - nowMs }
    : { kind: 'old', byMs: nowMs - newestMs };
}

/** The first and the last of many, without keeping them. */
class Extremes<T> {
  readonly #compare: (one: T, other: T) => number;
  #ends: readonly [T, T] | null = null;

  constructor(compare: (one: T, other: T) => number) {
    this.#compare = compare;
  }

  add(value: T): void {
    const [first, last] = this.#ends ?? [value, value];
    this.#ends = [
      this.#compare(value, first) < 0 ? value : first,
      this.#compare(value, last) > 0 ? value : last,
    ];
  }

  both(): readonly T[] {
    return this.#ends ?? [];
  }
}

function compareReadings(one: LocalReading, other: LocalReading): number {
  for (const unit of ['year', 'month', 'day', 'hour', 'minute', 'second'] as const) {
    if (one[unit] !== other[unit]) return one[unit] - other[unit];
  }
  return 0;
}

/** RFC 3339 in UTC with four-digit years sorts as text. */
function compareTexts(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}
