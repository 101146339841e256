import { basename } from 'node:path';
import { ERROR_CODES, type ErrorCode } from '../../evidence/errors.ts';
import type { DockProgress } from '../../ports/status-board.ts';
import { errorText } from '../../words/error-text.ts';
import { shown } from '../../words/shown.ts';
import type { Words } from '../../words/words.ts';
import { cutVisibly, padToWidth } from './display-width.ts';
import { countText, durationText, rateText, sizeText } from './quantities.ts';

const BAR_COLUMNS = 20;
const NAME_COLUMNS = 16;

/** `DSJ0001  ████░░░░  45%  12 of 40 files  1.2 GiB of 2.6 GiB  35.0 MiB/s  0:42 left` */
export function progressLine(
  progress: DockProgress,
  words: Words,
  style: { readonly hasBar: boolean },
): string {
  const { phases, dockResults } = words;
  const name = padToWidth(cutVisibly(nameOf(progress), NAME_COLUMNS), style.hasBar ? NAME_COLUMNS : 0);
  if (progress.phase === 'finished') {
    const end = progress.result === null ? phases.finished : dockResults[progress.result];
    // Everything is sealed, and the card could not be cleared.
    const { code } = progress;
    const isUncleared = progress.result === 'done' && code !== null && Object.hasOwn(ERROR_CODES, code);
    return `${name}  ${end}${isUncleared ? `  ! ${errorText(words, code as ErrorCode, null)}` : ''}`;
  }
  if (progress.phase !== 'copying') return `${name}  ${phases[progress.phase]}`;
  return [name, ...(style.hasBar ? [bar(shareOf(progress))] : []), ...progressParts(progress, words)].join(
    '  ',
  );
}

/** ` 45%`, files, bytes, rate and time left of a dock that copies. */
export function progressParts(progress: DockProgress, { cli }: Words): readonly string[] {
  const { filesDone, filesTotal, bytesTotal, bytesPerSecond, secondsLeft } = progress;
  return [
    `${Math.floor(shareOf(progress) * 100)}%`.padStart(4),
    cli.filesOf(countText(filesDone), countText(filesTotal)),
    cli.bytesOf(sizeText(movedBytes(progress)), sizeText(bytesTotal)),
    ...(bytesPerSecond === null ? [] : [rateText(bytesPerSecond)]),
    ...(secondsLeft === null ? [] : [cli.timeLeft(durationText(secondsLeft))]),
  ];
}

/** The recorder once it is known, before that the medium's folder. */
function nameOf({ recorder, path }: DockProgress): string {
  return recorder ?? shown(basename(path) || path);
}

/** By bytes; a card of empty files goes by files. It is whole only when the last file is sealed. */
function shareOf(progress: DockProgress): number {
  const { bytesTotal, filesDone, filesTotal } = progress;
  if (filesDone >= filesTotal) return 1;
  return Math.min(0.99, bytesTotal > 0 ? movedBytes(progress) / bytesTotal : filesDone / filesTotal);
}

/**
 * `bytesDone` moves when a file is sealed, which takes minutes for a large one; what is on its way is known from the
 * rate and the time left.
 */
function movedBytes({ bytesDone, bytesTotal, bytesPerSecond, secondsLeft }: DockProgress): number {
  if (bytesPerSecond === null || secondsLeft === null) return bytesDone;
  return Math.max(bytesDone, bytesTotal - bytesPerSecond * secondsLeft);
}

function bar(share: number): string {
  const full = Math.floor(share * BAR_COLUMNS);
  return '█'.repeat(full) + '░'.repeat(BAR_COLUMNS - full);
}
