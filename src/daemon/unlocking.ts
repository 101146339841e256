import { setTimeout as pause } from 'node:timers/promises';
import type { Station } from '../compose.ts';
import type { UnlockRule } from '../config/config.ts';
import { SYSTEM_ACTOR } from '../evidence/audit-entry.ts';
import type { HookEnd } from '../ports/hook-runner.ts';
import type { UsbDevice, UsbEvent } from '../ports/usb-watch.ts';
import { unlockEnvironment, unlockRuleFor, usbDeviceName } from '../recorders/unlock-job.ts';
import type { OnDefect } from './defects.ts';
import type { Part } from './part.ts';
import type { StatusPart } from './status.ts';

/** A command that failed is run again so often while the device stays. */
const TRIES_LIMIT = 3;
const TRY_AGAIN_MS = 2_000;
/** A device that comes back as it was after each unlocking would be unlocked for ever. */
const ATTACHES_LIMIT = 5;
const ATTACHES_WINDOW_MS = 60_000;
/** Devices that are remembered; more than the ports of any station. */
const DEVICES_LIMIT = 256;

export interface UnlockingNeeds {
  readonly status: Pick<StatusPart, 'raise' | 'clear'>;
  readonly onDefect: OnDefect;
  readonly signal: AbortSignal;
  readonly tryAgainMs?: number;
}

export interface Unlocking extends Part {
  /** Something was plugged in or pulled out. */
  note(event: UsbEvent): void;
}

interface Known {
  isAttached: boolean;
  isWantedAgain: boolean;
  running: Promise<void> | null;
  attachedMs: readonly number[];
}

type UnlockStation = Pick<Station, 'catalog' | 'clock' | 'log' | 'hooks'>;

/**
 * Recorders that hide their card behind a password: runs the command that the configuration has for such a device as soon
 * as it is attached. Each try is in the audit, with its exit code and nothing that the command printed.
 */
export function openUnlocking(
  { catalog, clock, log, hooks }: UnlockStation,
  rules: readonly UnlockRule[],
  { status, onDefect, signal, tryAgainMs = TRY_AGAIN_MS }: UnlockingNeeds,
): Unlocking {
  const devices = new Map<string, Known>();

  const attached = (device: UsbDevice, rule: UnlockRule): void => {
    const name = usbDeviceName(device);
    const known = devices.get(name) ?? {
      isAttached: false,
      isWantedAgain: false,
      running: null,
      attachedMs: [],
    };
    if (!devices.has(name) && devices.size >= DEVICES_LIMIT) forgetOne(devices);
    devices.set(name, known);
    const now = clock.read().monotonicMs;
    known.isAttached = true;
    known.attachedMs = [...known.attachedMs.filter((at) => now - at < ATTACHES_WINDOW_MS), now];
    if (known.attachedMs.length > ATTACHES_LIMIT) {
      log.error('unlock.in-circles', { device: name, attached: known.attachedMs.length });
      status.raise(`unlock ${name}`, 'unlock-failed');
      return;
    }
    if (known.running !== null) known.isWantedAgain = true;
    else begin(device, rule, name, known);
  };
  const begin = (device: UsbDevice, rule: UnlockRule, name: string, known: Known): void => {
    known.isWantedAgain = false;
    known.running = unlock(device, rule, name, known)
      .catch((thrown: unknown) => {
        onDefect(thrown);
        log.error('unlock.broke', { device: name, error: String(thrown) });
        status.raise(`unlock ${name}`, 'unlock-failed');
      })
      .then(() => {
        known.running = null;
        if (known.isWantedAgain && !signal.aborted) begin(device, rule, name, known);
      });
  };
  const unlock = async (device: UsbDevice, rule: UnlockRule, name: string, known: Known): Promise<void> => {
    for (let tries = 1; tries <= TRIES_LIMIT && known.isAttached && !signal.aborted; tries += 1) {
      if (tries > 1) await pause(tryAgainMs, undefined, { signal }).catch(() => {});
      const begunMs = clock.read().monotonicMs;
      const end = await hooks.run({
        command: rule.command,
        env: unlockEnvironment(device),
        timeoutMs: rule.timeoutMs,
        signal,
      });
      const isDone = end.kind === 'exited' && end.exitCode === 0;
      const facts = { try: tries, ...factsOf(end), tookMs: clock.read().monotonicMs - begunMs };
      log[isDone ? 'info' : 'warn']('unlock.tried', { device: name, program: rule.command[0], ...facts });
      await catalog.record({
        act: 'recorder.unlock-tried',
        actor: SYSTEM_ACTOR,
        object: { kind: 'device', id: name },
        reason: isDone ? null : end.kind,
        before: null,
        after: isDone ? 'done' : 'failed',
        // Never its arguments: somebody may have written a password there in spite of all advice.
        detail: { program: rule.command[0] ?? '', ...facts },
      });
      if (isDone) return status.clear(`unlock ${name}`);
    }
    // Who was stopped, or pulled out, has not failed.
    if (known.isAttached && !signal.aborted) status.raise(`unlock ${name}`, 'unlock-failed');
  };

  return {
    note: ({ kind, device }) => {
      const rule = unlockRuleFor(rules, device);
      if (rule === null || signal.aborted) return;
      if (kind === 'attached') return attached(device, rule);
      const known = devices.get(usbDeviceName(device));
      if (known !== undefined) known.isAttached = false;
    },
    stop: async () => {
      const running = () => [...devices.values()].flatMap((each) => each.running ?? []);
      while (running().length > 0) await Promise.all(running());
    },
  };
}

function factsOf(end: HookEnd): { readonly end: string; readonly exitCode: number | null } {
  return { end: end.kind, exitCode: end.kind === 'exited' ? end.exitCode : null };
}

/** The one that was met first and is not being unlocked. */
function forgetOne(devices: Map<string, Known>): void {
  const idle = [...devices].find(([, { running }]) => running === null);
  if (idle !== undefined) devices.delete(idle[0]);
}
