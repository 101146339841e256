import type { CalendarDate } from '../evidence/calendar-date.ts';
import type { DueKind } from '../evidence/destruction.ts';
import type { RecordingId } from '../evidence/ids.ts';
import type { KeepingBook } from '../ports/keeping-book.ts';
import type { KeepingJudge } from './judge-keeping.ts';
import { dueKindOf } from './sort-due.ts';

export interface DueRecording {
  readonly recording: RecordingId;
  readonly kind: DueKind;
  readonly class: string;
  readonly keepUntil: CalendarDate;
  readonly holds: number;
}

const PAGE_RECORDINGS = 2_000;

/**
 * What is due now or within so many days, in the order of ids.
 * @returns at most `limit` of them, and how many there are.
 */
export async function listDue(
  book: Pick<KeepingBook, 'keepingPage'>,
  judge: KeepingJudge,
  { withinDays, limit }: { readonly withinDays: number | null; readonly limit: number },
): Promise<{ readonly found: readonly DueRecording[]; readonly total: number }> {
  const found: DueRecording[] = [];
  let total = 0;
  let after: RecordingId | null = null;
  for (;;) {
    const page: Awaited<ReturnType<KeepingBook['keepingPage']>> = await book.keepingPage(
      after,
      PAGE_RECORDINGS,
    );
    for (const facts of page) {
      const judged = judge(facts);
      const kind = dueKindOf(judged, withinDays);
      const { keep } = judged.keeping;
      if (kind === null || keep.kind !== 'day') continue;
      total += 1;
      if (found.length >= limit) continue;
      const { recording, holds } = facts;
      found.push({ recording, kind, class: judged.keeping.class, keepUntil: keep.day, holds: holds.length });
    }
    if (page.length < PAGE_RECORDINGS) return { found, total };
    after = page.at(-1)?.recording ?? null;
  }
}
