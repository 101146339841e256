import { factsOf } from '../../clearing/clear-card.ts';
import { type ClearVerdict, vetoesOf } from '../../clearing/decide-clearing.ts';
import { type ClearPlan, planClearing } from '../../clearing/plan-clearing.ts';
import type { CardPath } from '../../evidence/card-path.ts';
import type { ClearVeto } from '../../evidence/clearing.ts';
import { SealdockError } from '../../evidence/errors.ts';
import type { Hold, HoldId } from '../../evidence/hold.ts';
import type { DockId, RecordingId } from '../../evidence/ids.ts';
import { shown } from '../../words/shown.ts';
import { keptLines } from '../dock/clear-lines.ts';
import { readReport } from '../dock/read-report.ts';
import type { CliStation } from '../doors.ts';
import { holdLine } from '../holds/hold-text.ts';
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

interface Clearable {
  readonly vetoes: readonly ClearVeto[];
  readonly files: number;
  readonly shown: readonly Judged[];
  /** Of those shown. */
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
  const { catalog, cleaner, cards, clearing } = station;
  const dock = await catalog.dock(id);
  if (dock === null) throw new SealdockError('dock-unknown', { about: id });
  const report = await readReport(catalog, { ...dock, dock: id });
  const medium = await cleaner.mediumAt(dock.path);
  const vetoes = vetoesOf(factsOf({ ...report, diskSeq: dock.medium?.diskSeq ?? null }, medium), clearing);
  const judged: Judged[] = [];
  let files = 0;
  const onVerdict = (path: CardPath, recording: RecordingId, verdict: ClearVerdict) => {
    files += 1;
    if (judged.length < FILES_SHOWN) judged.push({ path, recording, verdict });
  };
  const card = await cards.open({ path: dock.path, label: null, medium: null });
  const plan = await planClearing(station, card, id, { signal, onVerdict });
  return { vetoes, files, shown: judged, holds: await holdsOn(station, judged), plan };
}

/** The gate answers yes or no; a person wants to know which hold it is. Each is read once: a list hold is long. */
async function holdsOn(
  { catalog }: CliStation,
  judged: readonly Judged[],
): Promise<ReadonlyMap<RecordingId, readonly Hold[]>> {
  const known = new Map<string, Hold | null>();
  const holds = new Map<RecordingId, readonly Hold[]>();
  for (const { recording, verdict } of judged) {
    if (verdict.kind === 'clear' || !verdict.reasons.includes('held')) continue;
    const standing = (await catalog.keepingFacts(recording))?.holds ?? [];
    const ids = [...new Set(standing.map(({ id }) => id as HoldId))];
    for (const id of ids) {
      if (!known.has(id)) known.set(id, await catalog.hold(id));
    }
    holds.set(
      recording,
      ids.flatMap((id) => known.get(id) ?? []),
    );
  }
  return holds;
}

function dataOf({ vetoes, files, shown: judged, holds, plan }: Clearable) {
  const { items, kept, keptUntil } = plan;
  const named = judged.map((each) => ({
    ...each,
    holds: (holds.get(each.recording) ?? []).map(({ id }) => id),
  }));
  return { vetoes, files, wouldGo: items.length, kept, keptUntil, shown: named };
}

function textOf(
  session: Session,
  { vetoes, files, shown: judged, holds, plan }: Clearable,
  zone: string,
): string {
  const { words, paint, io } = session;
  const { cli } = words;
  const titles = [
    { title: cli.columns.file, shrink: 'cut' },
    { title: cli.columns.recording },
    { title: cli.columns.result },
    { title: cli.columns.reason, shrink: 'wrap' },
  ] as const;
  const rows = judged.map(({ path, recording, verdict }) => [
    shown(path.text),
    recording,
    verdict.kind === 'clear' ? cli.goes : cli.stays,
    verdict.kind === 'clear'
      ? cli.none
      : verdict.reasons.map((reason) => words.keepReasons[reason]).join(cli.listSeparator),
  ]);
  const style = { paintTitle: (title: string) => paint('bold', title), columns: tableColumns(io) };
  return [
    cli.wouldGo(countText(plan.items.length), countText(files)),
    ...(vetoes.length === 0
      ? []
      : [cli.nothingGoesNow(vetoes.map((veto) => words.clearVetoes[veto]).join(cli.listSeparator))]),
    ...keptLines(words, plan.kept, plan.keptUntil, zone),
    ...(rows.length === 0 ? [] : [tableText(titles, rows, style)]),
    ...[...holds].map(([recording, on]) =>
      words.holds.heldBy(recording, on.map((hold) => holdLine(words, hold)).join(cli.listSeparator)),
    ),
  ].join('\n');
}
