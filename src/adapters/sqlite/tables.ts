import type { Generated, GeneratedAlways } from 'kysely';
import type { KeepingTables } from './keeping-tables.ts';
import type { StaffTables } from './staff-tables.ts';

/** The shape of the database for the compiler; `migrations.ts` makes it. Times are RFC 3339 UTC, flags 0 or 1. */
export interface Tables extends KeepingTables, StaffTables {
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
    boot: Generated<string | null>;
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
    /** When it was last read again; null since its sealing. */
    read_at: Generated<string | null>;
    /** It was not as sealed then. */
    damaged: Generated<number>;
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
    end: string | null;
    /** Counts by ClearOutcome as JSON. */
    outcomes: string | null;
    /** Of the entries about its decision and its end. */
    decided_seq: Generated<number | null>;
    ended_seq: Generated<number | null>;
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
    /** The registered one that it is. */
    recorder: Generated<string | null>;
  };
  difference: {
    id: Generated<number>;
    kind: string;
    about: string;
    day: string;
    recorder: string | null;
    first_at: string;
    /** DifferenceState. */
    state: string;
    /** The entry of the run that found it last. */
    last_seq: number;
    reason: Generated<string | null>;
    closed_at: Generated<string | null>;
  };
  anchor: {
    audit_seq: number;
    kind: string;
    size: number;
    /** Base64. */
    root: string;
    at: string;
    by: string;
    file: string | null;
  };
  published: { one: Generated<number>; size: number; note: string };
}
