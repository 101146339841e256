import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { asSealdockError, SealdockError } from '../../evidence/errors.ts';
import { isOrigin, parseVerifierKey } from '../../evidence/signed-note.ts';
import { withInterrupt } from '../interrupt.ts';
import { factsText } from '../output/facts.ts';
import type { Session } from '../session.ts';

export interface WitnessFlags {
  readonly listen?: string;
  readonly key?: string;
  readonly name?: string;
  readonly log: readonly string[];
}

const DEFAULT_LISTEN = '127.0.0.1:7380';
/** More stations than a city has. */
const LOGS_LIMIT = 1_000;

/** Runs a witness until it is told to stop. It belongs on another machine, under another administrator. */
export async function witness(session: Session, flags: WitnessFlags): Promise<number> {
  const { io, words, flags: global } = session;
  const { cli } = words;
  const { usage } = cli;
  const bad = (option: string, value: string, expected: string): never => {
    throw new SealdockError('usage', { about: usage.badValue(option, value), expected });
  };
  const listen = flags.listen ?? DEFAULT_LISTEN;
  const place = /^(\[[0-9a-fA-F:]+\]|[A-Za-z0-9.-]+):(\d{1,5})$/.exec(listen);
  if (place === null || Number(place[2]) > 65_535) return bad('--listen', listen, usage.badListen);
  if (global.data === null) throw new SealdockError('usage', { about: usage.missingValue('--data') });
  const name = flags.name ?? `sealdock-witness/${hostname()}`;
  if (!isOrigin(name)) return bad('--name', name, usage.badWitnessName);
  if (flags.log.length === 0 || flags.log.length > LOGS_LIMIT) {
    throw new SealdockError('usage', { about: usage.missingValue('--log'), expected: usage.badVerifierKey });
  }
  const logs = flags.log.map((text) => parseVerifierKey(text) ?? bad('--log', text, usage.badVerifierKey));
  return withInterrupt(
    session,
    () => null,
    async (signal) => {
      const running = await session.doors.startWitness({
        data: resolve(io.cwd, global.data ?? ''),
        key: flags.key === undefined ? null : resolve(io.cwd, flags.key),
        name,
        host: (place[1] ?? '').replace(/^\[|\]$/g, ''),
        port: Number(place[2]),
        logs,
        onFailure: (thrown) => session.note(`${asSealdockError(thrown).message}`),
      });
      const { host, port } = running.address;
      const url = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
      const origins = logs.map((log) => log.name);
      session.result({ url, name, verifierKey: running.verifierKey, logs: origins }, () =>
        [
          cli.witnessRuns(url, origins.join(cli.listSeparator)),
          factsText([[cli.facts.verifierKey, running.verifierKey]]),
        ].join('\n'),
      );
      await new Promise<void>((ended) => {
        if (signal.aborted) ended();
        signal.addEventListener('abort', () => ended(), { once: true });
      });
      await running.close();
      return 0;
    },
  );
}
