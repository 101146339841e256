import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { SealdockError } from '../evidence/errors.ts';

export interface Posted {
  readonly status: number;
  readonly type: string;
  readonly body: Buffer;
}

const TIMEOUT_MS = 30_000;
const REPLY_BYTES_LIMIT = 131_072;

/**
 * One POST, no redirect followed, the reply bounded in time and size.
 * @throws SealdockError `anchor-unreachable`; `interrupted`.
 */
export function httpPost(url: string, type: string, body: Uint8Array, signal: AbortSignal): Promise<Posted> {
  const fail = (found: string, cause?: unknown) =>
    new SealdockError('anchor-unreachable', { about: url, found, cause });
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(new SealdockError('interrupted'));
    const send = url.startsWith('https:') ? httpsRequest : httpRequest;
    const headers = { 'content-type': type, 'content-length': body.length };
    const all = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]);
    const asked = send(url, { method: 'POST', headers, agent: false, signal: all }, (reply) => {
      const chunks: Buffer[] = [];
      let size = 0;
      reply.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > REPLY_BYTES_LIMIT) reply.destroy(fail(`more than ${REPLY_BYTES_LIMIT} B`));
        else chunks.push(chunk);
      });
      reply.on('error', reject);
      reply.on('end', () => {
        const { statusCode, headers: told } = reply;
        resolve({ status: statusCode ?? 0, type: told['content-type'] ?? '', body: Buffer.concat(chunks) });
      });
    });
    asked.on('error', (thrown) => {
      if (thrown instanceof SealdockError) return reject(thrown);
      reject(signal.aborted ? new SealdockError('interrupted') : fail(thrown.message, thrown));
    });
    asked.end(body);
  });
}
