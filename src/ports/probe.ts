/** What ffprobe made of a sealed recording. */
export interface ProbeFacts {
  readonly playable: boolean;
  readonly durationMs: number | null;
  readonly videoCodec: string | null;
  readonly audioCodec: string | null;
  readonly widthPx: number | null;
  readonly heightPx: number | null;
  /** Why it is not playable, in ffprobe's words, at most 500 characters. */
  readonly complaint: string | null;
}

/** Nothing is known; the complaint says why. */
export const UNPLAYABLE: ProbeFacts = {
  playable: false,
  durationMs: null,
  videoCodec: null,
  audioCodec: null,
  widthPx: null,
  heightPx: null,
  complaint: null,
};

export interface Prober {
  /**
   * Looks into a sealed copy, never at the card. What cannot be probed is an answer, not an error.
   * @param path absolute path of a regular file in the vault.
   * @throws SealdockError `failed` when ffprobe itself is not to be had.
   */
  probe(path: string): Promise<ProbeFacts>;
}
