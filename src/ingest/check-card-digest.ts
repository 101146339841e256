import type { CardPath } from '../evidence/card-path.ts';
import { SealdockError } from '../evidence/errors.ts';
import type { Mark } from '../evidence/marks.ts';
import type { StagedFile } from '../evidence/recording.ts';
import type { Card } from '../ports/card.ts';
import { DIGEST_FILE_BYTES_LIMIT, parseDigestFile } from '../recorders/parse-digest-file.ts';

/** Only the digest is lost by these; the recording itself has been read and proved. */
const UNREADABLE: ReadonlySet<string> = new Set([
  'card-read-failed',
  'card-file-changed',
  'card-path-escapes',
]);

export interface CardDigest {
  readonly md5: { readonly said: string; readonly found: string } | null;
  readonly marks: readonly Extract<Mark, 'card-digest-differs' | 'card-digest-missing'>[];
}

/**
 * Compares the MD5 that the recorder wrote beside its file with that of what was read. A difference does not keep
 * the file out: it is evidence all the same, sealed and marked (DCAM contract v1.14; DESIGN 5, invariant 10).
 */
export async function checkCardDigest(
  card: Pick<Card, 'readRange'>,
  staged: StagedFile,
): Promise<CardDigest> {
  const { digestFile } = staged.found;
  if (digestFile === null || staged.digests.md5 === undefined) return { md5: null, marks: [] };
  const bytes = await readDigestFile(card, digestFile);
  const said = bytes === null ? null : parseDigestFile(bytes);
  if (said === null) return { md5: null, marks: ['card-digest-missing'] };
  const found = staged.digests.md5;
  return { md5: { said, found }, marks: said === found ? [] : ['card-digest-differs'] };
}

/** One byte more than a digest file has, so that a longer one is seen; null when it cannot be read. */
async function readDigestFile(card: Pick<Card, 'readRange'>, path: CardPath): Promise<Uint8Array | null> {
  try {
    return await card.readRange(path, 0, DIGEST_FILE_BYTES_LIMIT + 1);
  } catch (thrown) {
    if (thrown instanceof SealdockError && UNREADABLE.has(thrown.code)) return null;
    throw thrown;
  }
}
