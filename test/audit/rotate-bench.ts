import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { durableFiles } from '../../src/adapters/durable-files.ts';
import { openHeadFile } from '../../src/adapters/head-file.ts';
import { openKeyFiles } from '../../src/adapters/key-files.ts';
import { inspect } from '../../src/audit/inspect.ts';
import { rotateKey } from '../../src/audit/rotate-key.ts';
import type { KeyPurpose } from '../../src/evidence/key-change.ts';
import type { HeadMemory } from '../../src/ports/head-memory.ts';
import type { KeyFiles } from '../../src/ports/key-files.ts';
import { openTestStation, type StationParts, TEST_ACTOR, type TestStation } from '../support/test-station.ts';

export const ORIGIN = 'test.example/log';

export interface KeyedStation extends TestStation {
  readonly keyFiles: KeyFiles;
  readonly headMemory: HeadMemory;
}

/** A station as whoever has it alone opens it: a change that was cut off is finished first. */
export async function openKeyed(parts: StationParts & { readonly data: string }): Promise<KeyedStation> {
  const wrap = parts.wrap ?? ((_, port) => port);
  const station = await openTestStation(parts);
  const keyFiles = openKeyFiles(join(parts.data, 'keys'), wrap('files', parts.files ?? durableFiles));
  const row = await station.catalog.station();
  if (row === null) throw new Error('no station');
  await keyFiles.settle('log', row.logKey);
  await keyFiles.settle('seal', row.sealKey);
  return {
    ...station,
    keyFiles: wrap('keyFiles', keyFiles),
    logFiles: wrap('logFiles', station.logFiles),
    headMemory: wrap('headMemory', openHeadFile(join(parts.data, 'keys/log.key.head'))),
    logSigner: await keyFiles.open('log', row.logKey),
    sealSigner: wrap('sealSigner', await keyFiles.open('seal', row.sealKey)),
  };
}

export function rotate(station: KeyedStation, purpose: KeyPurpose, reason = 'a person has left') {
  return rotateKey(station, { origin: ORIGIN, purpose, actor: TEST_ACTOR, reason });
}

/** `kind: about` of all that an inspection finds. */
export async function found(station: KeyedStation): Promise<string[]> {
  const input = { origin: ORIGIN, remembered: null, stallMs: 5_000, signal: new AbortController().signal };
  const { findings } = await inspect(station, { ...input, onProgress: () => {} });
  return findings.map(({ kind, about }) => `${kind}: ${about}`);
}

/** With the modes of what is sealed. @param to where nothing is yet, or an empty folder. */
export function copyStation(from: string, to: string): void {
  execFileSync('cp', ['-a', `${from}/.`, to]);
}
