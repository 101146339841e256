import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openHookRunner } from '../../src/adapters/hook-runner.ts';
import { makePlace, removeFolder } from '../support/test-station.ts';
import { until } from '../support/until.ts';

const EXAMPLE = new URL('../../systemd/unlock-hook.example', import.meta.url).pathname;
const hooks = openHookRunner();
const never = new AbortController().signal;

let place: string;
beforeEach(() => {
  place = makePlace('hook');
});
afterEach(() => removeFolder(place));

/** `/dev/shm` may forbid execution: the shell reads the script then. */
const script = (text: string): readonly string[] => {
  writeFileSync(join(place, 'hook'), text);
  return ['/bin/sh', join(place, 'hook')];
};
const run = (command: readonly string[], changes: Partial<Parameters<typeof hooks.run>[0]> = {}) =>
  hooks.run({ command, env: {}, timeoutMs: 20_000, signal: never, ...changes });

describe('a hook', () => {
  test('is told the device in its environment, finds nothing else there and nothing on its input', async () => {
    const command = script(`env | sort > ${place}/env; cat > ${place}/input; pwd > ${place}/cwd; exit 0\n`);
    const env = { SEALDOCK_USB_SERIAL: '$(touch /tmp/x) "a\' b', PATH: '/evil' };
    expect(await run(command, { env })).toEqual({ kind: 'exited', exitCode: 0 });
    const seen = readFileSync(join(place, 'env'), 'utf8').split('\n');
    expect(seen.filter((line) => /^[A-Z]/.test(line) && !/^(PWD|OLDPWD|SHLVL)=/.test(line))).toEqual([
      'LC_ALL=C.UTF-8',
      'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
      'SEALDOCK_USB_SERIAL=$(touch /tmp/x) "a\' b',
    ]);
    expect(readFileSync(join(place, 'input'), 'utf8')).toBe('');
    expect(readFileSync(join(place, 'cwd'), 'utf8')).toBe('/\n');
  });

  test('gets its arguments as they are: no shell reads them', async () => {
    const command = [...script(`printf '%s' "$1" > ${place}/said\n`), '; exit 7 $(id)'];
    expect(await run(command)).toEqual({ kind: 'exited', exitCode: 0 });
    expect(readFileSync(join(place, 'said'), 'utf8')).toBe('; exit 7 $(id)');
  });

  test('that fails, is missing or is killed is an answer', async () => {
    expect(await run(script('exit 7\n'))).toEqual({ kind: 'exited', exitCode: 7 });
    expect(await run([join(place, 'none')])).toEqual({ kind: 'not-started', why: 'ENOENT' });
    expect(await run(script('kill -9 $$\n'))).toEqual({ kind: 'killed', by: 'SIGKILL' });
    expect(await run(script('exit 0\n'), { signal: AbortSignal.abort() })).toMatchObject({ kind: 'killed' });
  });

  test('is killed when its time is up, with what it has started', async () => {
    const command = script(`(sleep 60; touch ${place}/lived) & echo $! > ${place}/child; sleep 60\n`);
    // Time enough for a shell to begin on a busy machine, and far less than the child would live.
    expect(await run(command, { timeoutMs: 3_000 })).toEqual({ kind: 'timed-out' });
    const child = readFileSync(join(place, 'child'), 'utf8').trim();
    expect(child).toMatch(/^\d+$/);
    await until(() => isDead(child));
    expect(existsSync(join(place, 'lived'))).toBe(false);
  });

  test('is killed when the station is told to stop', async () => {
    const stopping = new AbortController();
    const ending = run(script('sleep 60\n'), { signal: stopping.signal });
    stopping.abort();
    expect(await ending).toEqual({ kind: 'killed', by: 'SIGKILL' });
  });

  test('that prints without end is neither read nor held up', async () => {
    expect(await run(script('head -c 50000000 /dev/zero; head -c 50000000 /dev/zero >&2; exit 0\n'))).toEqual(
      {
        kind: 'exited',
        exitCode: 0,
      },
    );
  });
});

/** Gone, or a body that nobody has collected (proc(5), `stat`). */
function isDead(pid: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .startsWith('Z');
  } catch {
    return true;
  }
}

describe('the example hook', () => {
  const env = { SEALDOCK_USB_VENDOR: '4255', SEALDOCK_USB_PRODUCT: '0001', SEALDOCK_USB_SERIAL: 'SN1' };
  /** The folder stands for the device: its tool takes the password on its input and switches the mode. */
  const device = () => {
    writeFileSync(join(place, 'mode'), 'hidden');
    writeFileSync(
      join(place, 'tool'),
      `read -r password\n[ "$password" = 888888 ] || exit 9\necho "disk $*" > ${place}/mode\n`,
    );
    writeFileSync(join(place, 'password'), '888888\n');
    chmodSync(join(place, 'password'), 0o600);
  };
  const unlock = () =>
    run(['/bin/sh', EXAMPLE, join(place, 'password'), '/bin/sh', join(place, 'tool')], { env });
  const mode = () => readFileSync(join(place, 'mode'), 'utf8').trim();

  test("switches a device by its maker's tool, with the password on the tool's input only", async () => {
    device();
    expect(await unlock()).toEqual({ kind: 'exited', exitCode: 0 });
    expect(mode()).toBe('disk 4255:0001 SN1');
  });

  test('tells a wrong password by the exit code of the tool', async () => {
    device();
    writeFileSync(join(place, 'password'), '000000\n');
    expect(await unlock()).toEqual({ kind: 'exited', exitCode: 9 });
    expect(mode()).toBe('hidden');
  });

  test('refuses a password file that others can read', async () => {
    device();
    chmodSync(join(place, 'password'), 0o644);
    expect(await unlock()).toEqual({ kind: 'exited', exitCode: 3 });
    expect(mode()).toBe('hidden');
  });
});
