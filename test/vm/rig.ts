import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { baseImage, overlayOf } from './base-image.ts';
import { type CardImage, type CardPlan, makeCard } from './cards.ts';
import { Guest, type GuestDisks } from './guest.ts';
import { makeProjectDisk } from './project-disk.ts';
import { Station } from './station.ts';
import { limits, type PluggedCard, type PlugOptions, plug } from './usb-port.ts';

const VAULT_BYTES = 1_500_000_000;

/** What the rule of the rig says of its own scratch disk, which no station may touch. */
export const SCRATCH_SERIAL = 'RIG-SCRATCH';

/**
 * The configuration of the station in the guest; everything else is as shipped. Little room is kept free, because the
 * disk is small; and an emulated station on a busy host may need minutes to start a thread, which is no stall.
 */
const STATION_CONFIG = `
station: { name: rig, language: en }
data: /var/lib/sealdock
recorders: { models: /opt/sealdock/config/recorders, admit: any }
docking: { markers: /run/sealdock/docked }
ingest: { minFree: 200MiB, stall: 5min }
`;

/** A guest with sealdock installed as on a real station, and cards to plug into it. */
export class Rig {
  readonly folder: string;
  readonly #disks: GuestDisks;
  guest: Guest;
  station: Station;
  #cards = 0;
  #plugs = 0;

  private constructor(folder: string, disks: GuestDisks, guest: Guest) {
    this.folder = folder;
    this.#disks = disks;
    this.guest = guest;
    this.station = new Station(guest);
  }

  static async set(folder: string, say: (text: string) => void): Promise<Rig> {
    const base = baseImage(say);
    mkdirSync(folder, { recursive: true });
    const disks: GuestDisks = {
      kernel: base.kernel,
      initrd: base.initrd,
      system: join(folder, 'system.qcow2'),
      project: join(folder, 'project.img'),
      vault: join(folder, 'vault.img'),
    };
    overlayOf(base, disks.system);
    makeProjectDisk(disks.project);
    execFileSync('truncate', ['-s', String(VAULT_BYTES), disks.vault]);
    execFileSync('mke2fs', ['-q', '-t', 'ext4', disks.vault]);
    say('booting the guest ...');
    const guest = await Guest.boot(folder, disks);
    const rig = new Rig(folder, disks, guest);
    await rig.#install();
    return rig;
  }

  /** As the README says, plus the rig's own configuration and scratch disk. */
  async #install(): Promise<void> {
    const { guest } = this;
    await guest.must('mkdir -p /etc/sealdock /etc/udev/rules.d');
    await guest.must(`cat > /etc/sealdock/sealdock.yaml <<'YAML'${STATION_CONFIG}YAML`);
    const ignore = `ATTRS{serial}=="${SCRATCH_SERIAL}", ENV{SEALDOCK_IGNORE}="1"`;
    await guest.must(`echo '${ignore}' > /etc/udev/rules.d/10-rig.rules`);
    await guest.must('sh /opt/sealdock/systemd/install', 120_000);
    await this.station.must('init');
    // Before any power cut: what was just installed is not what it is about.
    await guest.must('systemctl enable --now sealdock && sync', 120_000);
    await this.station.ready();
  }

  /** The disk under the vault, as it lies on the host. */
  get vaultImage(): string {
    return this.#disks.vault;
  }

  /** A slow vault, until the next boot: reading it back, flushing and committing take as long as copying. */
  async slowVault(bytesPerSecond: number, writesPerSecond: number): Promise<void> {
    await this.guest.qmp.call('block_set_io_throttle', {
      device: 'vault',
      ...limits(bytesPerSecond, writesPerSecond),
    });
  }

  makeCard(plan: CardPlan): CardImage {
    this.#cards += 1;
    return makeCard(join(this.folder, `card${this.#cards}.img`), plan);
  }

  plug(card: CardImage, options: Partial<PlugOptions> = {}): Promise<PluggedCard> {
    this.#plugs += 1;
    return plug(this.guest.qmp, {
      image: card.image,
      port: '1',
      serial: `RIG${String(this.#plugs).padStart(6, '0')}`,
      ...options,
    });
  }

  /** @param card plugged again before the kernel has begun, as on a station where it was left in its slot. */
  async cutPowerAndBoot(card: CardImage | null): Promise<PluggedCard | null> {
    await this.guest.cutPower();
    return this.bootAgain(card);
  }

  /** @param options of the card, such as how slow it is. */
  async bootAgain(card: CardImage | null, options: Partial<PlugOptions> = {}): Promise<PluggedCard | null> {
    let plugged: PluggedCard | null = null;
    this.guest = await Guest.boot(this.folder, this.#disks, async (qmp) => {
      if (card !== null)
        plugged = await plug(qmp, { image: card.image, port: '1', serial: 'RIGBOOT', ...options });
    });
    this.station = new Station(this.guest);
    await this.station.ready();
    return plugged;
  }
}
