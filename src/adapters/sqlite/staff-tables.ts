/** People, their sessions, and approvals. */
export interface StaffTables {
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
}
