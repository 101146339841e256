import { type Json, JsonSocket } from './json-socket.ts';

const ANSWER_LIMIT_MS = 30_000;

/** The emulator's own control: plugs and pulls devices, and can be asked what it did. */
export class Qmp {
  readonly #socket: JsonSocket;
  #calls = 0;

  private constructor(socket: JsonSocket) {
    this.#socket = socket;
  }

  static async open(path: string): Promise<Qmp> {
    const qmp = new Qmp(await JsonSocket.open(path, ANSWER_LIMIT_MS));
    await qmp.call('qmp_capabilities');
    return qmp;
  }

  /** @throws what the emulator has against it. */
  async call(execute: string, args: Json = {}): Promise<unknown> {
    this.#calls += 1;
    const id = `call-${this.#calls}`;
    this.#socket.send({ execute, arguments: args, id });
    const answer = await this.#socket.take((message) => message.id === id, ANSWER_LIMIT_MS);
    if (answer === null) throw new Error(`the emulator does not answer ${execute}`);
    if (answer.error !== undefined) throw new Error(`${execute}: ${JSON.stringify(answer.error)}`);
    return answer.return;
  }

  /** Waits until the emulator has really let go of a device. */
  async deviceDeleted(device: string): Promise<void> {
    const told = await this.#socket.take(
      ({ event, data }) => event === 'DEVICE_DELETED' && (data as Json).device === device,
      ANSWER_LIMIT_MS,
    );
    if (told === null) throw new Error(`${device} was not let go`);
  }

  close(): void {
    this.#socket.close();
  }
}
