import { isWrong } from '../../audit/findings.ts';
import { verifyLog } from '../../audit/verify-log.ts';
import { EXIT_FINDINGS } from '../../evidence/errors.ts';
import { findingData, findingsText } from '../checks/findings-text.ts';
import { countText } from '../output/quantities.ts';
import { type Session, withStation } from '../session.ts';
import type { RememberedHead } from '../usage/parsers.ts';

/** Hashes every entry again. With a head that was kept elsewhere it also tells of a log cut short or rewritten. */
export async function auditVerify(
  session: Session,
  options: { readonly head?: RememberedHead },
): Promise<number> {
  return withStation(session, 'look', async (station) => {
    const { origin } = station.config.station;
    const { findings, entries, shown } = await verifyLog(station, {
      origin,
      remembered: options.head ?? null,
    });
    const head = shown === null ? null : `${shown.size}:${Buffer.from(shown.root).toString('base64')}`;
    session.result({ entries, head, findings: findings.map(findingData) }, () => {
      const { cli } = session.words;
      const text = findingsText(session, cli.entriesChecked(countText(entries)), findings);
      return head === null ? text : `${text}\n${cli.shownHead(head)}`;
    });
    return findings.some(isWrong) ? EXIT_FINDINGS : 0;
  });
}
