import type { Anchor, AnchorKind } from '../../evidence/anchor.ts';
import type { UtcTime } from '../../evidence/time.ts';
import type { AnchorLedger } from '../../ports/anchor-ledger.ts';
import type { Runner } from './runner.ts';

/** The anchors of the log: rows are added, never changed. */
export function anchorMethods(run: Runner): AnchorLedger {
  return {
    noteAnchor: ({ kind, size, root, at, by, file }, entry) =>
      run.write(async (transaction, log) => {
        const seq = await log.append(entry);
        await transaction
          .insertInto('anchor')
          .values({ audit_seq: seq, kind, size, root, at, by, file })
          .execute();
      }),
    anchors: (kind, limit) =>
      run.read(async (db) => {
        let query = db.selectFrom('anchor').selectAll().orderBy('at', 'desc').orderBy('audit_seq', 'desc');
        if (kind !== null) query = query.where('kind', '=', kind);
        const rows = await query.limit(limit).execute();
        return rows.map(
          (row): Anchor => ({
            kind: row.kind as AnchorKind,
            size: row.size,
            root: row.root,
            at: row.at as UtcTime,
            by: row.by,
            file: row.file,
          }),
        );
      }),
  };
}
