import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { publishLog } from '../../src/audit/publish-log.ts';
import { openStation } from '../../src/compose.ts';
import { createStation } from '../../src/compose-init.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { SYSTEM_ACTOR } from '../../src/evidence/audit-entry.ts';
import { parseRecorderNo } from '../../src/evidence/ids.ts';
import { dockCard } from '../../src/ingest/dock-card.ts';
import { EVERY_RECORDING } from '../../src/ports/catalog.ts';

/*
 * One measured run in a process of its own: `dock-once.ts <config> <folder of cards>`. Docks every folder in it at
 * once, as a running daemon would, from the first look at the card until all is sealed, catalogued and published.
 * The start of the process and ffprobe, which follows a dock in its own time, are not counted. Prints JSON.
 */
const [configPath, cards] = process.argv.slice(2) as [string, string];
const { config } = await loadConfig({ flags: { config: configPath }, env: {}, cwd: process.cwd() });
await createStation(config, SYSTEM_ACTOR);
const station = await openStation(config, { role: 'ingest' });

const startedMs = performance.now();
const cpuBefore = process.cpuUsage();
const options = { signal: new AbortController().signal, actor: SYSTEM_ACTOR, onEvent: () => {} };
const reports = await Promise.all(
  readdirSync(cards).map((name) =>
    dockCard(
      station,
      {
        id: station.newDockId(),
        path: resolve(join(cards, name)),
        origin: 'cli',
        label: null,
        recorder: parseRecorderNo(name),
        model: 'drop-folder',
        medium: null,
      },
      options,
    ),
  ),
);
await publishLog(station, { origin: config.station.origin });
const seconds = (performance.now() - startedMs) / 1_000;
const cpu = process.cpuUsage(cpuBefore);
const sample = await station.catalog.recordings({ ...EVERY_RECORDING, limit: 1 });
await station.close();

process.stdout.write(
  JSON.stringify({
    seconds,
    cpuSeconds: (cpu.user + cpu.system) / 1e6,
    maxRssBytes: process.resourceUsage().maxRSS * 1_024,
    readBackFrom: sample[0]?.manifest.readBackFrom ?? null,
    sealed: reports.reduce((sum, report) => sum + report.counts.sealed, 0),
    sealedBytes: reports.reduce((sum, report) => sum + report.counts.sealedBytes, 0),
    results: reports.map((report) => report.result),
  }),
);
