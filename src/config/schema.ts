import type { z } from 'zod';
import { ANCHOR_KINDS } from '../evidence/anchor.ts';
import { CLEAR_PROOFS } from '../evidence/clearing.ts';
import { parseWitnessKey } from '../evidence/cosignature.ts';
import { parseRecorderNo, type RecorderNo } from '../evidence/ids.ts';
import { parseUsbId, USB_PORT } from '../evidence/medium.ts';
import { isZone } from '../evidence/time.ts';
import { SLOTS_LIMIT } from '../ports/status-board.ts';
import type { ConfigWords } from '../words/config-words.ts';
import { isCron } from './cron.ts';
import { fieldTypes } from './field-types.ts';

/** The file's shape: strict, every key there (defaults are laid under it before), quantities parsed to numbers. */
export function settingsSchema(words: ConfigWords) {
  const { text, path, duration, size, whole, flag, oneOf, list, group } = fieldTypes(words);
  const recorderNo = text((value) => parseRecorderNo(value) !== null, words.recorderNo).transform(
    (value) => value as RecorderNo,
  );
  return group({
    station: group({
      // It becomes the log's origin `sealdock/<name>`, which C2SP signed-note wants without spaces and pluses.
      name: text((value) => /^[A-Za-z0-9.-]{1,64}$/.test(value), words.stationName),
      zone: text(isZone, words.zone),
      language: oneOf('auto', 'zh', 'en'),
    }),
    data: path,
    recorders: group({
      models: path,
      admit: oneOf('registered', 'any'),
      unlock: list(
        group({
          device: text((value) => parseUsbId(value) !== null, words.usbDevice),
          command: list(path).refine((all) => all[0]?.startsWith('/') === true, {
            error: words.absoluteCommand,
          }),
          timeout: duration('100ms', '10min').prefault('10s'),
        }),
      ),
    }),
    docking: group({
      markers: path.nullable(),
      dropFolders: list(
        group({ path, recorder: recorderNo.nullable().default(null), model: path.nullable().default(null) }),
      ),
      autoMounts: list(path),
      slots: list(
        group({
          port: text((value) => USB_PORT.test(value), words.port),
          slot: whole(1, SLOTS_LIMIT),
          name: text((value) => value.trim() !== '' && value.length <= 64, words.slotName)
            .nullable()
            .default(null),
          priority: flag.default(false),
        }),
      ),
      settle: duration('0s', '5min'),
      poll: duration('200ms', '5min'),
    }),
    ingest: group({
      workers: whole(1, 8),
      filesAtOnce: whole(1, 8),
      rateLimit: size('100kB', '10GB').nullable(),
      stall: duration('1s', '1h'),
      minFree: size('0B', '100TiB'),
      groupFiles: whole(1, 256),
      groupWait: duration('0ms', '10s'),
    }),
    seal: group({
      digests: list(oneOf('sha256', 'sm3'))
        .refine((all) => all.includes('sha256'), { error: words.needsSha256 })
        .refine((all) => new Set(all).size === all.length, { error: words.twice }),
    }),
    clearing: group({
      mode: oneOf('off', 'after-seal'),
      proof: oneOf(...CLEAR_PROOFS),
      keepOnCard: duration('1min', '3650d').nullable(),
    }),
    times: group({ tolerance: duration('0s', '24h') }),
    probe: group({ ffprobe: path, timeout: duration('1s', '10min') }),
    audit: group({
      publishEvery: duration('1s', '1h'),
      inspectAt: text(isCron, words.cron).nullable(),
      reconcileAt: text(isCron, words.cron).nullable(),
      anchors: group({
        require: list(oneOf(...ANCHOR_KINDS)),
        maxAge: duration('1h', '3650d'),
        tsaUrl: text(isWebAddress, words.webAddress).nullable(),
        tsaCa: path.nullable(),
        tsaEvery: duration('10min', '365d'),
        witnessUrl: text(isWebAddress, words.webAddress).nullable(),
        witnessKey: text((value) => parseWitnessKey(value) !== null, words.witnessKey).nullable(),
        witnessEvery: duration('1min', '365d'),
      })
        .refine(({ tsaUrl, tsaCa }) => (tsaUrl === null) === (tsaCa === null), {
          error: words.bothOrNone('tsaUrl', 'tsaCa'),
        })
        .refine(({ witnessUrl, witnessKey }) => (witnessUrl === null) === (witnessKey === null), {
          error: words.bothOrNone('witnessUrl', 'witnessKey'),
        }),
    }),
    fixity: group({
      at: text(isCron, words.cron).nullable(),
      days: whole(1, 3_650),
      rateLimit: size('1MB', '10GB').nullable(),
    }),
    retention: group({
      policies: path,
      policy: text((value) => /^[a-z][a-z0-9-]{0,39}$/.test(value), words.policyId),
      sweepAt: text(isCron, words.cron).nullable(),
      longOff: duration('1h', '90d'),
    }),
    staff: group({
      session: duration('1min', '24h'),
      idle: duration('1min', '24h'),
      passwordAge: duration('1d', '3650d').nullable(),
    }),
    log: group({ level: oneOf('debug', 'info', 'warn', 'error') }),
  });
}

function isWebAddress(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol) && new URL(text).username === '';
}

export type Settings = z.output<ReturnType<typeof settingsSchema>>;
