import type { LoadedConfig } from '../config/config.ts';
import { loadConfig } from '../config/load-config.ts';
import { errnoOf, SealdockError } from '../evidence/errors.ts';
import { chooseLanguage, wordsIn } from '../words/choose-language.ts';
import type { Words } from '../words/words.ts';
import type { CliIo } from './cli-io.ts';
import type { CliStation, Doors, StationRole } from './doors.ts';
import type { GlobalFlags } from './global-flags.ts';
import { jsonText } from './output/json-text.ts';
import { type Paint, paintFor } from './output/paint.ts';

/** One run of the command line: what every command uses. */
export interface Session {
  readonly io: CliIo;
  readonly doors: Doors;
  readonly flags: GlobalFlags;
  readonly words: Words;
  readonly paint: Paint;
  /** The result: one envelope for programs, or text for people. */
  result(data: unknown, text: () => string): void;
  /** A message beside the result. */
  note(text: string): void;
  loadConfig(): Promise<LoadedConfig>;
}

export const ENVELOPE_VERSION = 1;

/** The language is known before anything is parsed, because help and usage errors speak it too. */
export async function openSession(io: CliIo, doors: Doors, flags: GlobalFlags): Promise<Session> {
  const load = () => loadConfig({ flags, env: io.env, cwd: io.cwd });
  // A broken configuration must not keep anybody from reading the help; the command that needs it will say so.
  const configured = await load().then(
    ({ config }) => config.station.language,
    () => null,
  );
  const words = wordsIn(chooseLanguage({ flag: flags.lang, configured, env: io.env }));
  return {
    io,
    doors,
    flags,
    words,
    paint: paintFor(io, { isColorOff: flags.isColorOff }),
    result: (data, text) => {
      const envelope = () => jsonText({ sealdock: ENVELOPE_VERSION, ok: true, data });
      io.stdout.write(`${flags.isJson ? envelope() : text()}\n`);
    },
    note: (text) => {
      io.stderr.write(`${text}\n`);
    },
    loadConfig: () => load().catch((thrown: unknown) => refuseFolder(thrown, words)),
  };
}

/** What the system says about a folder (`EISDIR`) helps nobody. */
function refuseFolder(thrown: unknown, { cli }: Words): never {
  const isFolder = thrown instanceof SealdockError && errnoOf(thrown.cause) === 'EISDIR';
  if (!isFolder) throw thrown;
  throw new SealdockError('config-invalid', {
    ...(thrown.about === null ? {} : { about: thrown.about }),
    expected: cli.aFile,
    found: cli.aFolder,
    cause: thrown.cause,
  });
}

/** Opens the station for as long as `use` takes. */
export async function withStation<T>(
  session: Session,
  role: StationRole,
  use: (station: CliStation) => Promise<T>,
): Promise<T> {
  const { config } = await session.loadConfig();
  const station = await session.doors.openStation(config, role);
  try {
    return await use(station);
  } finally {
    await station.close();
  }
}
