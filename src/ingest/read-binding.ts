import { SealdockError } from '../evidence/errors.ts';
import type { RecorderNo } from '../evidence/ids.ts';
import { parseRecorderNo } from '../evidence/ids.ts';
import type { Card } from '../ports/card.ts';
import type { RecorderModel } from '../recorders/model.ts';

/** A binding file has a dozen short lines; what stands beyond this binds nothing. */
const BINDING_BYTES_LIMIT = 4_096;
/** Longer lines than this are not matched, so that a hostile one costs nothing. */
const LINE_CHARS_LIMIT = 256;

/**
 * The number in the file that binds a card to its recorder. Its key is its station's, and its digest proves nothing
 * to us: it is a sign, as the names of files are.
 * @returns null where there is no such file, line or number. @throws SealdockError `card-gone`.
 */
export async function readBinding(
  card: Pick<Card, 'look' | 'readRange'>,
  { path, pattern }: Extract<RecorderModel['recorder'], { from: 'file' }>,
): Promise<RecorderNo | null> {
  const at = { text: path, hex: null };
  try {
    if ((await card.look(at)) === null) return null;
    const bytes = await card.readRange(at, 0, BINDING_BYTES_LIMIT);
    // Only ASCII can be a number, whatever encoding the names in it have.
    const lines = Buffer.from(bytes)
      .toString('latin1')
      .split(/\r\n|\n|\r/);
    for (const line of lines.map((each) => each.trim())) {
      if (line.length > LINE_CHARS_LIMIT) continue;
      const said = pattern.exec(line)?.groups?.recorder;
      if (said !== undefined) return parseRecorderNo(said);
    }
    return null;
  } catch (thrown) {
    const isUnreadable = thrown instanceof SealdockError && thrown.code !== 'card-gone';
    if (isUnreadable) return null;
    throw thrown;
  }
}
