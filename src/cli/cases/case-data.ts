import type { Case } from '../../evidence/case.ts';
import { periodText } from '../../evidence/period.ts';

/** As programs get it: the period as people write it. */
export function caseData({ filePeriod, ...rest }: Case) {
  return { ...rest, filePeriod: filePeriod === null ? null : periodText(filePeriod) };
}
