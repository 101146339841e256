import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { SealdockError } from '../../evidence/errors.ts';
import { zerosLost } from '../../recorders/lost-zeros.ts';
import { planImport } from '../../recorders/plan-import.ts';
import { REGISTER_BYTES_LIMIT, readRegisterCsv, type TableProblem } from '../../recorders/register-csv.ts';
import { countText, sizeText } from '../output/quantities.ts';
import { withRegister } from '../register/change-register.ts';
import { knownRecorders } from '../register/known-recorders.ts';
import type { Session } from '../session.ts';

/** Enters and changes recorders from a table: all of it, or with one problem nothing. */
export async function recorderImport(
  session: Session,
  path: string,
  { dryRun = false }: { readonly dryRun?: boolean },
): Promise<number> {
  return withRegister(session, async (station, by) => {
    const { zone } = station.config.station;
    const file = resolve(session.io.cwd, path);
    const models = station.models.map(({ id }) => id);
    const table = readRegisterCsv(await bytesOf(session, file), { models, zone });
    if ('problems' in table) throw invalid(session, file, table.problems);
    const known = await knownRecorders(station);
    const registered = known.flatMap((each) => each.registered ?? []);
    const met = known.flatMap((each) => each.met?.no ?? []);
    const short = zerosLost(table, { registered, met, models: station.models });
    const { changes, added, changed, same, problems: refused } = planImport(table.rows, registered, by);
    const problems = [...short, ...refused].sort((a, b) => a.line - b.line);
    if (problems.length > 0) throw invalid(session, file, problems);
    if (!dryRun) await station.catalog.keepRecorders(changes);
    session.result({ isDryRun: dryRun, added, changed, same }, () => {
      const { wouldImport, imported } = session.words.register;
      const tell = dryRun ? wouldImport : imported;
      return tell(countText(added.length), countText(changed.length), countText(same.length));
    });
    return 0;
  });
}

async function bytesOf({ words }: Session, file: string): Promise<Uint8Array> {
  const expected = words.register.aFile(sizeText(REGISTER_BYTES_LIMIT));
  const facts = await stat(file).catch(() => null);
  if (facts === null || !facts.isFile() || facts.size > REGISTER_BYTES_LIMIT) {
    throw new SealdockError('usage', { about: words.cli.usage.badValue('<csv>', file), expected });
  }
  return readFile(file);
}

function invalid({ words }: Session, file: string, problems: readonly TableProblem[]): SealdockError {
  const { register, cli } = words;
  // Does not compile when `words` lacks one.
  const names: Readonly<Record<TableProblem['problem'], string>> = register.problems;
  const lines = problems.slice(0, PROBLEMS_SHOWN).map(({ line, column, problem, cell }) => {
    const at = column === null ? register.atLine(String(line)) : register.atColumn(String(line), column);
    return `${at}${cli.colon}${cell === null ? '' : `"${oneLine(cell)}" `}${names[problem]}`;
  });
  const more = problems.length > PROBLEMS_SHOWN ? [register.andMoreProblems] : [];
  return new SealdockError('register-invalid', { about: file, found: [...lines, ...more].join('\n') });
}

const PROBLEMS_SHOWN = 50;
const CELL_SHOWN_LIMIT = 60;

/** A cell may hold lines of its own; each problem has one. */
function oneLine(cell: string): string {
  const line = cell.replace(/\s+/g, ' ');
  return line.length > CELL_SHOWN_LIMIT ? `${line.slice(0, CELL_SHOWN_LIMIT).toWellFormed()}…` : line;
}
