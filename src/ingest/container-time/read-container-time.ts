import type { ReadRange } from './bounded-reader.ts';
import { asciiOf, boundReads } from './bounded-reader.ts';
import type { ContainerTime } from './container-time.ts';
import { readExifTime } from './exif-time.ts';
import { BMFF_FIRST_TYPES, readMovieTime } from './movie-time.ts';
import { readRiffTime } from './riff-time.ts';

/**
 * When the recording was made, as its container tells: `mvhd` of MP4, MOV and 3GP, EXIF of JPEG, `bext` of WAV,
 * `IDIT` of AVI. Null when it tells nothing that can be read. The format is known by its first bytes, not by its name.
 * Only errors of `read` are thrown; no content is.
 * @param sizeBytes length of the file; nothing beyond it is asked for.
 */
export async function readContainerTime(read: ReadRange, sizeBytes: number): Promise<ContainerTime | null> {
  const reader = boundReads(read, sizeBytes);
  const head = await reader.view(0, 12);
  if (head === null) return null;
  const first = asciiOf(head, 0, 4);
  if (head.getUint16(0) === 0xffd8) return readExifTime(reader);
  if (first === 'RIFF' || first === 'RF64') return readRiffTime(reader, asciiOf(head, 8, 4));
  return BMFF_FIRST_TYPES.has(asciiOf(head, 4, 4)) ? readMovieTime(reader) : null;
}
