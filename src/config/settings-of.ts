import type { DestructionSettings } from '../destruction/open-destruction.ts';
import type { IngestSettings } from '../ingest/dock-context.ts';
import type { Config } from './config.ts';

/* The configuration, as the parts of the program ask for it. */

export function ingestSettings({ ingest, recorders, seal, station, times }: Config): IngestSettings {
  return {
    ...ingest,
    admit: recorders.admit,
    sm3: seal.sm3,
    zone: station.zone,
    timeToleranceMs: times.toleranceMs,
  };
}

export function destructionSettings({ station, retention, ingest }: Config): DestructionSettings {
  const { policy, longOffMs } = retention;
  const { name, zone, language } = station;
  return { station: name, zone, language, policy, longOffMs, stallMs: ingest.stallMs };
}
