import type { Clock } from '../../ports/clock.ts';
import { openLiveLines } from '../output/live-lines.ts';
import { countText, sizeText } from '../output/quantities.ts';
import type { Session } from '../session.ts';

const EVERY_MS = 200;

export interface CheckProgress {
  readonly recordings: number;
  readonly recordingsTotal: number;
  readonly bytes: number;
  readonly bytesTotal: number;
}

/** Shows how far a check has come. */
export function openCheckProgress(session: Session, clock: Clock) {
  const lines = openLiveLines(session);
  const { cli } = session.words;
  let lastMs = Number.NEGATIVE_INFINITY;
  return {
    show: ({ recordings, recordingsTotal, bytes, bytesTotal }: CheckProgress): void => {
      const nowMs = clock.read().monotonicMs;
      if (nowMs - lastMs < EVERY_MS) return;
      lastMs = nowMs;
      const files = cli.filesOf(countText(recordings), countText(recordingsTotal));
      lines.show(
        [{ key: 'check', text: `${files}  ${cli.bytesOf(sizeText(bytes), sizeText(bytesTotal))}` }],
        nowMs,
      );
    },
    clear: () => lines.clear(),
  };
}
