import type { AuditEntry } from '../../evidence/audit-entry.ts';
import { DOCK_MARKS, type DockMark, type DockReport } from '../../evidence/dock.ts';
import type { ErrorCode } from '../../evidence/errors.ts';
import { ERROR_CODES } from '../../evidence/errors.ts';
import type { DockId, RecorderNo } from '../../evidence/ids.ts';
import type { Catalog } from '../../ports/catalog.ts';
import type { DockProgress } from '../../ports/status-board.ts';

/** How far back the end of a dock is looked for: it has only just been written. */
const ENTRIES_LIMIT = 4_096;
const PAGE_ENTRIES = 256;

/** The report of a dock that another process has ended, from the catalogue and the audit. */
export async function readReport(
  catalog: Pick<Catalog, 'dock' | 'countFiles' | 'auditSize' | 'auditRows'>,
  progress: DockProgress,
): Promise<DockReport> {
  const id = progress.dock as DockId;
  const row = await catalog.dock(id);
  const counts = row?.counts ?? (await catalog.countFiles(id));
  return {
    dock: id,
    path: row?.path ?? progress.path,
    // A card that was refused is nobody's in the catalogue.
    recorder: row?.recorder ?? (progress.recorder as RecorderNo | null),
    model: row?.model ?? null,
    result: row?.result ?? progress.result ?? 'interrupted',
    code: codeOf(row?.code ?? progress.code),
    counts,
    marks: await marksOf(catalog, id),
  };
}

function codeOf(code: string | null): ErrorCode | null {
  return code !== null && Object.hasOwn(ERROR_CODES, code) ? (code as ErrorCode) : null;
}

/** The catalogue keeps the marks of a dock in the entry about its end. */
async function marksOf(
  catalog: Pick<Catalog, 'auditSize' | 'auditRows'>,
  dock: DockId,
): Promise<readonly DockMark[]> {
  const size = await catalog.auditSize();
  const oldest = Math.max(0, size - ENTRIES_LIMIT);
  for (let end = size; end > oldest; end -= PAGE_ENTRIES) {
    const from = Math.max(oldest, end - PAGE_ENTRIES);
    const entries = (await catalog.auditRows(from, end - from)).map(
      ({ text }) => JSON.parse(text) as AuditEntry,
    );
    const last = entries.findLast(({ act, object }) => object.id === dock && ENDS.has(act));
    const marks = last?.detail.marks;
    if (last !== undefined) return DOCK_MARKS.filter((mark) => Array.isArray(marks) && marks.includes(mark));
  }
  return [];
}

const ENDS: ReadonlySet<string> = new Set(['dock.finished', 'dock.refused', 'dock.interrupted']);
