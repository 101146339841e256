import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

/** A time-stamping authority of OpenSSL's own, behind a real HTTP server. What it says can be replaced by a test. */
export interface LocalTsa {
  readonly url: string;
  /** PEM of the certificate that its stamps are checked with. */
  readonly ca: string;
  /** Requests that came. */
  asked: number;
  /** Null: as it should; else what is answered instead. */
  answer: { status: number; body: Buffer } | null;
  close(): Promise<void>;
}

export async function openLocalTsa(folder: string): Promise<LocalTsa> {
  mkdirSync(folder, { recursive: true });
  const at = (name: string) => join(folder, name);
  writeFileSync(
    at('tsa.cnf'),
    `[req]
distinguished_name=dn
[dn]
[tsa]
basicConstraints=CA:TRUE
keyUsage=digitalSignature
extendedKeyUsage=critical,timeStamping
[ts]
default_tsa=local
[local]
serial=${at('serial')}
signer_digest=sha256
default_policy=1.2.3.4.1
digests=sha256
accuracy=secs:1
ess_cert_id_alg=sha256
`,
  );
  writeFileSync(at('serial'), '01\n');
  openssl(
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-nodes',
    '-days',
    '3650',
    '-subj',
    '/CN=test tsa',
    '-keyout',
    at('tsa.key'),
    '-out',
    at('tsa.pem'),
    '-config',
    at('tsa.cnf'),
    '-extensions',
    'tsa',
  );
  const tsa: LocalTsa = { url: '', ca: at('tsa.pem'), asked: 0, answer: null, close: async () => {} };
  const reply = (query: Buffer): Buffer => {
    writeFileSync(at('query'), query);
    openssl(
      'ts',
      '-reply',
      '-config',
      at('tsa.cnf'),
      '-section',
      'local',
      '-queryfile',
      at('query'),
      '-signer',
      at('tsa.pem'),
      '-inkey',
      at('tsa.key'),
      '-out',
      at('reply'),
    );
    return readFileSync(at('reply'));
  };
  const server: Server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    tsa.asked += 1;
    const said = tsa.answer ?? { status: 200, body: reply(Buffer.concat(chunks)) };
    response.writeHead(said.status, { 'content-type': 'application/timestamp-reply' });
    response.end(said.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return Object.assign(tsa, {
    url: `http://127.0.0.1:${port}/tsa`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  });
}

function openssl(...args: readonly string[]): void {
  execFileSync('openssl', [...args], { stdio: ['ignore', 'ignore', 'pipe'] });
}
