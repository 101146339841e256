import { tableText } from '../../../src/cli/output/table.ts';
import {
  REGISTER_JSON,
  type Register,
  type RegisterLine,
} from '../../../src/destruction/register/register.ts';
import { RETENTION_CLASSES } from '../../../src/evidence/retention.ts';
import { destroyedFate } from './destroyed-fate.ts';
import type { Docked } from './footage.ts';
import { keptFate } from './kept-fate.ts';
import type { Life } from './life.ts';

/** What has become of each recording, and by which rule; those that have the same fate are one row. */
export async function resultTable(life: Life): Promise<string> {
  const { retention } = life.voice.words;
  const lines = await destroyedLines(life);
  const rows = new Map<
    string,
    { readonly cells: readonly [string, string, string]; readonly keys: string[] }
  >();
  for (const clip of life.docked.toSorted(byClass)) {
    const line = lines.get(clip.id);
    const [fate, why] = line === undefined ? await keptFate(life, clip) : destroyedFate(life, clip, line);
    const cells = [retention.classes[clip.class], fate, why] as const;
    const row = rows.get(cells.join('\n')) ?? { cells, keys: [] };
    row.keys.push(clip.key);
    rows.set(cells.join('\n'), row);
  }
  const titles = life.voice.pick(
    'class|recordings|number|what became of them|rule, or what keeps them',
    '保存类别|音像记录|数量|结果|依据或保留原因',
  );
  return tableText(
    titles.split('|').map((title) => ({ title })),
    [...rows.values()].map(({ cells: [name, fate, why], keys }) => [
      name,
      keys.join(' '),
      String(keys.length),
      fate,
      why,
    ]),
  );
}

function byClass(one: Docked, other: Docked): number {
  const place = ({ class: name }: Docked) => RETENTION_CLASSES.indexOf(name);
  return place(one) - place(other);
}

/** As the registers tell it: the table says what is on paper, the vault is asked elsewhere. */
export async function destroyedLines({ station }: Life): Promise<ReadonlyMap<string, RegisterLine>> {
  const lines = new Map<string, RegisterLine>();
  for (const no of await station.registers.numbers()) {
    const bytes = await station.registers.read(no, REGISTER_JSON);
    const register = JSON.parse(Buffer.from(bytes ?? []).toString()) as Register;
    for (const line of register.destroyed) lines.set(line.recording, line);
  }
  return lines;
}
