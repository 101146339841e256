import type { Medium } from '../evidence/medium.ts';

/** Whether the disk that a dock came from is still plugged in, asked without touching the disk. */
export interface MediumPresence {
  /** False once that very disk is gone, also when another has its name; null when nothing can be said of it. */
  isThere(medium: Medium): Promise<boolean | null>;
}
