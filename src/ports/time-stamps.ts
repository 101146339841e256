import type { Sha256 } from '../evidence/digest.ts';
import type { UtcTime } from '../evidence/time.ts';

export interface TimeStamp {
  /** The authority's whole reply (RFC 3161 TimeStampResp, DER). */
  readonly token: Uint8Array;
  readonly at: UtcTime;
}

/** A time-stamping authority outside this machine. */
export interface TimeStamps {
  /** Its address, for the audit. */
  readonly url: string;
  /** PEM of the certificate that it is checked with. */
  readonly ca: string;
  /**
   * Asks for a stamp, and checks it with nonce, digest and certificate before it counts.
   * @throws SealdockError `anchor-unreachable`; `anchor-differs` for a reply that does not hold.
   */
  stamp(digest: Sha256, signal: AbortSignal): Promise<TimeStamp>;
  /** A stamp taken before. @throws SealdockError `anchor-differs` when it is not over this digest. */
  check(digest: Sha256, token: Uint8Array): Promise<UtcTime>;
}
