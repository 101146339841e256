import type { Config } from '../../config/config.ts';
import type { KeepingSettings } from '../../retention/keeping-context.ts';

export function keepingSettings({ retention, station }: Config): KeepingSettings {
  return { policy: retention.policy, zone: station.zone };
}
