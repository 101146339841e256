/** Offsets, lengths and memory of direct I/O are multiples of this on every disk that we meet. */
export const DIRECT_ALIGNMENT_BYTES = 4096;

export function isAligned(bytes: number): boolean {
  return bytes % DIRECT_ALIGNMENT_BYTES === 0;
}

export function alignedUp(bytes: number): number {
  return Math.ceil(bytes / DIRECT_ALIGNMENT_BYTES) * DIRECT_ALIGNMENT_BYTES;
}

export function alignedDown(bytes: number): number {
  return bytes - (bytes % DIRECT_ALIGNMENT_BYTES);
}
