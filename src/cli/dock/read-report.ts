import type { DockReport } from '../../evidence/dock.ts';
import type { ErrorCode } from '../../evidence/errors.ts';
import { ERROR_CODES } from '../../evidence/errors.ts';
import type { DockId, RecorderNo } from '../../evidence/ids.ts';
import type { Catalog } from '../../ports/catalog.ts';
import type { DockProgress } from '../../ports/status-board.ts';

/** The report of a dock that another process has ended, from the catalogue. */
export async function readReport(
  catalog: Pick<Catalog, 'dock' | 'countFiles'>,
  progress: Pick<DockProgress, 'dock' | 'path' | 'recorder' | 'result' | 'code'>,
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
    marks: row?.marks ?? [],
    check: row?.check ?? null,
  };
}

function codeOf(code: string | null): ErrorCode | null {
  return code !== null && Object.hasOwn(ERROR_CODES, code) ? (code as ErrorCode) : null;
}
