import { shown } from '../../words/shown.ts';
import { tableColumns, tableText } from '../output/table.ts';
import type { Session } from '../session.ts';

/** Every setting that counts, and where its value comes from. */
export async function configShow(session: Session): Promise<number> {
  const { file, values } = await session.loadConfig();
  const { cli } = session.words;
  session.result({ file, settings: values }, () => {
    const columns = [
      { title: cli.columns.setting },
      { title: cli.columns.value, shrink: 'wrap' },
      { title: cli.columns.source },
    ] as const;
    const rows = values.map(({ key, value, source }) => [key, valueText(value), cli.settingSources[source]]);
    const table = tableText(columns, rows, {
      paintTitle: (title) => session.paint('bold', title),
      columns: tableColumns(session.io),
    });
    return `${cli.facts.config}${cli.colon}${shown(file ?? cli.noConfigFile)}\n${table}`;
  });
  return 0;
}

/** As it would be written in the file. */
function valueText(value: unknown): string {
  return shown(typeof value === 'string' ? value : JSON.stringify(value));
}
