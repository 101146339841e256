/** One call of a port: `mover.copy`, `card.readRange`. */
export interface PortCall {
  readonly name: string;
  readonly args: readonly unknown[];
}

/** Writes down every call of every port, and passes it on. Cards are watched as they are opened. */
export class WatchedPorts {
  readonly calls: PortCall[] = [];

  wrap = <T extends object>(name: string, port: T): T =>
    new Proxy(port, {
      get: (target, property) => {
        const value = Reflect.get(target, property) as unknown;
        if (typeof value !== 'function' || typeof property !== 'string') return value;
        return (...args: unknown[]) => {
          this.calls.push({ name: `${name}.${property}`, args });
          const result = value.apply(target, args) as unknown;
          if (name !== 'cards') return result;
          return (result as Promise<object>).then((card) => this.wrap('card', card));
        };
      },
    });

  /** Calls of one method since the last `forget`. */
  of(name: string): readonly PortCall[] {
    return this.calls.filter((call) => call.name === name);
  }

  forget(): void {
    this.calls.length = 0;
  }
}
