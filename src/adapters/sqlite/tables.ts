import type { Generated, GeneratedAlways } from 'kysely';

/** The shape of the database for the compiler; `migrations.ts` makes it. Times are RFC 3339 UTC, flags 0 or 1. */
export interface Tables {
  station: { id: string; log_key: string; seal_key: string };
  recorder: { no: string; model: string; first_seen_at: string };
  dock: {
    id: string;
    path: string;
    origin: string;
    label: string | null;
    recorder: string | null;
    model: string | null;
    started_at: string;
    finished_at: string | null;
    result: string | null;
    code: string | null;
    /** DockCounts as JSON, once finished. */
    counts: string | null;
    /** Medium as JSON; null for a plain folder. */
    medium: Generated<string | null>;
    /** DockMark[] as JSON, once finished. */
    marks: Generated<string | null>;
    /** DeviceCheck as JSON, once finished, where the card was read. */
    device_check: Generated<string | null>;
  };
  card_file: {
    recorder: string;
    /** `keyOfCardPath`. */
    path_key: string;
    size_bytes: number;
    modified_at: string;
    dock: string;
    important: number;
    outcome: string;
    /** LeftReason or ErrorCode. */
    reason: string | null;
    recording: string | null;
    /** FoundFile or CardFile as JSON. */
    facts: string;
  };
  seal_intent: { recording: string; folder: string; dock: string; card_recorder: string; file: string };
  /** Columns that are always generated come from the manifest. */
  recording: {
    id: string;
    folder: string;
    manifest: string;
    manifest_sha256: string;
    audit_seq: number;
    probed: number;
    probe: string | null;
    /** 1 once its bytes are gone: the row stays as a part of the evidence, and is found by no search. */
    destroyed: Generated<number>;
    recorder: GeneratedAlways<string>;
    officer: GeneratedAlways<string | null>;
    recorded_at: GeneratedAlways<string>;
    media_type: GeneratedAlways<string>;
    size_bytes: GeneratedAlways<number>;
    sha256: GeneratedAlways<string>;
    dock: GeneratedAlways<string>;
    sealed_at: GeneratedAlways<string>;
  };
  clear_order: {
    id: string;
    dock: string;
    recorder: string;
    proof: string;
    /** Null when nothing was to go. */
    digest: string | null;
    files: number;
    bytes: number;
    /** KeptCounts as JSON. */
    kept: string;
    kept_until: string | null;
    decided_at: string;
    ended_at: string | null;
    /** ClearEnd; null while the answer is waited for. */
    result: string | null;
    /** Counts by ClearOutcome as JSON. */
    outcomes: string | null;
  };
  cleared_file: {
    clear_order: string;
    place: number;
    path_hex: string;
    recording: string;
    /** ClearOutcome, once answered. */
    outcome: string | null;
  };
  recording_mark: { recording: string; mark: string };
  audit_entry: { seq: number; entry: string; leaf_hash: Uint8Array };
  register_recorder: {
    no: string;
    model: string | null;
    unit: string | null;
    asset: string | null;
    state: string;
    note: string | null;
    registered_at: string;
    changed_at: string;
  };
  register_serial: { recorder: string; serial: string; place: number };
  register_card: { recorder: string; card: string; place: number };
  register_assignment: { recorder: string; officer: string; from_at: string; until_at: string | null };
  register_alert: {
    recorder: string;
    kind: string;
    dock: string;
    at: string;
    /** Serials or card ids as a JSON array. */
    known: string;
    found: string;
    settled_at: string | null;
  };
  /** What was met of a recorder that was not admitted. */
  dock_refusal: {
    dock: string;
    at: string;
    code: string;
    number: string | null;
    model: string | null;
    label: string | null;
    serial: string | null;
    card: string | null;
    /** Medium as JSON. */
    medium: string | null;
  };
  case_file: {
    no: string;
    enforcement: string | null;
    cause: string | null;
    opened_on: string | null;
    concluded_on: string | null;
    closed_on: string | null;
    state: string;
    /** As `periodText` writes it. */
    file_period: string | null;
    changed_at: string;
  };
  case_party: { case_no: string; place: number; name: string };
  case_link: { recording: string; case_no: string; evidence: number };
  keeping_decision: {
    recording: string;
    kind: string;
    audit_seq: number;
    value: string | null;
    decided_by: string;
    at: string;
    reason: string;
  };
  hold: {
    id: string;
    kind: string;
    case_no: string | null;
    party: string | null;
    query: string | null;
    ground: string;
    clause: string | null;
    text: string | null;
    state: string;
    restarts: number;
    owes_copy: number;
    placed_by: string;
    placed_at: string;
    released_at: string | null;
    approval: string | null;
    changed_at: string;
  };
  hold_recording: { recording: string; hold: string };
  adopted_policy: {
    policy: string;
    version: number;
    text: string;
    sha256: string;
    adopted_by: string;
    adopted_at: string;
    effective_from: string;
    approval: string | null;
  };
  unit_policy: { unit: string; policy: string };
  destruction_batch: {
    id: string;
    period: string;
    policy: string;
    policy_version: number;
    state: string;
    content_sha256: string | null;
    approval: string | null;
    approved_at: string | null;
    execute_after: string | null;
    proposed_by: string;
    /** Names as a JSON array. */
    witnesses: string;
    register_no: number | null;
    changed_at: string;
  };
  destruction_item: {
    batch: string;
    place: number;
    recording: string;
    sha256: string;
    size_bytes: number;
    recorded_at: string;
    keep_until: string;
    why: string;
    state: string;
    cause: string | null;
    ended_at: string | null;
  };
  tombstone: {
    recording: string;
    sha256: string;
    batch: string;
    register_no: number;
    destroyed_at: string;
  };
  /** Dates are days of the station's zone, `YYYY-MM-DD`. */
  staff: {
    id: string;
    name: string;
    certificate: string | null;
    unit: string | null;
    in_post_from: string;
    in_post_until: string | null;
    qualified_from: string | null;
    qualified_until: string | null;
    state: string;
    created_at: string;
    changed_at: string;
  };
  staff_role: { staff: string; role: string };
  staff_password: { staff: string; hash: string; set_at: string; must_change: number };
  staff_attempt: { key: string; failures: number; locked_until: string | null; changed_at: string };
  staff_session: {
    /** SHA-256 of the token. */
    digest: string;
    staff: string;
    started_at: string;
    expires_at: string;
    seen_at: string;
    ended_at: string | null;
  };
  approval: {
    id: string;
    kind: string;
    subject_kind: string;
    subject_id: string;
    requested_by: string;
    requested_at: string;
    reason: string;
    /** Canonical JSON. */
    content: string;
    content_sha256: string;
    /** ApprovalStep[] as JSON. */
    steps: string;
    state: string;
    changed_at: string;
  };
  approval_decision: {
    approval: string;
    step: number;
    staff: string;
    role: string;
    decision: string;
    reason: string;
    at: string;
  };
  published: { one: Generated<number>; size: number; note: string };
}
