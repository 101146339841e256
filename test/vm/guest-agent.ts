import { setTimeout as sleep } from 'node:timers/promises';
import { type Json, JsonSocket } from './json-socket.ts';
import { PATIENCE } from './patience.ts';

const ANSWER_LIMIT_MS = 60_000;
const POLL_MS = 50;

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** QEMU's guest agent: runs commands in the guest over a virtual serial port, without a network. */
export class GuestAgent {
  readonly #socket: JsonSocket;
  #calls = 0;

  private constructor(socket: JsonSocket) {
    this.#socket = socket;
  }

  /** @throws when the guest has not come up by then. */
  static async open(path: string, limitMs: number): Promise<GuestAgent> {
    const socket = await JsonSocket.open(path, limitMs);
    const endMs = performance.now() + limitMs * PATIENCE;
    // What is asked before the agent listens is answered late; the number tells the answers apart.
    for (let id = 1; performance.now() < endMs; id += 1) {
      socket.send({ execute: 'guest-sync', arguments: { id } });
      const answer = await socket.take((message) => message.return === id, 1_000);
      if (answer === null) continue;
      return new GuestAgent(socket);
    }
    socket.close();
    throw new Error(`the guest did not come up in ${(limitMs * PATIENCE) / 1_000} s`);
  }

  /** Runs a shell command as root. @throws when it takes longer than the limit. */
  async run(command: string, limitMs = ANSWER_LIMIT_MS): Promise<Ran> {
    const endMs = performance.now() + limitMs * PATIENCE;
    const { pid } = (await this.#call('guest-exec', {
      path: '/bin/sh',
      arg: ['-c', command],
      env: ['PATH=/usr/sbin:/usr/bin:/sbin:/bin', 'LANG=C.UTF-8'],
      'capture-output': true,
    })) as { pid: number };
    for (;;) {
      const status = (await this.#call('guest-exec-status', { pid })) as Status;
      if (status.exited) {
        return {
          code: status.exitcode ?? 128 + (status.signal ?? 0),
          stdout: textOf(status['out-data']),
          stderr: textOf(status['err-data']),
        };
      }
      if (performance.now() > endMs) throw new Error(`not done after ${limitMs * PATIENCE} ms: ${command}`);
      await sleep(POLL_MS);
    }
  }

  close(): void {
    this.#socket.close();
  }

  /** Answers carry the number of their question, so that several may wait at once. */
  async #call(execute: string, args: Json): Promise<unknown> {
    this.#calls += 1;
    const id = `call-${this.#calls}`;
    this.#socket.send({ execute, arguments: args, id });
    const answer = await this.#socket.take((message) => message.id === id, ANSWER_LIMIT_MS * PATIENCE);
    if (answer === null) throw new Error(`the guest does not answer ${execute}`);
    if (answer.error !== undefined) throw new Error(`${execute}: ${JSON.stringify(answer.error)}`);
    return answer.return;
  }
}

interface Status {
  readonly exited: boolean;
  readonly exitcode?: number;
  readonly signal?: number;
  readonly 'out-data'?: string;
  readonly 'err-data'?: string;
}

function textOf(base64: string | undefined): string {
  return base64 === undefined ? '' : Buffer.from(base64, 'base64').toString('utf8');
}
