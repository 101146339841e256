import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Manifest } from '../../src/evidence/manifest.ts';
import type { Medium } from '../../src/evidence/medium.ts';
import type { DockProgress, StationStatus } from '../../src/ports/status-board.ts';
import type { Guest } from './guest.ts';
import type { Ran } from './guest-agent.ts';
import { PATIENCE } from './patience.ts';

const SEALDOCK = 'runuser -u sealdock -- /opt/sealdock/bin/sealdock';
const DATA = '/var/lib/sealdock';
/** Node under emulation: five seconds for what takes a quarter of one elsewhere. */
const COMMAND_LIMIT_MS = 180_000;
const POLL_MS = 250;
/**
 * Under emulation V8 now and then ends Node 24 with a segmentation fault, or with a failed check of its own about the
 * pages that it compiles into (nodejs/node#64500 tells of such): once in about a hundred starts, and said aloud.
 */
const ENDS_OF_V8: ReadonlySet<number> = new Set([133, 139]);
const EMULATOR_TRIES = 3;

/** The station as the people in front of it see it: its status, its command line, its vault. */
export class Station {
  readonly #guest: Guest;

  constructor(guest: Guest) {
    this.#guest = guest;
  }

  async run(args: string): Promise<Ran> {
    for (let tries = 1; ; tries += 1) {
      const ran = await this.#guest.run(`${SEALDOCK} ${args}`, COMMAND_LIMIT_MS);
      if (!ENDS_OF_V8.has(ran.code) || tries === EMULATOR_TRIES) return ran;
      process.stdout.write(`  V8 has ended "sealdock ${args}" with ${ran.code} under emulation; once more\n`);
    }
  }

  async must(args: string): Promise<string> {
    const { code, stdout, stderr } = await this.run(args);
    assert.equal(code, 0, `sealdock ${args}: ${stdout.slice(-3_000)}${stderr.slice(-3_000)}`);
    return stdout;
  }

  /** The file behind `sealdock status`, because that costs the guest nothing. */
  async status(): Promise<StationStatus | null> {
    const { stdout } = await this.#guest.run(`cat ${DATA}/run/status.json`);
    return stdout === '' ? null : (JSON.parse(stdout) as StationStatus);
  }

  async docks(): Promise<readonly DockProgress[]> {
    return (await this.status())?.docks ?? [];
  }

  /** Polls until `ask` answers. @throws when it never does. */
  async until<T>(what: string, limitMs: number, ask: () => Promise<T | null | false>): Promise<T> {
    const endMs = performance.now() + limitMs * PATIENCE;
    for (;;) {
      const answer = await ask();
      if (answer !== null && answer !== false) return answer;
      if (performance.now() > endMs) {
        throw new Error(`not within ${(limitMs * PATIENCE) / 1_000} s: ${what}`);
      }
      await sleep(POLL_MS);
    }
  }

  /** What the guest said last, for whoever has to find out. */
  async lastWords(): Promise<string> {
    const { stdout } = await this.#guest.run(
      "journalctl -b --no-pager -n 30 -u 'sealdock*' -o short-precise; ls -l /run/sealdock/docked /run/sealdock/media; cat /var/lib/sealdock/run/status.json",
    );
    return stdout;
  }

  /** The daemon that runs now has told its status. */
  ready(): Promise<unknown> {
    return this.until('the service is ready', 240_000, async () => {
      const main = await this.#guest.run('systemctl show --property MainPID --value sealdock');
      const status = await this.status();
      return status !== null && status.pid === Number(main.stdout) && status;
    });
  }

  /** Docks that are not among the known ones, once so many of them have ended. */
  ended(known: ReadonlySet<string>, count: number, limitMs = 400_000): Promise<readonly DockProgress[]> {
    return this.until(`${count} docks end`, limitMs, async () => {
      const docks = (await this.docks()).filter(
        ({ dock, phase }) => !known.has(dock) && phase === 'finished',
      );
      return docks.length >= count && docks;
    });
  }

  async known(): Promise<ReadonlySet<string>> {
    return new Set((await this.docks()).map(({ dock }) => dock));
  }

  /** Nothing is mounted, told or docked any more: what must be true soon after every pull. */
  empty(): Promise<unknown> {
    return this.until('no mount, no marker, no unit, no dock under way', 180_000, async () => {
      const left = await this.#guest.run(
        'grep -c /run/sealdock/media /proc/self/mountinfo; ls -A /run/sealdock/media /run/sealdock/docked; ' +
          "systemctl list-units --all --no-legend 'sealdock-mount@*'",
      );
      const isBare = left.stdout.trim() === '0\n/run/sealdock/docked:\n\n/run/sealdock/media:';
      return isBare && (await this.docks()).every(({ phase }) => phase === 'finished');
    });
  }

  /** SHA-256 of all sealed footage of a recorder, by coreutils, sorted: one twice would show. */
  async sealed(recorder: string): Promise<readonly string[]> {
    const found = await this.#guest.must(
      `find ${DATA}/vault -path '*/.staging' -prune -o -name 'DCAM_${recorder}_*.mp4' -print0 | xargs -0r sha256sum | cut -c 1-64 | sort`,
    );
    return found === '' ? [] : found.split('\n');
  }

  async manifestOf(name: string): Promise<Manifest> {
    const path = `$(find ${DATA}/vault -path '*/.staging' -prune -o -name '${name}' -printf '%h\\n' | head -n 1)`;
    return JSON.parse(await this.#guest.must(`cat "${path}/manifest.json"`)) as Manifest;
  }

  /** What the helper has told of the media that are in. */
  async markers(): Promise<readonly Marker[]> {
    const text = await this.#guest.must('cat /run/sealdock/docked/*.json');
    return text.split('\n').map((line) => JSON.parse(line) as Marker);
  }

  /** Trusts nothing, and finds nothing. */
  async inspect(): Promise<void> {
    const { code, stdout, stderr } = await this.run('inspect');
    assert.equal(code, 0, `inspect found something:\n${stdout}${stderr}`);
  }

  /** Seconds since 1970 on the guest's clock, at the last line of its journal that has all these words. */
  async saidAt(options: string, words: RegExp): Promise<number | null> {
    const { stdout } = await this.#guest.run(`journalctl -b --no-pager -o short-unix ${options}`);
    const line = stdout.split('\n').findLast((text) => words.test(text));
    return line === undefined ? null : Number(line.split(' ')[0]);
  }
}

export interface Marker {
  readonly v: number;
  readonly path: string;
  readonly label: string | null;
  readonly medium: Medium;
}
