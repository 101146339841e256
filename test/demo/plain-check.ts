import { spawnSync } from 'node:child_process';

export interface PlainCheck {
  readonly lines: readonly string[];
  readonly isSound: boolean;
}

/**
 * The README's recipe, run as it stands there: coreutils and openssl, and nothing of ours. Each step prints its
 * command and what it said; all must succeed.
 */
export function checkWithPlainTools(data: string, recordings: number, language: 'en' | 'zh'): PlainCheck {
  const lines: string[] = [];
  let isSound = true;
  for (const step of STEPS) {
    const ended = spawnSync('sh', ['-euc', step.script], {
      encoding: 'utf8',
      env: { ...process.env, DATA: data },
    });
    const said = `${ended.stdout}${ended.stderr}`
      .trim()
      .split('\n')
      .filter((line) => line !== '');
    const right = ended.status === 0 && step.expects(said, recordings);
    lines.push(
      [`$ ${step.shown}`, ...(step.note === undefined ? [] : [step.note[language]])].join('  '),
      ...said.slice(-3).map((line) => `  ${line.replace(`${data}/`, '')}`),
      right ? '  → OK' : '  → NOT RIGHT',
    );
    isSound &&= right;
  }
  return { lines, isSound };
}

interface Step {
  readonly shown: string;
  readonly note?: { readonly en: string; readonly zh: string };
  readonly script: string;
  expects(said: readonly string[], recordings: number): boolean;
}

const STEPS: readonly Step[] = [
  {
    shown: 'cd vault; find . -name SHA256SUMS -execdir sha256sum -c SHA256SUMS \\;',
    script: 'cd "$DATA/vault"; find . -name SHA256SUMS -execdir sha256sum -c SHA256SUMS \\;',
    // The recording, its manifest and the signature of each.
    expects: (said, recordings) => said.filter((line) => line.endsWith(': OK')).length === recordings * 3,
  },
  {
    shown:
      'openssl pkeyutl -verify -pubin -inkey keys/seal.key.pub.pem -rawin -in manifest.json -sigfile manifest.sig',
    note: { en: '(in each folder)', zh: '（在每个固化目录中执行）' },
    script: `key="$DATA/keys/seal.key.pub.pem"; cd "$DATA/vault"; find . -name manifest.json -execdir \
      openssl pkeyutl -verify -pubin -inkey "$key" -rawin -in manifest.json -sigfile manifest.sig \\;`,
    expects: (said, recordings) =>
      said.filter((line) => line.includes('Verified Successfully')).length === recordings,
  },
  {
    shown:
      'head -n 3 audit/checkpoint > body; sed -n 5p audit/checkpoint | cut -d " " -f 3 | base64 -d | tail -c 64 > sig; openssl pkeyutl -verify … -in body -sigfile sig',
    script: `cd "$DATA"; work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
      head -n 3 audit/checkpoint > "$work/body"
      sed -n 5p audit/checkpoint | cut -d ' ' -f 3 | base64 -d | tail -c 64 > "$work/sig"
      openssl pkeyutl -verify -pubin -inkey keys/log.key.pub.pem -rawin -in "$work/body" -sigfile "$work/sig"`,
    expects: (said) => said.some((line) => line.includes('Verified Successfully')),
  },
];
