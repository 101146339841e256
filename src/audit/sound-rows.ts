import { SealdockError } from '../evidence/errors.ts';
import { leafHash } from '../evidence/merkle.ts';
import type { AuditRow, Catalog } from '../ports/catalog.ts';

/** A page of rows: at most 256 entries below 64 KiB each. */
export const ROWS_PER_PAGE = 256;

/**
 * The rows `from` up to but without `to`, each proved to be the next one and to hash to its leaf.
 * @throws SealdockError `audit-differs` at the first row that is missing, out of order or changed.
 */
export async function* soundRows(
  catalog: Pick<Catalog, 'auditRows'>,
  from: number,
  to: number,
): AsyncGenerator<AuditRow> {
  for (let next = from; next < to; ) {
    const page = await catalog.auditRows(next, Math.min(ROWS_PER_PAGE, to - next));
    if (page.length === 0) throw differs(next, 'an entry', 'none');
    for (const row of page) {
      if (row.seq !== next) throw differs(next, `number ${next}`, `number ${row.seq}`);
      const leaf = leafHash(Buffer.from(row.text));
      if (!leaf.equals(row.leafHash)) {
        throw differs(next, Buffer.from(row.leafHash).toString('hex'), leaf.toString('hex'));
      }
      yield row;
      next += 1;
    }
  }
}

function differs(seq: number, expected: string, found: string): SealdockError {
  return new SealdockError('audit-differs', { about: `entry ${seq}`, expected, found });
}
