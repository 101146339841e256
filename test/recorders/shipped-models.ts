import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cardPathOf } from '../../src/evidence/card-path.ts';
import type { RecorderNo } from '../../src/evidence/ids.ts';
import type { CardFile } from '../../src/evidence/recording.ts';
import { utcOf } from '../../src/evidence/time.ts';
import { parseModels } from '../../src/recorders/load-models.ts';
import type { RecorderModel } from '../../src/recorders/model.ts';

const FOLDER = join(import.meta.dirname, '../../config/recorders');

export const SHIPPED_MODELS: readonly RecorderModel[] = parseModels(
  readdirSync(FOLDER).map((name) => ({ name, text: readFileSync(join(FOLDER, name), 'utf8') })),
);

export function shippedModel(id: string): RecorderModel {
  const found = SHIPPED_MODELS.find((model) => model.id === id);
  if (found === undefined) throw new Error(`no model ${id}`);
  return found;
}

export function fileAt(path: string | Uint8Array, sizeBytes = 1000): CardFile {
  const bytes = typeof path === 'string' ? Buffer.from(path) : path;
  return { path: cardPathOf(bytes), sizeBytes, modifiedAt: utcOf(0), inode: '1:1' };
}

export function recorderNo(text: string): RecorderNo {
  return text as RecorderNo;
}
