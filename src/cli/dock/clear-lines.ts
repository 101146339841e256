import type { ClearOutcome, KeepReason } from '../../evidence/clearing.ts';
import type { ClearRow } from '../../ports/clear-ledger.ts';
import type { Words } from '../../words/words.ts';
import { countText, timeText } from '../output/quantities.ts';

/** What clearing did after a dock, for its report; no line where the policy clears nothing. */
export function clearLines(words: Words, clears: readonly ClearRow[], zone: string): readonly string[] {
  return clears.flatMap((row) => linesOf(words, row, zone));
}

function linesOf(words: Words, row: ClearRow, zone: string): readonly string[] {
  const { cli, clearEnds } = words;
  if (row.end === null) return [cli.clearWaits];
  const { removed = 0 } = row.outcomes;
  const others = Object.entries(row.outcomes).filter(([outcome]) => outcome !== 'removed') as [
    ClearOutcome,
    number,
  ][];
  const isWhole = row.end === 'done' || row.end === 'nothing';
  return [
    ...(removed > 0 ? [cli.clearedFiles(countText(removed))] : []),
    ...(isWhole ? [] : [`! ${cli.clearFailed(clearEnds[row.end])}`]),
    ...others.map(([outcome, count]) => `! ${words.clearOutcomes[outcome]}${cli.colon}${countText(count)}`),
    ...keptLines(words, row.kept, row.keptUntil, zone),
  ];
}

/** How many stay, for each reason, and until when the first of them does. */
export function keptLines(
  { cli, keepReasons }: Words,
  kept: ClearRow['kept'],
  keptUntil: ClearRow['keptUntil'],
  zone: string,
): readonly string[] {
  return [
    ...(Object.entries(kept) as [KeepReason, number][]).map(([reason, count]) =>
      reason === 'absent'
        ? `${keepReasons.absent}${cli.colon}${countText(count)}`
        : cli.keptFiles(countText(count), keepReasons[reason]),
    ),
    ...(keptUntil === null ? [] : [cli.keptUntil(timeText(keptUntil, zone))]),
  ];
}
