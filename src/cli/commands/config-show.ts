import { shown } from '../../words/shown.ts';
import { tableText } from '../output/table.ts';
import type { Session } from '../session.ts';

/** Every setting that counts, and where its value comes from. */
export async function configShow(session: Session): Promise<number> {
  const { file, values } = await session.loadConfig();
  const { cli } = session.words;
  session.result({ file, settings: values }, () => {
    const columns = [cli.columns.setting, cli.columns.value, cli.columns.source].map((title) => ({ title }));
    const rows = values.map(({ key, value, source }) => [key, valueText(value), cli.settingSources[source]]);
    const table = tableText(columns, rows, (title) => session.paint('bold', title));
    return `${cli.facts.config}${cli.colon}${shown(file ?? cli.noConfigFile)}\n${table}`;
  });
  return 0;
}

/** As it would be written in the file. */
function valueText(value: unknown): string {
  return shown(typeof value === 'string' ? value : JSON.stringify(value));
}
