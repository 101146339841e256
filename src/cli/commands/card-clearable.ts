import { factsOf } from '../../clearing/clear-card.ts';
import { type ClearVerdict, vetoesOf } from '../../clearing/decide-clearing.ts';
import { type ClearPlan, type OnVerdict, planClearing } from '../../clearing/plan-clearing.ts';
import type { CardPath } from '../../evidence/card-path.ts';
import type { ClearVeto, KeepReason } from '../../evidence/clearing.ts';
import type { DockMark } from '../../evidence/dock.ts';
import { SealdockError } from '../../evidence/errors.ts';
import type { Hold } from '../../evidence/hold.ts';
import type { DockId, RecordingId } from '../../evidence/ids.ts';
import type { Mark } from '../../evidence/marks.ts';
import { endOf, openCard } from '../../ingest/open-card.ts';
import { shown } from '../../words/shown.ts';
import type { Words } from '../../words/words.ts';
import { keptLines } from '../dock/clear-lines.ts';
import { readReport } from '../dock/read-report.ts';
import type { CliStation } from '../doors.ts';
import { holdLine } from '../holds/hold-text.ts';
import { holdsOn } from '../holds/holds-on.ts';
import { withInterrupt } from '../interrupt.ts';
import { countText } from '../output/quantities.ts';
import { tableColumns, tableText } from '../output/table.ts';
import { type Session, withStation } from '../session.ts';

/** Files told in one answer; a card of 20,000 is not for reading. */
const FILES_SHOWN = 500;

interface Judged {
  readonly path: CardPath;
  readonly recording: RecordingId;
  readonly verdict: ClearVerdict;
}

interface Marked extends Judged {
  readonly marks: readonly Mark[];
}

interface Clearable {
  readonly vetoes: readonly ClearVeto[];
  /** Of the card as a whole. */
  readonly marks: readonly DockMark[];
  readonly files: number;
  readonly shown: readonly Marked[];
  /** What lies on those shown that are held. */
  readonly holds: ReadonlyMap<RecordingId, readonly Hold[]>;
  readonly plan: ClearPlan;
}

/**
 * What clearing would remove from a docked card, and why the rest stays: the same plan that the station makes after a
 * dock, and nothing more. It reads the card and the sealed copies, and can order nothing.
 */
export async function cardClearable(session: Session, id: DockId): Promise<number> {
  return withInterrupt(
    session,
    () => session.words.cli.stopping,
    (signal) =>
      withStation(session, 'look', async (station) => {
        const clearable = await look(station, id, signal);
        session.result(dataOf(clearable), () => textOf(session, clearable, station.config.station.zone));
        return 0;
      }),
  );
}

async function look(station: CliStation, id: DockId, signal: AbortSignal): Promise<Clearable> {
  const { catalog, cleaner, clearing } = station;
  const dock = await catalog.dock(id);
  if (dock === null) throw new SealdockError('dock-unknown', { about: id });
  const report = await readReport(catalog, { ...dock, dock: id });
  const medium = await cleaner.mediumAt(dock.path);
  const vetoes = vetoesOf(factsOf({ ...report, medium: dock.medium }, medium), clearing);
  const judged: Judged[] = [];
  let files = 0;
  const onVerdict = (path: CardPath, recording: RecordingId, verdict: ClearVerdict) => {
    files += 1;
    if (judged.length < FILES_SHOWN) judged.push({ path, recording, verdict });
  };
  const plan = await planOf(station, dock.path, id, signal, onVerdict);
  const marked: Marked[] = [];
  for (const each of judged) {
    marked.push({ ...each, marks: (await catalog.recording(each.recording))?.marks ?? [] });
  }
  const held = judged.filter(({ verdict }) => verdict.kind === 'keep' && verdict.reasons.includes('held'));
  const holds = await holdsOn(
    station,
    held.map(({ recording }) => recording),
  );
  return { vetoes, marks: report.marks, files, shown: marked, holds, plan };
}

/** Whatever is there now is looked at; that it is another medium by now is among the vetoes. */
async function planOf(
  station: CliStation,
  path: string,
  id: DockId,
  asked: AbortSignal,
  onVerdict: OnVerdict,
): Promise<ClearPlan> {
  const request = { path, label: null, medium: null };
  const { card, signal, close } = await openCard(station, request, asked);
  try {
    return await planClearing(station, card, id, { signal, onVerdict });
  } catch (thrown) {
    throw endOf(thrown, signal);
  } finally {
    close();
  }
}

function dataOf({ vetoes, marks, files, shown: judged, holds, plan }: Clearable) {
  const { items, kept, keptUntil } = plan;
  const named = judged.map((each) => ({
    ...each,
    holds: (holds.get(each.recording) ?? []).map(({ id }) => id),
  }));
  return { vetoes, marks, files, wouldGo: items.length, kept, keptUntil, shown: named };
}

function textOf(session: Session, clearable: Clearable, zone: string): string {
  const { vetoes, marks, files, shown: judged, holds, plan } = clearable;
  const { words, paint, io } = session;
  const { cli } = words;
  const titles = [
    { title: cli.columns.file, shrink: 'cut' },
    { title: cli.columns.recording },
    { title: cli.columns.result },
    { title: cli.columns.reason, shrink: 'wrap' },
  ] as const;
  const rows = judged.map(({ path, recording, verdict, marks: ofFile }) => [
    shown(path.text),
    recording,
    verdict.kind === 'clear' ? cli.goes : cli.stays,
    verdict.kind === 'clear'
      ? cli.none
      : verdict.reasons.map((reason) => reasonText(words, reason, ofFile)).join(cli.listSeparator),
  ]);
  const style = { paintTitle: (title: string) => paint('bold', title), columns: tableColumns(io) };
  return [
    cli.wouldGo(countText(plan.items.length), countText(files)),
    ...(vetoes.length === 0
      ? []
      : [cli.nothingGoesNow(vetoes.map((veto) => words.clearVetoes[veto]).join(cli.listSeparator))]),
    ...marks.map((mark) => `! ${words.dockMarks[mark]}`),
    ...keptLines(words, plan.kept, plan.keptUntil, zone),
    ...(rows.length === 0 ? [] : [tableText(titles, rows, style)]),
    ...[...holds].map(([recording, on]) =>
      words.holds.heldBy(recording, on.map((hold) => holdLine(words, hold)).join(cli.listSeparator)),
    ),
  ].join('\n');
}

/** A file that is kept for a mark is told with its marks. */
function reasonText(
  { cli, keepReasons, marks: names }: Words,
  reason: KeepReason,
  marks: readonly Mark[],
): string {
  if (reason !== 'finding' || marks.length === 0) return keepReasons[reason];
  return `${keepReasons.finding}${cli.colon}${marks.map((mark) => names[mark]).join(cli.listSeparator)}`;
}
