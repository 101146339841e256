import type { Manifest } from '../evidence/manifest.ts';
import type { Catalog } from '../ports/catalog.ts';
import type { ByteMover } from '../ports/mover.ts';
import type { Signer } from '../ports/signer.ts';
import type { Vault } from '../ports/vault.ts';

/** What the inspection of one recording asks. */
export interface InspectRecordingPorts {
  readonly catalog: Pick<
    Catalog,
    'recording' | 'recordings' | 'openItems' | 'totals' | 'auditRows' | 'auditRowsOf'
  >;
  readonly vault: Pick<Vault, 'has' | 'listFolder' | 'readSealed' | 'resolve'>;
  readonly mover: Pick<ByteMover, 'readBack'>;
  readonly sealSigner: Pick<Signer, 'keyId' | 'publicKey' | 'verify'>;
}

/** The facts of a recording after the log, the row and the manifest have been compared, and where it must lie. */
export interface ProvedFacts {
  readonly manifest: Manifest;
  /** The canonical text that was signed. */
  readonly text: string;
  readonly manifestSha256: string;
  readonly folder: string;
}
