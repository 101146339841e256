/** Who must act decides the kind; the kind decides the exit code and the HTTP status. */
export type ErrorKind =
  | 'failed'
  | 'usage'
  | 'refused'
  | 'card'
  | 'storage'
  | 'busy'
  | 'integrity'
  | 'runtime'
  | 'defect'
  | 'interrupted';

interface KindRow {
  readonly exitCode: number;
  readonly httpStatus: number;
}

/** Exit code of a run that finished, with findings for somebody to read. */
export const EXIT_FINDINGS = 3;

export const ERROR_KINDS: Readonly<Record<ErrorKind, KindRow>> = {
  failed: { exitCode: 1, httpStatus: 500 },
  usage: { exitCode: 2, httpStatus: 400 },
  refused: { exitCode: 4, httpStatus: 403 },
  card: { exitCode: 5, httpStatus: 422 },
  storage: { exitCode: 6, httpStatus: 507 },
  busy: { exitCode: 7, httpStatus: 409 },
  integrity: { exitCode: 8, httpStatus: 500 },
  runtime: { exitCode: 69, httpStatus: 500 },
  defect: { exitCode: 70, httpStatus: 500 },
  interrupted: { exitCode: 130, httpStatus: 503 },
};

/** The one table of codes. A message and a hint in each language stand in `words`; a test holds both together. */
export const ERROR_CODES = {
  failed: 'failed',

  usage: 'usage',
  'config-invalid': 'usage',
  'config-missing': 'usage',
  'not-initialised': 'usage',
  'already-initialised': 'usage',
  'not-a-folder': 'usage',
  'recording-unknown': 'usage',
  'dock-unknown': 'usage',
  'recorder-models-invalid': 'usage',
  'model-unknown': 'usage',
  'ffprobe-missing': 'usage',
  'recorder-unknown': 'usage',
  'recorder-known': 'usage',
  'register-invalid': 'usage',
  'staff-unknown': 'usage',
  'staff-known': 'usage',
  'staff-invalid': 'usage',
  'password-weak': 'usage',
  'approval-unknown': 'usage',

  'policies-invalid': 'usage',
  'policy-unknown': 'usage',
  'case-unknown': 'usage',
  'case-known': 'usage',
  'case-invalid': 'usage',
  'hold-unknown': 'usage',
  'ground-unknown': 'usage',
  'text-required': 'usage',
  'batch-unknown': 'usage',
  'log-not-set-back': 'usage',
  'export-exists': 'usage',
  'difference-unknown': 'usage',

  'card-is-our-own': 'refused',
  'recorder-unregistered': 'refused',
  'recorder-out-of-service': 'refused',
  'recorder-lost': 'refused',
  'state-differs': 'refused',
  'policy-silent': 'refused',
  'clock-doubtful': 'refused',
  'anchor-too-old': 'refused',
  'cooling-off': 'refused',
  'witnesses-missing': 'refused',
  'not-signed-in': 'refused',
  'session-expired': 'refused',
  'sign-in-refused': 'refused',
  'account-locked': 'refused',
  'password-expired': 'refused',
  'role-missing': 'refused',
  'roles-incompatible': 'refused',
  'staff-present': 'refused',
  'own-account': 'refused',
  'last-security-admin': 'refused',
  'own-request': 'refused',
  'same-person': 'refused',
  'not-in-post': 'refused',
  'already-decided': 'refused',
  'content-changed': 'refused',
  'not-approved': 'refused',

  'card-not-mounted': 'card',
  'card-unrecognised': 'card',
  'card-ambiguous': 'card',
  'recorder-number-missing': 'card',
  'identity-changed': 'card',
  'card-gone': 'card',
  'card-read-failed': 'card',
  'card-stalled': 'card',
  'card-file-changed': 'card',
  'card-file-shrank': 'card',
  'card-path-escapes': 'card',
  'card-too-many-files': 'card',
  'card-file-too-large': 'card',
  'clear-refused': 'card',
  'clear-unanswered': 'failed',
  'anchor-unreachable': 'failed',
  'differences-open': 'failed',
  'incidents-open': 'failed',
  'unlock-failed': 'card',

  'vault-full': 'storage',
  'vault-write-failed': 'storage',
  'vault-read-failed': 'storage',
  'staging-crowded': 'storage',
  'catalogue-failed': 'storage',
  'catalogue-newer': 'storage',

  busy: 'busy',
  'being-destroyed': 'busy',
  'catalogue-busy': 'busy',

  'read-back-differs': 'integrity',
  'recording-id-taken': 'integrity',
  'sealed-differs': 'integrity',
  'audit-differs': 'integrity',
  'destroyed-present': 'integrity',
  'register-unknown': 'integrity',
  'log-set-back': 'integrity',
  'log-forked': 'integrity',
  'anchor-differs': 'integrity',
  'key-missing': 'integrity',
  'key-differs': 'integrity',

  'unsupported-runtime': 'runtime',
  defect: 'defect',
  interrupted: 'interrupted',
} as const satisfies Record<string, ErrorKind>;

export type ErrorCode = keyof typeof ERROR_CODES;

export interface ErrorFacts {
  /** Which thing: a file on the card, a recording, a setting. External text, shown escaped. */
  readonly about?: string;
  readonly expected?: string;
  readonly found?: string;
  readonly cause?: unknown;
}

/** A failure to do what was asked. People read the words for its code; programs read the code. */
export class SealdockError extends Error {
  readonly code: ErrorCode;
  readonly about: string | null;
  readonly expected: string | null;
  readonly found: string | null;

  constructor(code: ErrorCode, facts: ErrorFacts = {}) {
    super([code, facts.about].filter(Boolean).join(': '), { cause: facts.cause });
    this.name = 'SealdockError';
    this.code = code;
    this.about = facts.about ?? null;
    this.expected = facts.expected ?? null;
    this.found = facts.found ?? null;
  }

  get kind(): ErrorKind {
    return ERROR_CODES[this.code];
  }

  get exitCode(): number {
    return ERROR_KINDS[this.kind].exitCode;
  }
}

/** Whatever was thrown, as one of ours: what nobody foresaw is `failed`, with its text kept. */
export function asSealdockError(thrown: unknown): SealdockError {
  if (thrown instanceof SealdockError) return thrown;
  const about = thrown instanceof Error ? thrown.message : String(thrown);
  return new SealdockError('failed', { about, cause: thrown });
}

/** The errno name (`EIO`, `ENOSPC`) of a failed system call; null when it was not one. */
export function errnoOf(thrown: unknown): string | null {
  const code = (thrown as { code?: unknown } | null)?.code;
  return typeof code === 'string' && /^E[A-Z0-9]+$/.test(code) ? code : null;
}
