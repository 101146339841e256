import type { BatchId } from '../evidence/destruction.ts';
import type { RecordingId } from '../evidence/ids.ts';
import type { Catalog } from '../ports/catalog.ts';
import type { RegisterShelf } from '../ports/register-shelf.ts';
import type { Signer } from '../ports/signer.ts';
import { REGISTER_JSON, REGISTER_SIGNATURE, type Register } from './register/register.ts';

export interface UnknownRegister {
  readonly no: number;
  /** Null when it is not signed by this station: nothing that it says is believed. */
  readonly batch: BatchId | null;
  readonly destroyed: number;
  /** Recordings that it says are destroyed and that the catalogue takes for sealed ones. */
  readonly stillListed: readonly RecordingId[];
}

export interface UnknownRegisterPorts {
  readonly catalog: Pick<Catalog, 'batches' | 'recording'>;
  readonly registers: Pick<RegisterShelf, 'numbers' | 'read'>;
  readonly sealSigner: Pick<Signer, 'verify'>;
}

/** More batches than a station makes in a century. */
const BATCHES_LIMIT = 100_000;

/**
 * Registers that lie here and that no batch of the catalogue knows: an older catalogue was restored under a vault whose
 * recordings were destroyed since (TRUST 2.3, 21). What a register says counts only when this station has signed it.
 */
export async function unknownRegisters(ports: UnknownRegisterPorts): Promise<readonly UnknownRegister[]> {
  const known = new Set(
    (await ports.catalog.batches(null, BATCHES_LIMIT)).map(({ registerNo }) => registerNo),
  );
  const unknown = (await ports.registers.numbers()).filter((no) => !known.has(no));
  const found: UnknownRegister[] = [];
  for (const no of unknown) {
    const register = await signedRegister(ports, no);
    const stillListed: RecordingId[] = [];
    for (const { recording } of register?.destroyed ?? []) {
      const id = recording as RecordingId;
      if ((await ports.catalog.recording(id)) !== null) stillListed.push(id);
    }
    const batch = (register?.batch ?? null) as BatchId | null;
    found.push({ no, batch, destroyed: register?.destroyed.length ?? 0, stillListed });
  }
  return found;
}

/** Null when it is missing, or not the one that this station has signed. */
export async function signedRegister(
  { registers, sealSigner }: Pick<UnknownRegisterPorts, 'registers' | 'sealSigner'>,
  no: number,
): Promise<Register | null> {
  const json = await registers.read(no, REGISTER_JSON);
  const signature = await registers.read(no, REGISTER_SIGNATURE);
  if (json === null || signature === null || !sealSigner.verify(json, signature)) return null;
  return JSON.parse(Buffer.from(json).toString()) as Register;
}
