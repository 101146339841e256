import { join, resolve } from 'node:path';
import { parseWitnessKey } from '../evidence/cosignature.ts';
import { parseUsbId } from '../evidence/medium.ts';
import type { AnchorConfig, Config, UnlockRule } from './config.ts';
import type { Settings } from './schema.ts';

/** Turns settings with absolute paths into the configuration that the program uses. */
export function configOf(settings: Settings): Config {
  const { station, data, recorders, docking, ingest, seal, clearing } = settings;
  const { times, probe, audit, fixity, retention, staff, log } = settings;
  return {
    station: { ...station, origin: `sealdock/${station.name}` },
    data,
    folders: foldersBelow(data),
    recorders: {
      models: recorders.models,
      admit: recorders.admit,
      unlock: recorders.unlock.flatMap(unlockRuleOf),
    },
    docking: {
      markers: docking.markers ?? defaultMarkers(data),
      dropFolders: docking.dropFolders,
      autoMounts: docking.autoMounts,
      slots: docking.slots,
      settleMs: docking.settle,
      pollMs: docking.poll,
    },
    ingest: {
      workers: ingest.workers,
      filesAtOnce: ingest.filesAtOnce,
      bytesPerSecond: ingest.rateLimit,
      stallMs: ingest.stall,
      minFreeBytes: ingest.minFree,
      groupFiles: ingest.groupFiles,
      groupWaitMs: ingest.groupWait,
    },
    seal: { sm3: seal.digests.includes('sm3') },
    clearing: {
      mode: clearing.mode,
      proof: clearing.proof,
      keepOnCardMs: clearing.keepOnCard,
      orders: join(data, 'run', 'clear'),
    },
    times: { toleranceMs: times.tolerance },
    probe: { ffprobe: probe.ffprobe, timeoutMs: probe.timeout },
    retention: {
      policies: retention.policies,
      policy: retention.policy,
      sweepAt: retention.sweepAt,
      longOffMs: retention.longOff,
    },
    staff: {
      sessionMs: staff.session,
      idleMs: staff.idle,
      passwordAgeMs: staff.passwordAge,
    },
    audit: {
      publishEveryMs: audit.publishEvery,
      inspectAt: audit.inspectAt,
      reconcileAt: audit.reconcileAt,
      anchors: anchorsOf(audit.anchors),
    },
    fixity: { at: fixity.at, days: fixity.days, bytesPerSecond: fixity.rateLimit },
    log,
  };
}

function anchorsOf(anchors: Settings['audit']['anchors']): AnchorConfig {
  const { require, maxAge, tsaUrl, tsaCa, tsaEvery, witnessUrl, witnessKey, witnessEvery } = anchors;
  const key = witnessKey === null ? null : parseWitnessKey(witnessKey);
  return {
    policy: { kinds: require, maxAgeMs: maxAge },
    tsa: tsaUrl === null || tsaCa === null ? null : { url: tsaUrl, ca: tsaCa, everyMs: tsaEvery },
    witness: witnessUrl === null || key === null ? null : { url: witnessUrl, key, everyMs: witnessEvery },
  };
}

function unlockRuleOf({ device, command, timeout }: Settings['recorders']['unlock'][number]): UnlockRule[] {
  const id = parseUsbId(device);
  return id === null ? [] : [{ ...id, command, timeoutMs: timeout }];
}

export function defaultMarkers(data: string): string {
  return join(data, 'run', 'docked');
}

function foldersBelow(data: string): Config['folders'] {
  const at = (name: string) => resolve(data, name);
  return {
    vault: at('vault'),
    catalogue: at('catalogue'),
    audit: at('audit'),
    keys: at('keys'),
    run: at('run'),
    registers: at('registers'),
  };
}
