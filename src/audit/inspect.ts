import { type CheckAnchorsPorts, checkAnchors } from './check-anchors.ts';
import type { Finding } from './findings.ts';
import { FindingList, isWrong } from './findings.ts';
import type { InspectBooksPorts } from './inspect-books.ts';
import { inspectBooks } from './inspect-books.ts';
import type { InspectClearsPorts } from './inspect-clears.ts';
import { inspectClears } from './inspect-clears.ts';
import type { InspectDestructionPorts } from './inspect-destruction.ts';
import { inspectDestruction } from './inspect-destruction.ts';
import type { InspectEntriesPorts } from './inspect-entries.ts';
import { inspectEntries } from './inspect-entries.ts';
import type { InspectInput } from './inspect-input.ts';
import { type InspectKeysPorts, inspectKeys } from './inspect-keys.ts';
import { inspectRecordings } from './inspect-recordings.ts';
import type { InspectRegisterPorts } from './inspect-register.ts';
import { inspectRegister } from './inspect-register.ts';
import type { InspectStraysPorts } from './inspect-strays.ts';
import { inspectStrays } from './inspect-strays.ts';
import type { InspectRecordingPorts } from './proved-facts.ts';
import type { VerifyLogPorts } from './verify-log.ts';
import { verifyLog } from './verify-log.ts';

export type InspectPorts = VerifyLogPorts &
  CheckAnchorsPorts &
  InspectKeysPorts &
  InspectRecordingPorts &
  InspectEntriesPorts &
  InspectClearsPorts &
  InspectRegisterPorts &
  InspectDestructionPorts &
  InspectBooksPorts &
  InspectStraysPorts;

export interface Inspection {
  readonly findings: readonly Finding[];
  readonly entries: number;
  readonly recordings: number;
  readonly bytes: number;
}

/**
 * Trusts nothing and derives everything again: the log from its entries, each sealed recording from its bytes, the
 * catalogue from the log and the vault from the catalogue. Memory depends on neither of their sizes. It may run
 * beside a station that goes on sealing.
 * @throws SealdockError `interrupted`; `catalogue-failed` and `vault-read-failed` when it cannot look at all.
 */
export async function inspect(ports: InspectPorts, input: InspectInput): Promise<Inspection> {
  const findings = new FindingList();
  const log = await verifyLog(ports, input);
  findings.add(...log.findings);
  await inspectKeys(ports, input, findings);
  await checkAnchors(ports, input, findings);
  const seen = await inspectRecordings(ports, input, findings);
  await inspectEntries(ports, { isLogSound: !log.findings.some(isWrong) }, findings);
  await inspectClears(ports, findings);
  await inspectRegister(ports, findings);
  await inspectDestruction(ports, findings);
  await inspectBooks(ports, findings);
  await inspectStrays(ports, findings);
  return { findings: findings.all, entries: log.entries, ...seen };
}
