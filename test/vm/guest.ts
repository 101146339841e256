import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, openSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { GuestAgent, type Ran } from './guest-agent.ts';
import { Qmp } from './qmp.ts';

/** Under a minute on a quiet machine; a loaded one takes its time. */
const BOOT_LIMIT_MS = 300_000;
const SHUTDOWN_LIMIT_MS = 120_000;

export interface GuestDisks {
  readonly kernel: string;
  readonly initrd: string;
  /** qcow2, written to. */
  readonly system: string;
  /** ext4 with the project, only read. */
  readonly project: string;
  /** ext4 for the station's data, written to. */
  readonly vault: string;
}

/** One Debian with a USB controller, emulated. It dies with `cutPower`, at whatever instant that is. */
export class Guest {
  readonly qmp: Qmp;
  readonly #agent: GuestAgent;
  readonly #process: ChildProcess;

  private constructor(process: ChildProcess, qmp: Qmp, agent: GuestAgent) {
    this.#process = process;
    this.qmp = qmp;
    this.#agent = agent;
  }

  /**
   * @param folder for sockets and the console's log, which is appended to.
   * @param early what is plugged before the kernel has begun.
   * @returns once its agent answers, which is before all services are up.
   */
  static async boot(
    folder: string,
    disks: GuestDisks,
    early: (qmp: Qmp) => Promise<void> = async () => {},
  ): Promise<Guest> {
    mkdirSync(folder, { recursive: true });
    const [qmpPath, agentPath] = [join(folder, 'qmp'), join(folder, 'agent')];
    rmSync(qmpPath, { force: true });
    rmSync(agentPath, { force: true });
    const log = openSync(join(folder, 'emulator.log'), 'a');
    const process = spawn('qemu-system-x86_64', emulatorArgs(disks, { qmpPath, agentPath, folder }), {
      stdio: ['ignore', log, log],
      detached: true,
    });
    running.add(process);
    process.once('exit', () => running.delete(process));
    try {
      const qmp = await Qmp.open(qmpPath);
      await early(qmp);
      return new Guest(process, qmp, await GuestAgent.open(agentPath, BOOT_LIMIT_MS));
    } catch (thrown) {
      process.kill('SIGKILL');
      throw new Error(
        `${String(thrown)}\n${readFileSync(join(folder, 'console.log'), 'utf8').slice(-3_000)}`,
      );
    }
  }

  run(command: string, limitMs?: number): Promise<Ran> {
    return this.#agent.run(command, limitMs);
  }

  /** Runs what must succeed, and gives what it printed. */
  async must(command: string, limitMs?: number): Promise<string> {
    const { code, stdout, stderr } = await this.#agent.run(command, limitMs);
    if (code !== 0)
      throw new Error(`${command} ended with ${code}: ${stderr.slice(-2_000)}${stdout.slice(-1_000)}`);
    return stdout.trim();
  }

  /** SIGKILL: what the guest had not handed to its disks is lost, as in a power cut. */
  async cutPower(): Promise<void> {
    await ended(this.#process, () => this.#process.kill('SIGKILL'), SHUTDOWN_LIMIT_MS);
    this.qmp.close();
    this.#agent.close();
  }

  async shutDown(): Promise<void> {
    const asked = () => void this.#agent.run('systemctl poweroff').catch(() => {});
    await ended(this.#process, asked, SHUTDOWN_LIMIT_MS).catch(() => this.#process.kill('SIGKILL'));
    this.qmp.close();
    this.#agent.close();
  }
}

/** Ends whatever still runs; for the end of the run, however it comes. */
export function endGuests(): void {
  for (const process of running) process.kill('SIGKILL');
}

const running = new Set<ChildProcess>();

async function ended(process: ChildProcess, end: () => void, limitMs: number): Promise<void> {
  const hasEnded = () => process.exitCode !== null || process.signalCode !== null;
  if (hasEnded()) return;
  end();
  for (const endMs = performance.now() + limitMs; !hasEnded(); await sleep(50)) {
    if (performance.now() > endMs) throw new Error('the emulator does not end');
  }
}

function emulatorArgs(
  { kernel, initrd, system, project, vault }: GuestDisks,
  { qmpPath, agentPath, folder }: { qmpPath: string; agentPath: string; folder: string },
): string[] {
  const disk = (name: string, file: string, format: string, more = '') => [
    '-drive',
    `if=none,id=${name},file=${file},format=${format}${more}`,
    '-device',
    `virtio-blk-pci,drive=${name},serial=${name}`,
  ];
  return [
    // Without KVM: nested on the machines that this runs on, it hangs.
    ...['-accel', 'tcg,thread=multi', '-machine', 'q35', '-cpu', 'Haswell-v4', '-smp', '2', '-m', '1536'],
    ...['-nodefaults', '-no-user-config', '-display', 'none', '-nic', 'none', '-rtc', 'base=utc'],
    ...['-kernel', kernel, '-initrd', initrd],
    // On a busy host the timer's self-test comes too late, and the kernel would panic.
    ...['-append', 'root=/dev/vda rw console=ttyS0 loglevel=5 mitigations=off no_timer_check'],
    ...[
      '-chardev',
      `file,id=console,path=${join(folder, 'console.log')},append=on`,
      '-serial',
      'chardev:console',
    ],
    ...['-qmp', `unix:${qmpPath},server=on,wait=off`],
    ...['-chardev', `socket,id=agent,path=${agentPath},server=on,wait=off`],
    ...[
      '-device',
      'virtio-serial-pci',
      '-device',
      'virtserialport,chardev=agent,name=org.qemu.guest_agent.0',
    ],
    ...['-device', 'virtio-rng-pci', '-device', 'qemu-xhci,id=usb,p2=8,p3=8'],
    ...disk('system', system, 'qcow2'),
    ...disk('project', project, 'raw', ',readonly=on'),
    ...disk('vault', vault, 'raw'),
  ];
}
