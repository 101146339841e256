import type { Generated } from 'kysely';

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
  recording: {
    id: string;
    recorder: string;
    officer: string | null;
    recorded_at: string;
    media_type: string;
    size_bytes: number;
    sha256: string;
    folder: string;
    dock: string;
    sealed_at: string;
    manifest: string;
    manifest_sha256: string;
    audit_seq: number;
    probed: number;
    probe: string | null;
  };
  recording_mark: { recording: string; mark: string };
  audit_entry: { seq: number; entry: string; leaf_hash: Uint8Array };
  published: { one: Generated<number>; size: number; note: string };
}
