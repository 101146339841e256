import { lstat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import ffmpeg, { type FfprobeData } from 'fluent-ffmpeg';
import { SealdockError } from '../evidence/errors.ts';
import { type ProbeFacts, type Prober, UNPLAYABLE } from '../ports/probe.ts';

/**
 * fluent-ffmpeg gives ffprobe neither a time limit nor a bound to its output (FINDINGS 1.5; a tag of 600 MB ended the
 * process): a small script does, and keeps it from everything but five facts of that one file.
 */
const BOUNDED_FFPROBE = fileURLToPath(new URL('../../bin/ffprobe-bounded', import.meta.url));
const COMPLAINT_LIMIT = 500;
/** Ten years: what claims to be longer has a broken header. */
const LONGEST_S = 315_360_000;
/** What the shell says when the command is not there (sh, timeout(1)). */
const NOT_FOUND = /exited with code 12[67]/;

/** The one home of fluent-ffmpeg: it looks into sealed copies, and could be replaced by `execFile` in this file. */
export function openFfprobe(settings: { readonly command: string; readonly timeoutMs: number }): Prober {
  return {
    probe: async (path) => {
      // Missing, or a link: somebody was at the vault. The inspection names it; the others are probed all the same.
      const facts = await lstat(path).catch(() => null);
      if (facts === null || !facts.isFile()) return { ...UNPLAYABLE, complaint: 'no regular file to probe' };
      process.env.SEALDOCK_FFPROBE = settings.command;
      process.env.SEALDOCK_FFPROBE_SECONDS = String(Math.ceil(settings.timeoutMs / 1_000));
      ffmpeg.setFfprobePath(BOUNDED_FFPROBE);
      return new Promise((resolve, reject) => {
        ffmpeg.ffprobe(path, (error, data) => {
          if (error === null || error === undefined) return resolve(factsOf(data));
          const message = error instanceof Error ? error.message : String(error);
          if (NOT_FOUND.test(message)) {
            return reject(
              new SealdockError('ffprobe-missing', {
                about: settings.command,
                expected: 'ffprobe',
                cause: error,
              }),
            );
          }
          resolve({ ...UNPLAYABLE, complaint: complaintOf(message, path) });
        });
      });
    },
  };
}

function factsOf(data: FfprobeData): ProbeFacts {
  const video = data.streams.find((stream) => stream.codec_type === 'video');
  const audio = data.streams.find((stream) => stream.codec_type === 'audio');
  const seconds = Number(data.format.duration);
  const known = video?.codec_name !== undefined || audio?.codec_name !== undefined;
  return {
    playable: known,
    durationMs: isStill(data) || !(seconds >= 0 && seconds < LONGEST_S) ? null : Math.round(seconds * 1_000),
    videoCodec: text(video?.codec_name),
    audioCodec: text(audio?.codec_name),
    widthPx: whole(video?.width),
    heightPx: whole(video?.height),
    complaint: known ? null : 'no video or audio stream of a known codec',
  };
}

/** A photo has a frame and no length, whatever its pretended frame rate says. */
function isStill({ format }: FfprobeData): boolean {
  return /image2|_pipe/.test(format.format_name ?? '');
}

/** The last line says what is wrong; our own path is not part of it. */
function complaintOf(message: string, path: string): string {
  if (/code 124|code 137/.test(message)) return 'ffprobe took too long and was ended';
  const lines = message
    .replaceAll(path, '')
    .split('\n')
    .filter((line) => line.trim() !== '');
  const last = lines.at(-1) ?? message;
  return last
    .replace(/^:?\s*/, '')
    .trim()
    .toWellFormed()
    .slice(0, COMPLAINT_LIMIT);
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== 'unknown' ? value.slice(0, 64).toWellFormed() : null;
}

function whole(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null;
}
