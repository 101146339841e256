/** What can be wrong with a setting. The texts follow `sealdock.yaml:12:3 ingest.workers: `. */
export interface ConfigWords {
  readonly unknownKey: (suggestion: string | null) => string;
  readonly duplicateKey: string;
  readonly syntax: (what: string) => string;
  readonly aliases: string;
  readonly tooLong: (limitBytes: number) => string;
  readonly wrongType: (expected: string) => string;
  readonly oneOf: (choices: readonly string[]) => string;
  readonly wholeBetween: (from: number, to: number) => string;
  readonly durationUnit: string;
  readonly sizeUnit: string;
  readonly between: (from: string, to: string) => string;
  readonly stationName: string;
  readonly zone: string;
  readonly emptyText: string;
  readonly cron: string;
  readonly recorderNo: string;
  readonly port: string;
  readonly slotName: string;
  readonly samePort: (other: string) => string;
  readonly needsSha256: string;
  readonly twice: string;
  readonly usbDevice: string;
  readonly policyId: string;
  readonly absoluteCommand: string;
  readonly webAddress: string;
  readonly witnessKey: string;
  readonly bothOrNone: (one: string, other: string) => string;
  readonly insideData: (data: string) => string;
  readonly containsData: (data: string) => string;
  readonly overlaps: (other: string) => string;
  readonly types: Readonly<Record<'text' | 'list' | 'mapping' | 'flag', string>>;
}
