import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SealdockError } from '../evidence/errors.ts';
import type { PostServer, PostServerOptions } from '../ports/post-server.ts';

const CONNECTIONS_LIMIT = 64;
/** A whole request has come within this time, or its connection ends. */
const REQUEST_TIMEOUT_MS = 15_000;
const KEEP_ALIVE_MS = 5_000;
const HEADERS_LIMIT = 64;

/** @throws SealdockError `busy` when the address is taken; `failed` when it cannot be listened on. */
export async function openHttpPostServer(options: PostServerOptions): Promise<PostServer> {
  const server = createServer(
    {
      requestTimeout: REQUEST_TIMEOUT_MS,
      headersTimeout: REQUEST_TIMEOUT_MS,
      keepAliveTimeout: KEEP_ALIVE_MS,
      maxHeaderSize: 8_192,
      connectionsCheckingInterval: 1_000,
    },
    (request, response) => {
      serve(request, response, options).catch((thrown: unknown) => {
        options.onFailure(thrown);
        end(response, 500, 'text/plain; charset=utf-8', 'failed\n');
      });
    },
  );
  server.maxConnections = CONNECTIONS_LIMIT;
  server.maxHeadersCount = HEADERS_LIMIT;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const about = `${options.host}:${options.port}`;
      reject(
        new SealdockError(cause.code === 'EADDRINUSE' ? 'busy' : 'failed', {
          about,
          found: cause.code ?? '',
          cause,
        }),
      );
    });
    server.listen(options.port, options.host, resolve);
  });
  const { address, port } = server.address() as AddressInfo;
  return {
    address: { host: address, port },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  { path, bodyBytesLimit, answer }: PostServerOptions,
): Promise<void> {
  if (request.url !== path) return end(response, 404, 'text/plain; charset=utf-8', 'not here\n');
  if (request.method !== 'POST') return end(response, 405, 'text/plain; charset=utf-8', 'POST only\n');
  const body = await bodyOf(request, bodyBytesLimit);
  if (body === null) {
    // What is left of it is not read.
    response.setHeader('connection', 'close');
    return end(response, 413, 'text/plain; charset=utf-8', 'too long\n');
  }
  const reply = await answer(body);
  end(response, reply.status, reply.type, reply.body);
}

async function bodyOf(request: IncomingMessage, limit: number): Promise<Buffer | null> {
  if (Number(request.headers['content-length'] ?? 0) > limit) return null;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function end(response: ServerResponse, status: number, type: string, body: string): void {
  if (response.headersSent) return void response.destroy();
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}
