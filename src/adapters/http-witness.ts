import type { NoteKey } from '../evidence/signed-note.ts';
import type { WitnessClient } from '../ports/witness-client.ts';
import { httpPost } from './http-post.ts';

const TOLD_CHARACTERS = 500;

/** C2SP tlog-witness over HTTP. */
export function openHttpWitness(url: string, key: NoteKey): WitnessClient {
  return {
    url,
    key,
    addCheckpoint: async (body, signal) => {
      const address = `${url.replace(/\/+$/, '')}/add-checkpoint`;
      const reply = await httpPost(address, 'text/plain; charset=utf-8', Buffer.from(body), signal);
      const text = reply.body.toString('utf8');
      if (reply.status === 200) return { kind: 'cosigned', lines: text };
      if (reply.status === 409) {
        const size = /^(0|[1-9]\d{0,15})\n$/.exec(text);
        const isTold = reply.type.startsWith('text/x.tlog.size') && size !== null;
        return { kind: 'conflict', size: isTold ? Number(size[1]) : null };
      }
      return { kind: 'refused', status: reply.status, why: text.trim().slice(0, TOLD_CHARACTERS) };
    },
  };
}
