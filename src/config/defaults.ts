/**
 * Every setting with its default, written as in the file. `config/sealdock.yaml` says the same, with a comment for
 * each; a test holds both together. Relative paths are relative to the project's `config` folder.
 */
export const DEFAULTS = {
  station: { name: 'station-1', zone: 'Asia/Shanghai', language: 'auto' },
  data: '../var',
  recorders: { models: './recorders', admit: 'registered', unlock: [] },
  docking: { markers: null, dropFolders: [], autoMounts: [], slots: [], settle: '2s', poll: '2s' },
  ingest: {
    workers: 2,
    filesAtOnce: 4,
    rateLimit: null,
    stall: '60s',
    minFree: '1GiB',
    groupFiles: 64,
    groupWait: '250ms',
  },
  seal: { digests: ['sha256'] },
  clearing: { mode: 'off', proof: 'compare', keepOnCard: null },
  times: { tolerance: '5min' },
  probe: { ffprobe: 'ffprobe', timeout: '20s' },
  retention: { policies: './policies', policy: 'default', sweepAt: '30 1 * * *', longOff: '7d' },
  staff: { session: '8h', idle: '30min', passwordAge: null },
  audit: {
    publishEvery: '5s',
    inspectAt: '30 3 * * *',
    reconcileAt: '0 3 * * *',
    anchors: {
      require: [],
      maxAge: '7d',
      tsaUrl: null,
      tsaCa: null,
      tsaEvery: '24h',
      witnessUrl: null,
      witnessKey: null,
      witnessEvery: '1h',
    },
  },
  fixity: { at: '0 1 * * *', days: 30, rateLimit: '50MB' },
  log: { level: 'info' },
} as const;
