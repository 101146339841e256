import assert from 'node:assert/strict';
import type { Scenario } from '../scenario.ts';

const RECORDER = 'BC240010';
/** The rule says 2 s, on a real machine; under emulation Node alone is twenty times slower. */
const HUGELY_OFF_S = 60;
const STAMPS = '/run/rig-stamps';

/** Looks ten times a second when the recorder's number, and then its first byte, are in the status. */
const WATCH = `
known=
for look in $(seq 1200); do
  text=$(cat /var/lib/sealdock/run/status.json 2>/dev/null)
  case $text in
    *'"recorder":"${RECORDER}"'*)
      [ -n "$known" ] || { known=yes; date +%s.%N; }
      dock=\${text#*'"recorder":"${RECORDER}"'}
      case \${dock%%\\}*} in *'"bytesDone":'[1-9]*) date +%s.%N; exit ;; esac ;;
  esac
  sleep 0.1
done`;

export const speed: Scenario = {
  name: 'speed',
  rule: "a plugged recorder is recognised right after the kernel's own message, and its first byte is copied right after the mount",
  run: async (rig) => {
    const { guest, station } = rig;
    const card = rig.makeCard({ recorder: RECORDER, format: 'partition', files: 4, bytesPerFile: 1_000_000 });
    const known = await station.known();
    await guest.must(
      `cat > ${STAMPS}.sh <<'SH'${WATCH}\nSH\nsetsid sh ${STAMPS}.sh > ${STAMPS} 2>/dev/null < /dev/null &`,
    );
    const plugged = await rig.plug(card, { bytesPerSecond: 4_000_000 });
    await station.ended(known, 1);

    const usb = await station.saidAt('--dmesg', /new (high|super).*speed.* USB device/i);
    const disk = await station.saidAt('--dmesg', /Attached SCSI/);
    const mounted = await station.saidAt("-u 'sealdock-mount@*'", /Finished/);
    const stamps = await station.until('both stamps', 10_000, async () => {
      const lines = (await guest.must(`cat ${STAMPS}`)).split('\n').filter((line) => line !== '');
      return lines.length === 2 && lines.map(Number);
    });
    const [recognised = Number.NaN, firstByte = Number.NaN] = stamps;
    await plugged.pull();
    await station.empty();
    assert.ok(usb !== null && disk !== null && mounted !== null);
    const said = [
      `kernel's USB message → its disk message ${(disk - usb).toFixed(1)} s`,
      `→ mounted ${(mounted - disk).toFixed(1)} s`,
      `→ recognised in status ${(recognised - mounted).toFixed(1)} s`,
      `→ first byte ${(firstByte - recognised).toFixed(1)} s`,
    ].join(' ');
    assert.ok(recognised - disk < HUGELY_OFF_S && firstByte - mounted < HUGELY_OFF_S, said);
    return said;
  },
};
