import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export type Json = Readonly<Record<string, unknown>>;

/** Messages kept for a reader; events of the emulator, at most a few for each thing that is done. */
const KEPT_LIMIT = 10_000;

/** JSON objects, one a line, over a Unix socket: how both the emulator (QMP) and the guest's agent speak. */
export class JsonSocket {
  readonly #socket: Socket;
  readonly #received: Json[] = [];
  #rest = '';

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setEncoding('utf8');
    socket.on('data', (text: string) => this.#take(text));
    // Whoever waits is told by its own limit; a guest whose power is cut closes the socket in any state.
    socket.on('error', () => {});
  }

  static async open(path: string, limitMs: number): Promise<JsonSocket> {
    const endMs = performance.now() + limitMs;
    for (;;) {
      const socket = connect(path);
      const opened = await new Promise<boolean>((resolve) => {
        socket.once('connect', () => resolve(true));
        socket.once('error', () => resolve(false));
      });
      if (opened) return new JsonSocket(socket);
      if (performance.now() > endMs) throw new Error(`nobody listens at ${path} after ${limitMs} ms`);
      await sleep(50);
    }
  }

  send(message: Json): void {
    this.#socket.write(`${JSON.stringify(message)}\n`);
  }

  /** The first message that fits, taken out of those received; null when none came within the time. */
  async take(fits: (message: Json) => boolean, limitMs: number): Promise<Json | null> {
    const endMs = performance.now() + limitMs;
    for (;;) {
      const index = this.#received.findIndex(fits);
      if (index >= 0) return this.#received.splice(index, 1)[0] as Json;
      if (performance.now() > endMs) return null;
      await sleep(10);
    }
  }

  close(): void {
    this.#socket.destroy();
  }

  #take(text: string): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) {
      // The agent marks the start of an answer with the byte 0xFF, which is no JSON.
      const start = line.indexOf('{');
      if (start < 0) continue;
      this.#received.push(JSON.parse(line.slice(start)) as Json);
      if (this.#received.length > KEPT_LIMIT) this.#received.shift();
    }
  }
}
