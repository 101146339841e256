import {
  ANCHOR_KINDS,
  type Anchor,
  type AnchorVerdict,
  anchorAge,
  anchorsSuffice,
} from '../../evidence/anchor.ts';
import { epochMsOf } from '../../evidence/time.ts';
import type { CliStation } from '../doors.ts';
import { ageText, countText } from '../output/quantities.ts';
import type { Session } from '../session.ts';

export interface AnchorOverview {
  /** Of each kind the newest. */
  readonly newest: readonly (Anchor & { readonly ageMs: number })[];
  readonly verdict: AnchorVerdict;
}

/** How long ago the log was known outside this machine, and whether that is soon enough for the bureau. */
export async function anchorOverview(station: CliStation): Promise<AnchorOverview> {
  const nowMs = station.clock.read().wallMs;
  const newest = (await Promise.all(ANCHOR_KINDS.map((kind) => station.catalog.anchors(kind, 1)))).flat();
  return {
    newest: newest.map((anchor) => ({ ...anchor, ageMs: nowMs - epochMsOf(anchor.at) })),
    verdict: anchorAge(newest, station.config.audit.anchors.policy, nowMs),
  };
}

export function anchorText(
  { words, paint }: Pick<Session, 'words' | 'paint'>,
  overview: AnchorOverview,
): string {
  const { cli, language } = words;
  const ages = overview.newest.map(({ kind, size, ageMs }) =>
    cli.anchorOf(kind, countText(size), ageText(Math.max(0, ageMs), language)),
  );
  const text = ages.length === 0 ? cli.noAnchors : ages.join(cli.listSeparator);
  return anchorsSuffice(overview.verdict) ? text : `${text} (${paint('red', cli.anchorTooOld)})`;
}
