import type { RecordingId } from '../evidence/ids.ts';
import type { KeepingFacts } from '../evidence/retention.ts';
import type { KeepingBook } from '../ports/keeping-book.ts';

/** Recordings that are read at once; more of them cost memory, fewer cost statements. */
const PAGE_RECORDINGS = 2_000;

/** The facts of all recordings that there are, page by page, in the order of ids. Memory depends on no number of them. */
export async function* walkKeeping(
  book: Pick<KeepingBook, 'keepingPage'>,
): AsyncGenerator<readonly KeepingFacts[]> {
  for (let after: RecordingId | null = null; ; ) {
    const page: readonly KeepingFacts[] = await book.keepingPage(after, PAGE_RECORDINGS);
    if (page.length > 0) yield page;
    if (page.length < PAGE_RECORDINGS) return;
    after = page.at(-1)?.recording ?? null;
  }
}
