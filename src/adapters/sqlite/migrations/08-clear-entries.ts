/**
 * How an order ended is called its end, as everywhere else. Each row names the entries that made it what it is, as a
 * recording does: an inspection goes from either to the other.
 */
export const CLEAR_ENTRIES = `
ALTER TABLE clear_order RENAME COLUMN result TO "end";
ALTER TABLE clear_order ADD COLUMN decided_seq INTEGER;
ALTER TABLE clear_order ADD COLUMN ended_seq INTEGER;
UPDATE clear_order SET decided_seq = (
  SELECT MAX(seq) FROM audit_entry WHERE json_extract(entry, '$.act') IN ('card.clear-ordered', 'card.clear-kept')
    AND json_extract(entry, '$.detail.order') = clear_order.id
);
UPDATE clear_order SET ended_seq = (
  SELECT MAX(seq) FROM audit_entry WHERE json_extract(entry, '$.act') = 'card.cleared'
    AND json_extract(entry, '$.detail.order') = clear_order.id
);
`;
