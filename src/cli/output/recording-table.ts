import type { CataloguedRecording } from '../../ports/catalog.ts';
import { shown } from '../../words/shown.ts';
import type { Session } from '../session.ts';
import { durationText, sizeText, timeText } from './quantities.ts';
import { tableColumns, tableText } from './table.ts';

export function recordingTable(
  { words, paint, io }: Pick<Session, 'words' | 'paint' | 'io'>,
  recordings: readonly CataloguedRecording[],
  zone: string,
): string {
  const { columns, none, listSeparator } = words.cli;
  const rows = recordings.map(({ id, manifest, probe, marks }) => [
    id,
    timeText(manifest.recorded.at, zone),
    manifest.officer ?? none,
    sizeText(manifest.file.sizeBytes),
    probe?.durationMs == null ? none : durationText(probe.durationMs / 1_000),
    marks.map((mark) => words.marks[mark]).join(listSeparator) || none,
    shown(manifest.file.name),
  ]);
  const titles = [
    { title: columns.recording },
    { title: columns.recorded },
    { title: columns.officer },
    { title: columns.size, align: 'right' },
    { title: columns.duration, align: 'right' },
    { title: columns.marks, shrink: 'wrap' },
    { title: columns.file, shrink: 'cut' },
  ] as const;
  return tableText(titles, rows, {
    paintTitle: (title) => paint('bold', title),
    columns: tableColumns(io),
  });
}
