import { overdueSince } from '../../audit/scrub-vault.ts';
import type { AuditEntry } from '../../evidence/audit-entry.ts';
import type { ClockDoubt } from '../../evidence/clock-trust.ts';
import { DUE_KINDS, type DueKind } from '../../evidence/destruction.ts';
import { ERROR_CODES, type ErrorCode } from '../../evidence/errors.ts';
import { verifierKeyOf } from '../../evidence/signed-note.ts';
import type { UtcTime } from '../../evidence/time.ts';
import { epochMsOf } from '../../evidence/time.ts';
import type { CatalogTotals } from '../../ports/catalog.ts';
import type { FixityState } from '../../ports/fixity-ledger.ts';
import type { StationStatus } from '../../ports/status-board.ts';
import type { VaultRoom } from '../../ports/vault.ts';
import { standingDoubt } from '../../retention/standing-doubt.ts';
import type { CliStation } from '../doors.ts';
import { momentOf, standingOf, usedPolicies } from '../policy/known-policies.ts';
import { alarmsOf } from './alarms-of.ts';
import { type AnchorOverview, anchorOverview } from './anchor-text.ts';

/** What the station is doing, and what waits for a person. */
export interface StationOverview {
  readonly data: string;
  readonly zone: string;
  /** With this line, kept elsewhere, anyone can check the log. */
  readonly verifierKey: string;
  /** Null when no daemon runs. */
  readonly daemon: StationStatus | null;
  readonly totals: CatalogTotals;
  readonly room: VaultRoom;
  /** The newest signed head; null before the first one. */
  readonly checkpoint: {
    readonly size: number;
    /** Of the newest entry that it covers. */
    readonly entryAt: UtcTime | null;
    readonly ageMs: number | null;
    readonly entriesSince: number;
  } | null;
  /** How long ago the log was known outside this machine. */
  readonly anchors: AnchorOverview;
  /** When the recordings were last proved to be what was sealed. */
  readonly fixity: FixityState;
  /** What the newest sweep has found due; null before the first one. */
  readonly due: { readonly at: UtcTime; readonly counts: Readonly<Record<DueKind, number>> } | null;
  readonly nowMs: number;
  /** Why sweeps and destruction wait; null when the clock is believed. */
  readonly clockDoubt: ClockDoubt | null;
  readonly alarms: readonly ErrorCode[];
  /** Policies that somebody goes by; null where no version of one is in force, and nothing is due by it. */
  readonly policies: readonly {
    readonly policy: string;
    readonly version: number | null;
    /** The next version that was adopted and does not count yet. */
    readonly waiting: { readonly version: number; readonly from: UtcTime } | null;
  }[];
}

export async function overviewOf(station: CliStation): Promise<StationOverview> {
  const { catalog, vault, board, config, logSigner, clock } = station;
  const daemon = await board.read();
  const room = await vault.room();
  const alarms = await alarmsOf(station, daemon);
  const { shelf, now } = await momentOf(station);
  const anchors = await anchorOverview(station);
  const fixity = await catalog.fixityState(overdueSince(clock.read().wallMs, config.fixity.days));
  return {
    data: config.data,
    zone: config.station.zone,
    verifierKey: verifierKeyOf({ name: config.station.origin, publicKey: logSigner.publicKey }),
    daemon,
    totals: await catalog.totals(),
    room,
    checkpoint: await checkpointOf(station),
    policies: usedPolicies(shelf).map((policy) => {
      const { inForce, waiting } = standingOf(shelf, policy, now);
      const [next] = waiting;
      return {
        policy,
        version: inForce?.version ?? null,
        waiting: next === undefined ? null : { version: next.version, from: next.effectiveFrom },
      };
    }),
    anchors,
    fixity,
    due: await dueOf(station),
    nowMs: clock.read().wallMs,
    clockDoubt: await standingDoubt(catalog),
    alarms: alarms.filter((code): code is ErrorCode => Object.hasOwn(ERROR_CODES, code)),
  };
}

/** By the sweep's own entry. One of another version of this program may lack a kind. */
async function dueOf({ catalog }: CliStation): Promise<StationOverview['due']> {
  const row = await catalog.lastAuditRow('sweep.finished');
  if (row === null) return null;
  const { at, detail } = JSON.parse(row.text) as AuditEntry;
  const told = (detail.due ?? {}) as Partial<Record<DueKind, number>>;
  const counts = Object.fromEntries(DUE_KINDS.map((kind) => [kind, told[kind] ?? 0]));
  return { at: at as UtcTime, counts: counts as Record<DueKind, number> };
}

async function checkpointOf({ catalog, clock }: CliStation): Promise<StationOverview['checkpoint']> {
  const published = await catalog.published();
  if (published === null) return null;
  const [last] = published.size === 0 ? [] : await catalog.auditRows(published.size - 1, 1);
  const entryAt = last === undefined ? null : ((JSON.parse(last.text) as AuditEntry).at as UtcTime);
  return {
    size: published.size,
    entryAt,
    ageMs: entryAt === null ? null : clock.read().wallMs - epochMsOf(entryAt),
    entriesSince: (await catalog.auditSize()) - published.size,
  };
}
