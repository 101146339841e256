import type { CaseFacts } from '../../cases/change-case.ts';
import type { CalendarDate } from '../../evidence/calendar-date.ts';
import type { EnforcementType } from '../../evidence/case.ts';
import type { Period } from '../../evidence/period.ts';

/** What is said of a case; null empties. */
export interface CaseFlags {
  readonly type?: EnforcementType | null;
  readonly cause?: string | null;
  readonly party?: readonly string[];
  readonly opened?: CalendarDate | null;
  readonly filePeriod?: Period | null;
  readonly reason?: string;
}

/** Only what was said. */
export function factsOf({ type, cause, party, opened, filePeriod }: CaseFlags): Partial<CaseFacts> {
  return {
    ...(type === undefined ? {} : { enforcement: type }),
    ...(cause === undefined ? {} : { cause }),
    ...(party === undefined ? {} : { parties: party }),
    ...(opened === undefined ? {} : { openedOn: opened }),
    ...(filePeriod === undefined ? {} : { filePeriod }),
  };
}
