import { spawnSync } from 'node:child_process';
import { isWrong } from '../../../src/audit/findings.ts';
import { inspect } from '../../../src/audit/inspect.ts';
import { verifyLog } from '../../../src/audit/verify-log.ts';
import type { Life } from './life.ts';
import { destroyedLines } from './result-table.ts';

const VERIFIED = 'Signature Verified Successfully';

/** Everything that is left is asked again, by the program and by openssl, and by what the demo itself did. */
export async function checkOutside(life: Life): Promise<boolean> {
  const { station, voice, ledger } = life;
  await station.publish();
  const { origin } = station;
  const log = await verifyLog(station, { origin, remembered: null });
  const inspection = await inspect(station, {
    origin,
    remembered: null,
    stallMs: station.settings.stallMs,
    signal: new AbortController().signal,
    onProgress: () => {},
  });
  const numbers = await station.registers.numbers();
  const onPaper = await destroyedLines(life);
  const differing = life.docked.filter(
    ({ id, key }) => onPaper.has(id) !== (ledger.destroyedOn(key) !== null),
  );
  const faults = [...ledger.faults, ...differing.map(({ key }) => `${key}: vault and registers differ`)];
  const found = (findings: typeof log.findings) =>
    findings.filter(isWrong).map(({ kind, about }) => `${kind} ${about}`);
  const gapFree = numbers.every((no, at) => no === at + 1);
  const signed = numbers.filter((no) =>
    openssl(station.data, SIGNED_REGISTER, station.registers.resolve(no)),
  );
  const verdicts: readonly (readonly [string, string, readonly string[]])[] = [
    [`audit verify: ${log.entries} entries`, `审计日志校验：${log.entries} 条`, found(log.findings)],
    [
      `inspect: ${inspection.recordings} recordings left, all as they were sealed`,
      `自检：现存 ${inspection.recordings} 个音像记录，均与固化时一致`,
      found(inspection.findings),
    ],
    [
      'openssl: the checkpoint of the log is signed',
      'openssl：审计日志检查点签名有效',
      openssl(station.data, SIGNED_CHECKPOINT, '') ? [] : ['checkpoint'],
    ],
    [
      `openssl: ${signed.length} destruction registers are signed, their numbers without a gap`,
      `openssl：${signed.length} 份销毁清册签名有效，编号连续`,
      signed.length === numbers.length && gapFree ? [] : [`registers ${numbers.join(' ')}`],
    ],
    [
      'by what the demo itself did: nothing went early, nothing that was held, nothing stayed without a reason, and the registers tell all of it',
      '按演示自身记录核对：未提前销毁，未销毁长期保存的记录，应销毁的均已销毁，清册与存储库一致',
      faults,
    ],
  ];
  for (const [en, zh, wrong] of verdicts) {
    voice.say(`${mark(wrong)} ${en}`, `${mark(wrong)} ${zh}`);
    for (const each of wrong) voice.say(`    ${each}`, `    ${each}`);
  }
  return verdicts.every(([, , wrong]) => wrong.length === 0);
}

const mark = (wrong: readonly string[]) => (wrong.length === 0 ? '✓' : '✗');

const SIGNED_REGISTER = `cd "$1"
  openssl pkeyutl -verify -pubin -inkey "$DATA/keys/seal.key.pub.pem" -rawin -in register.json -sigfile register.json.sig`;
const SIGNED_CHECKPOINT = `cd "$DATA"; work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
  head -n 3 audit/checkpoint > "$work/body"
  sed -n 5p audit/checkpoint | cut -d ' ' -f 3 | base64 -d | tail -c 64 > "$work/sig"
  openssl pkeyutl -verify -pubin -inkey keys/log.key.pub.pem -rawin -in "$work/body" -sigfile "$work/sig"`;

/** The README's recipe. */
function openssl(data: string, script: string, argument: string): boolean {
  const env = { ...process.env, DATA: data };
  const ended = spawnSync('sh', ['-euc', script, 'sh', argument], { encoding: 'utf8', env });
  return ended.status === 0 && ended.stdout.includes(VERIFIED);
}
