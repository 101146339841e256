import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Sha256 } from '../evidence/digest.ts';
import { SealdockError } from '../evidence/errors.ts';
import { type UtcTime, utcOf } from '../evidence/time.ts';
import type { TimeStamps } from '../ports/time-stamps.ts';
import { durableFiles } from './durable-files.ts';
import { httpPost } from './http-post.ts';

const OPENSSL_TIMEOUT_MS = 20_000;
const OUTPUT_BYTES_LIMIT = 1_048_576;

export interface TimeStampsOptions {
  readonly url: string;
  /** File with the authority's certificate, PEM. */
  readonly ca: string;
  /** A folder for what openssl wants as files. */
  readonly scratch: string;
}

/** RFC 3161 through `openssl ts`, which any court's technician has too; the network is node's own. */
export function openTimeStamps({ url, ca, scratch }: TimeStampsOptions): TimeStamps {
  const withFile = async <T>(
    ending: string,
    bytes: Uint8Array,
    use: (path: string) => Promise<T>,
  ): Promise<T> => {
    const path = join(scratch, `tsa-${process.pid}-${randomBytes(4).toString('hex')}.${ending}`);
    await durableFiles.createFile(path, bytes, 0o600);
    try {
      return await use(path);
    } finally {
      await durableFiles.removeFile(path);
    }
  };
  const verify = async (about: readonly string[], token: string): Promise<UtcTime> => {
    if (!existsSync(ca))
      throw new SealdockError('anchor-differs', { about: ca, expected: 'a certificate', found: 'no file' });
    const { code, output } = await openssl(['ts', '-verify', ...about, '-in', token, '-CAfile', ca]);
    if (code !== 0 || !/Verification: OK/.test(output)) {
      throw new SealdockError('anchor-differs', {
        about: url,
        expected: 'Verification: OK',
        found: lastLine(output),
      });
    }
    return timeIn((await openssl(['ts', '-reply', '-in', token, '-text'])).output, url);
  };
  return {
    url,
    get ca() {
      return existsSync(ca) ? readFileSync(ca, 'utf8') : '';
    },
    stamp: async (digest, signal) => {
      const { code, bytes, output } = await openssl(['ts', '-query', '-digest', digest, '-sha256', '-cert']);
      if (code !== 0)
        throw new SealdockError('anchor-unreachable', { about: 'openssl', found: lastLine(output) });
      const reply = await httpPost(url, 'application/timestamp-query', bytes, signal);
      if (reply.status !== 200) {
        throw new SealdockError('anchor-unreachable', {
          about: url,
          expected: '200',
          found: String(reply.status),
        });
      }
      const at = await withFile('tsq', bytes, (query) =>
        withFile('tsr', reply.body, (token) => verify(['-queryfile', query], token)),
      );
      return { token: reply.body, at };
    },
    check: (digest: Sha256, token) => withFile('tsr', token, (path) => verify(['-digest', digest], path)),
  };
}

/** `Time stamp: Nov 25 18:54:43.123 2026 GMT`, in English because of LC_ALL. */
function timeIn(text: string, about: string): UtcTime {
  const found = /^Time stamp: (\w{3}) +(\d{1,2}) (\d\d:\d\d:\d\d)(\.\d{1,9})? (\d{4}) GMT$/m.exec(text);
  const ms = found === null ? Number.NaN : Date.parse(`${found[1]} ${found[2]} ${found[5]} ${found[3]} GMT`);
  if (Number.isFinite(ms)) return utcOf(ms);
  throw new SealdockError('anchor-differs', { about, expected: 'a time stamp', found: lastLine(text) });
}

interface Ended {
  readonly code: number;
  readonly bytes: Buffer;
  /** Both streams, for people. */
  readonly output: string;
}

function openssl(args: readonly string[]): Promise<Ended> {
  const options = {
    encoding: 'buffer',
    timeout: OPENSSL_TIMEOUT_MS,
    maxBuffer: OUTPUT_BYTES_LIMIT,
    env: { PATH: process.env.PATH ?? '', LC_ALL: 'C' },
  } as const;
  return new Promise((resolve) => {
    execFile('openssl', [...args], options, (error, stdout, stderr) => {
      const said = error !== null && stderr.length === 0 && stdout.length === 0 ? error.message : '';
      resolve({
        code: error === null ? 0 : 1,
        bytes: stdout,
        output: `${stdout.toString()}\n${stderr.toString()}\n${said}`,
      });
    });
  });
}

function lastLine(text: string): string {
  const lines = text.split('\n').map((line) => line.trim());
  // OpenSSL tells a harmless line about a configuration section that nobody asks for (TRUST 1.5).
  const telling = lines.filter((line) => line !== '' && !line.startsWith('Using configuration'));
  return (telling.at(-1) ?? 'nothing').slice(0, 500);
}
