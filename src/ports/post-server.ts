export interface PostReply {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

/** A small HTTP server that answers POSTs on one path and nothing else. */
export interface PostServer {
  /** Where it listens, once it does: a port of 0 has become a real one. */
  readonly address: { readonly host: string; readonly port: number };
  close(): Promise<void>;
}

export interface PostServerOptions {
  readonly host: string;
  readonly port: number;
  readonly path: string;
  /** A longer body is answered with 413 and not read. */
  readonly bodyBytesLimit: number;
  /** A rejection is answered with 500, and told. */
  readonly answer: (body: Uint8Array) => Promise<PostReply>;
  readonly onFailure: (thrown: unknown) => void;
}
