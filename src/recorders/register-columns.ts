import type { RecorderState } from '../evidence/registered-recorder.ts';

/** Columns of the register as a table that other programs write and read, in the order of an export. */
export const REGISTER_COLUMNS = [
  'no',
  'model',
  'serials',
  'unit',
  'officer',
  'since',
  'asset',
  'state',
  'note',
] as const;
export type RegisterColumn = (typeof REGISTER_COLUMNS)[number];

/** Headings as bureaus write them. The first of each language is the one that is exported. */
export const COLUMN_NAMES: Readonly<
  Record<
    RegisterColumn,
    { readonly zh: readonly [string, ...string[]]; readonly en: readonly [string, ...string[]] }
  >
> = {
  no: { zh: ['编号', '执法记录仪编号', '设备编号'], en: ['number', 'no', 'recorder'] },
  model: { zh: ['型号', '型号代码'], en: ['model'] },
  serials: { zh: ['序列号', 'USB序列号'], en: ['serials', 'serial'] },
  unit: { zh: ['所属单位', '单位', '单位名称'], en: ['unit'] },
  officer: { zh: ['配用人员', '配发人员', '执法人员', '执法证号'], en: ['officer'] },
  since: { zh: ['配发时间', '配发日期'], en: ['since'] },
  asset: { zh: ['资产编号', '固定资产编号'], en: ['asset'] },
  state: { zh: ['状态'], en: ['state', 'status'] },
  note: { zh: ['备注'], en: ['note', 'notes'] },
};

export const STATE_NAMES: Readonly<Record<RecorderState, { readonly zh: string; readonly en: string }>> = {
  'in-service': { zh: '在用', en: 'in-service' },
  'out-of-service': { zh: '停用', en: 'out-of-service' },
  lost: { zh: '遗失', en: 'lost' },
};

/** Null for a heading that is none of ours. Case and spaces do not count. */
export function columnNamed(heading: string): RegisterColumn | null {
  const wanted = plain(heading);
  const has = (column: RegisterColumn) =>
    [...COLUMN_NAMES[column].zh, ...COLUMN_NAMES[column].en].some((name) => plain(name) === wanted);
  return REGISTER_COLUMNS.find(has) ?? null;
}

export function stateNamed(text: string): RecorderState | null {
  const wanted = plain(text);
  for (const [state, { zh, en }] of Object.entries(STATE_NAMES)) {
    if (plain(zh) === wanted || plain(en) === wanted) return state as RecorderState;
  }
  return null;
}

function plain(text: string): string {
  return text.replace(/[\s_-]/g, '').toLowerCase();
}
