/** Cases, decisions, holds, policies, batches and tombstones. Days are of the policy's zone, `YYYY-MM-DD`. */
export interface KeepingTables {
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
  unit_policy: {
    unit: string;
    policy: string;
    assigned_by: string;
    assigned_at: string;
    effective_from: string;
    approval: string | null;
  };
  destruction_batch: {
    id: string;
    period: string;
    policy: string;
    policy_version: number;
    state: string;
    content_sha256: string | null;
    approval: string | null;
    proposed_by: string | null;
    submitted_at: string | null;
    approved_at: string | null;
    execute_after: string | null;
    executed_by: string | null;
    started_at: string | null;
    /** Witness[] as JSON. */
    witnesses: string;
    register_no: number | null;
    register_sha256: string | null;
    ended_at: string | null;
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
    edges_sha256: string | null;
    ended_at: string | null;
  };
  tombstone: {
    recording: string;
    sha256: string;
    size_bytes: number;
    edges_sha256: string;
    batch: string;
    register_no: number;
    destroyed_at: string;
  };
  recording_lease: { recording: string; holder: string; until_at: string };
  work_turn: { work: string; holder: string; until_at: string };
}
