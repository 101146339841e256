import assert from 'node:assert/strict';
import type { Scenario } from '../scenario.ts';

const RECORDER = 'BC240010';
/** The rule says 2 s, on a real machine; under emulation Node alone is twenty times slower. */
const HUGELY_OFF_S = 60;
const STAMPS = '/run/rig-stamps';

/** Looks twenty times a second when the recorder's number is in the status, and when its first byte is in the vault. */
const WATCH = `
known= byte=
for look in $(seq 2400); do
  if [ -z "$known" ]; then
    text=
    read -r text < /var/lib/sealdock/run/status.json 2>/dev/null
    case $text in *'"recorder":"${RECORDER}"'*) known=yes; date +%s.%N >${STAMPS}.known ;; esac
  fi
  if [ -z "$byte" ]; then
    for file in /var/lib/sealdock/vault/.staging/*/bytes; do
      [ ! -s "$file" ] || { byte=yes; date +%s.%N >${STAMPS}.byte; break; }
    done
  fi
  [ -z "$known" ] || [ -z "$byte" ] || break
  sleep 0.05
done`;

export const speed: Scenario = {
  name: 'speed',
  rule: "a plugged recorder is recognised right after the kernel's own message, and its first byte is in the vault right after the mount",
  run: async (rig) => {
    const { guest, station } = rig;
    const card = rig.makeCard({ recorder: RECORDER, format: 'partition', files: 4, bytesPerFile: 1_000_000 });
    const known = await station.known();
    await guest.must(
      `cat > ${STAMPS}.sh <<'SH'${WATCH}\nSH\nsetsid sh ${STAMPS}.sh > /dev/null 2>&1 < /dev/null &`,
    );
    const plugged = await rig.plug(card, { bytesPerSecond: 4_000_000 });
    await station.ended(known, 1);

    const usb = await station.saidAt('--dmesg', /new (high|super).*speed.* USB device/i);
    const disk = await station.saidAt('--dmesg', /Attached SCSI/);
    const begun = await station.saidAt("-u 'sealdock-mount@*'", /Starting/);
    const mounted = await station.saidAt("-u 'sealdock-mount@*'", /Finished/);
    const stamp = async (name: string) => Number(await guest.must(`cat ${STAMPS}.${name}`));
    const [recognised, firstByte] = [await stamp('known'), await stamp('byte')];
    await plugged.pull();
    await station.empty();
    assert.ok(usb !== null && disk !== null && begun !== null && mounted !== null);
    const said = [
      `kernel's USB message → its disk message ${(disk - usb).toFixed(1)} s`,
      `→ mount helper begins ${(begun - disk).toFixed(1)} s`,
      `→ mounted and told ${(mounted - begun).toFixed(1)} s`,
      `→ recognised in status ${(recognised - mounted).toFixed(1)} s`,
      `→ first byte in the vault ${(firstByte - recognised).toFixed(1)} s`,
    ].join(' ');
    assert.ok(recognised - disk < HUGELY_OFF_S && firstByte - mounted < HUGELY_OFF_S, said);
    return said;
  },
};
