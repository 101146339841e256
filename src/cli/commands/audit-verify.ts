import { checkAnchors } from '../../audit/check-anchors.ts';
import { FindingList, isWrong } from '../../audit/findings.ts';
import { inspectKeys } from '../../audit/inspect-keys.ts';
import { keyHistory } from '../../audit/key-history.ts';
import { verifyLog } from '../../audit/verify-log.ts';
import { EXIT_FINDINGS } from '../../evidence/errors.ts';
import { verifierKeyOf } from '../../evidence/signed-note.ts';
import { anchorOverview, anchorText } from '../checks/anchor-text.ts';
import { findingData, findingsText } from '../checks/findings-text.ts';
import type { CliStation } from '../doors.ts';
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
    const log = await verifyLog(station, { origin, remembered: options.head ?? null });
    const { entries, shown } = log;
    const list = new FindingList();
    list.add(...log.findings);
    await inspectKeys(station, { origin }, list);
    await checkAnchors(station, { origin }, list);
    const findings = list.all;
    const anchors = await anchorOverview(station);
    const key = await keyOf(station);
    const head = shown === null ? null : `${shown.size}:${Buffer.from(shown.root).toString('base64')}`;
    session.result({ entries, head, ...key, anchors, findings: findings.map(findingData) }, () => {
      const { cli } = session.words;
      return [
        findingsText(session, cli.entriesChecked(countText(entries)), findings),
        ...(head === null ? [] : [cli.shownHead(head)]),
        cli.verifierKeyNow(key.verifierKey),
        ...(key.changedSeq === null ? [] : [cli.verifierKeyChanged(String(key.changedSeq))]),
        cli.anchorAges(anchorText(session, anchors)),
      ].join('\n');
    });
    return findings.some(isWrong) ? EXIT_FINDINGS : 0;
  });
}

/** With what a stranger checks this log now, and since which entry it is that key. */
async function keyOf({ catalog, config, logSigner: { publicKey } }: CliStation) {
  const { former } = await keyHistory(catalog, 'log', publicKey);
  const verifierKey = verifierKeyOf({ name: config.station.origin, publicKey });
  return { verifierKey, changedSeq: former[0]?.changedSeq ?? null };
}
