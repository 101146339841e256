import { rotateKey } from '../../audit/rotate-key.ts';
import type { KeyPurpose } from '../../evidence/key-change.ts';
import { verifierKeyOf } from '../../evidence/signed-note.ts';
import { NOBODY_ELSE } from '../../ingest/berths.ts';
import { recover } from '../../ingest/recover.ts';
import { requireStaff } from '../actor-of.ts';
import { factsText } from '../output/facts.ts';
import { type Session, withStation } from '../session.ts';

/** Another key signs from now on; with the daemon stopped, because a process keeps the keys that it began with. */
export async function auditRotateKey(
  session: Session,
  purpose: KeyPurpose,
  { reason }: { readonly reason: string },
): Promise<number> {
  return withStation(session, 'ingest', async (station) => {
    const { actor } = await requireStaff(session, station, ['security-admin']);
    const { origin } = station.config.station;
    // What the old key sealed before a crash gets its entry first: afterwards nobody would believe that key.
    await recover(station, actor, NOBODY_ELSE);
    const { from, to } = await rotateKey(station, { origin, purpose, actor, reason });
    const verifierKey = purpose === 'log' ? verifierKeyOf({ name: origin, publicKey: to.publicKey }) : null;
    session.result({ purpose, from: from.keyId, to: to.keyId, verifierKey }, () => {
      const { cli } = session.words;
      return [
        cli.keyChanged[purpose],
        factsText([
          [cli.facts.formerKey, from.keyId],
          [cli.facts[`${purpose}Key`], to.keyId],
          ...(verifierKey === null ? [] : [[cli.facts.verifierKey, verifierKey] as const]),
        ]),
        cli.keyChangedHint[purpose],
      ].join('\n');
    });
    return 0;
  });
}
