import { takeTimeStamp } from '../audit/take-anchor.ts';
import { takeCosignature } from '../audit/take-witness.ts';
import type { Station } from '../compose.ts';
import { type Anchor, type AnchorKind, anchorAge, anchorsSuffice } from '../evidence/anchor.ts';
import { SYSTEM_ACTOR } from '../evidence/audit-entry.ts';
import { asSealdockError } from '../evidence/errors.ts';
import { epochMsOf } from '../evidence/time.ts';
import type { OnDefect } from './defects.ts';
import type { Part } from './part.ts';
import type { StatusPart } from './status.ts';

/** How often it is asked whether an anchor is due or has become too old: a look at an index. */
const LOOK_EVERY_MS = 30_000;
/** What failed is tried again after so long, each time later; the last one stands until it succeeds. */
const RETRY_AFTER_MINUTES = [1, 2, 5, 15, 30, 60] as const;
/** Anchors of all kinds that the age is taken from. */
const NEWEST = 64;

interface Source {
  readonly kind: AnchorKind;
  readonly everyMs: number;
  take(signal: AbortSignal): Promise<Anchor>;
}

export interface AnchoringNeeds {
  readonly status: Pick<StatusPart, 'raise' | 'clear'>;
  readonly onDefect: OnDefect;
  readonly signal: AbortSignal;
  readonly lookEveryMs?: number;
}

/**
 * Takes the anchors that are due, in turn. One that could not be had stays due: the newest head says all that the older
 * ones did, so that one is taken when the network is back, however many were missed. Intake never waits for it.
 */
export function startAnchoring(station: Station, needs: AnchoringNeeds): Part {
  const { status, signal } = needs;
  const sources = sourcesOf(station);
  const waits = new Map<AnchorKind, { tries: number; untilMs: number }>();
  let running: Promise<void> | null = null;

  const look = async (): Promise<void> => {
    for (const source of sources) {
      const waiting = waits.get(source.kind);
      if (signal.aborted || (waiting !== undefined && nowOf(station).monotonicMs < waiting.untilMs)) continue;
      if (!(await isDue(station, source))) continue;
      const code = await tryOnce(station, source, needs);
      if (code === null) waits.delete(source.kind);
      else waits.set(source.kind, nextWait(waiting?.tries ?? 0, nowOf(station).monotonicMs));
    }
    await tellAge(station, status);
  };
  const turn = () => {
    if (signal.aborted) return;
    running ??= look()
      .catch((thrown: unknown) => {
        needs.onDefect(thrown);
        station.log.warn('anchor.broke', { error: String(thrown) });
      })
      .finally(() => {
        running = null;
      });
  };
  turn();
  const timer = setInterval(turn, needs.lookEveryMs ?? LOOK_EVERY_MS);
  return {
    stop: async () => {
      clearInterval(timer);
      await running;
    },
  };
}

function sourcesOf(station: Station): readonly Source[] {
  const { tsa, witness } = station.config.audit.anchors;
  const { timeStamps, witnessClient } = station;
  const by = { origin: station.config.station.origin, actor: SYSTEM_ACTOR };
  return [
    ...(tsa === null || timeStamps === null
      ? []
      : [
          {
            kind: 'tsa' as const,
            everyMs: tsa.everyMs,
            take: (signal: AbortSignal) => takeTimeStamp(station, timeStamps, { ...by, signal }),
          },
        ]),
    ...(witness === null || witnessClient === null
      ? []
      : [
          {
            kind: 'witness' as const,
            everyMs: witness.everyMs,
            take: (signal: AbortSignal) => takeCosignature(station, witnessClient, { ...by, signal }),
          },
        ]),
  ];
}

async function isDue(station: Station, { kind, everyMs }: Source): Promise<boolean> {
  if ((await station.catalog.published()) === null) return false;
  const [newest] = await station.catalog.anchors(kind, 1);
  if (newest === undefined) return true;
  // A time that has not come yet says nothing about when the next one is due.
  const ageMs = nowOf(station).wallMs - epochMsOf(newest.at);
  return ageMs >= everyMs || ageMs < -everyMs;
}

/** @returns the code of what failed; null when the anchor was taken. */
async function tryOnce(
  { log }: Station,
  source: Source,
  { status, onDefect, signal }: AnchoringNeeds,
): Promise<string | null> {
  try {
    const { size, at, by } = await source.take(signal);
    log.info('anchor.taken', { kind: source.kind, size, at, by });
    status.clear(`anchor ${source.kind}`);
    return null;
  } catch (thrown) {
    const { code, expected, found } = asSealdockError(thrown);
    if (code === 'interrupted') return code;
    onDefect(thrown);
    log.warn('anchor.not-taken', { kind: source.kind, code, expected, found });
    // A witness that knows another history must be heard at once; a network that is down is told by the age.
    if (code !== 'anchor-unreachable') status.raise(`anchor ${source.kind}`, code);
    return code;
  }
}

async function tellAge(station: Station, status: AnchoringNeeds['status']): Promise<void> {
  const anchors = await station.catalog.anchors(null, NEWEST);
  const verdict = anchorAge(anchors, station.config.audit.anchors.policy, nowOf(station).wallMs);
  if (anchorsSuffice(verdict)) status.clear('anchoring');
  else status.raise('anchoring', 'anchor-too-old');
}

function nextWait(tries: number, nowMs: number): { tries: number; untilMs: number } {
  const minutes = RETRY_AFTER_MINUTES[Math.min(tries, RETRY_AFTER_MINUTES.length - 1)] as number;
  return { tries: tries + 1, untilMs: nowMs + minutes * 60_000 };
}

function nowOf({ clock }: Pick<Station, 'clock'>) {
  return clock.read();
}
