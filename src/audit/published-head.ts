import { SealdockError } from '../evidence/errors.ts';
import type { Checkpoint } from '../evidence/signed-note.ts';
import type { Catalog } from '../ports/catalog.ts';
import type { LogFiles } from '../ports/log-files.ts';
import type { Signer } from '../ports/signer.ts';
import { ownCheckpoints } from './own-checkpoint.ts';
import { CHECKPOINT_PATH } from './tile-paths.ts';

interface Ports {
  readonly catalog: Pick<Catalog, 'published' | 'auditRowsOf'>;
  readonly logFiles: Pick<LogFiles, 'read'>;
  readonly logSigner: Pick<Signer, 'publicKey'>;
}

export interface PublishedHead extends Checkpoint {
  readonly note: string;
  /** True when the checkpoint file says the same; otherwise it is absent, or older after a crash. */
  readonly inFile: boolean;
}

/**
 * The head that was signed last, as the catalogue remembers it; null before the first one. The catalogue notes a
 * head before the file shows it, so a file that is ahead tells of a catalogue that was set back.
 * @throws SealdockError `audit-differs` when either is not ours, or when they contradict each other.
 */
export async function publishedHead(ports: Ports, origin: string): Promise<PublishedHead | null> {
  const published = await ports.catalog.published();
  const file = await ports.logFiles.read(CHECKPOINT_PATH);
  const open = await ownCheckpoints(ports, origin);
  const inFile = file === null ? null : open(file, 'checkpoint');
  if (published === null) {
    if (inFile !== null)
      throw differs('checkpoint', 'none, as the catalogue remembers none', describe(inFile));
    return null;
  }
  const head = open(Buffer.from(published.note), 'remembered checkpoint');
  if (head.size !== published.size) {
    throw differs('remembered checkpoint', `size ${published.size}`, `size ${head.size}`);
  }
  const older = inFile === null || inFile.size < head.size;
  if (!older && describe(inFile) !== describe(head)) {
    throw differs('checkpoint', describe(head), describe(inFile));
  }
  return { ...head, note: published.note, inFile: !older };
}

/** A head as people compare it. */
export function describe(head: Pick<Checkpoint, 'size' | 'root'>): string {
  return `size ${head.size}, root ${Buffer.from(head.root).toString('base64')}`;
}

function differs(about: string, expected: string, found: string): SealdockError {
  return new SealdockError('audit-differs', { about, expected, found });
}
