import { asSealdockError } from '../evidence/errors.ts';

/** Told of everything that was thrown in the background; only a defect of ours moves it. */
export type OnDefect = (thrown: unknown) => void;

export interface DefectWatch {
  /** Ends everything: told by the outside, or by the first defect. */
  readonly signal: AbortSignal;
  readonly note: OnDefect;
  /** Ends everything without a defect. */
  end(): void;
  /** @throws the first defect, when there was one. */
  rethrow(): void;
}

/** DESIGN 8: the daemon ends on a defect of ours and recovers at its next start; it is never tried again. */
export function watchDefects(outside: AbortSignal): DefectWatch {
  const ending = new AbortController();
  let first: Error | null = null;
  return {
    signal: AbortSignal.any([outside, ending.signal]),
    note: (thrown) => {
      const error = asSealdockError(thrown);
      if (error.kind !== 'defect') return;
      first ??= error;
      ending.abort();
    },
    end: () => ending.abort(),
    rethrow: () => {
      if (first !== null) throw first;
    },
  };
}
