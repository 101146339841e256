import assert from 'node:assert/strict';
import type { Scenario } from '../scenario.ts';

const WORST_EXPOSURE = 2;

export const hardening: Scenario = {
  name: 'harden',
  rule: 'systemd rates the exposure of the service at 2.0 or better, and the service is nobody special',
  run: async ({ guest }) => {
    const said = await guest.must('systemd-analyze security --no-pager sealdock.service | tail -n 1');
    const exposure = Number(/: (\d+\.\d)/.exec(said)?.[1]);
    assert.ok(exposure <= WORST_EXPOSURE, said);
    const process = '/proc/$(systemctl show --property MainPID --value sealdock)';
    const facts = await guest.must(
      `grep -E '^(CapEff|NoNewPrivs|Seccomp):' ${process}/status; stat -c %U ${process}`,
    );
    assert.deepEqual(facts.split(/\s+/), [
      ...['CapEff:', '0000000000000000', 'NoNewPrivs:', '1', 'Seccomp:', '2'],
      'sealdock',
    ]);
    return said;
  },
};
