import type { MediaType } from '../evidence/recording.ts';

type Table<Key extends string> = Readonly<Record<Key, string>>;

export type ColumnName =
  | 'recording'
  | 'recorded'
  | 'recorder'
  | 'dock'
  | 'officer'
  | 'size'
  | 'duration'
  | 'marks'
  | 'file'
  | 'model'
  | 'firstSeen'
  | 'lastDock'
  | 'recordings'
  | 'seq'
  | 'time'
  | 'act'
  | 'object'
  | 'actor'
  | 'setting'
  | 'value'
  | 'source'
  | 'reason'
  | 'result'
  | 'slot'
  | 'state'
  | 'progress'
  | 'dock'
  | 'began'
  | 'sealed'
  | 'metAgain'
  | 'failed'
  | 'day'
  | 'seen'
  | 'inVault'
  | 'destroyed';

export type FactName =
  | 'recording'
  | 'folder'
  | 'file'
  | 'originalName'
  | 'size'
  | 'type'
  | 'sha256'
  | 'sm3'
  | 'md5'
  | 'recorder'
  | 'model'
  | 'officer'
  | 'recorded'
  | 'recordedFrom'
  | 'timeInName'
  | 'timeInContainer'
  | 'timeInFileSystem'
  | 'cardPath'
  | 'cardLabel'
  | 'dock'
  | 'station'
  | 'sealedAt'
  | 'readBack'
  | 'duration'
  | 'picture'
  | 'codecs'
  | 'complaint'
  | 'marks'
  | 'auditSeq'
  | 'manifestSha256'
  | 'daemon'
  | 'recordings'
  | 'recorders'
  | 'docks'
  | 'auditEntries'
  | 'freeSpace'
  | 'checkpoint'
  | 'anchors'
  | 'fixity'
  | 'due'
  | 'alarms'
  | 'pendingProbes'
  | 'marked'
  | 'data'
  | 'config'
  | 'logKey'
  | 'sealKey'
  | 'verifierKey'
  | 'cardFolder'
  | 'origin'
  | 'began'
  | 'ended'
  | 'result'
  | 'reason'
  | 'counts'
  | 'slot'
  | 'device'
  | 'medium'
  | 'deviceCheck'
  | 'space'
  | 'fileSystem'
  | 'filesByKind'
  | 'oldest'
  | 'newest'
  | 'clock';

/** Labels and sentences of the command line. Numbers come in already written for people. */
export interface CliWords {
  readonly columns: Table<ColumnName>;
  readonly facts: Table<FactName>;
  readonly settingSources: Table<'default' | 'file' | 'env' | 'flag'>;

  readonly none: string;
  readonly listSeparator: string;
  /** Between a label and its value. */
  readonly colon: string;
  readonly expected: string;
  readonly found: string;
  /** Above a list of things to correct. */
  readonly problems: string;
  readonly hint: string;
  readonly reportDefect: string;

  readonly usage: {
    readonly unknownCommand: (name: string) => string;
    readonly unknownOption: (name: string) => string;
    readonly missingArgument: (name: string) => string;
    readonly missingOption: (option: string) => string;
    readonly missingValue: (option: string) => string;
    readonly tooManyArguments: (names: string) => string;
    readonly badValue: (option: string, value: string) => string;
    readonly commandNeeded: string;
    readonly didYouMean: (names: readonly string[]) => string;
    readonly badTime: string;
    readonly badRecorder: string;
    readonly badRecordingId: string;
    readonly badDockId: string;
    readonly badNumber: (from: number, to: number) => string;
    readonly badHead: string;
    readonly badListen: string;
    readonly badWitnessName: string;
    readonly badVerifierKey: string;
    readonly badLanguage: string;
    readonly oneOf: (choices: readonly string[]) => string;
    readonly idsOrAll: string;
    readonly notTogether: (one: string, other: string) => string;
  };

  readonly initDone: (station: string, data: string) => string;
  readonly keepVerifierKey: string;
  readonly configSound: (file: string) => string;
  readonly noConfigFile: string;
  readonly aFile: string;
  readonly aFolder: string;

  readonly filesOf: (done: string, total: string) => string;
  readonly bytesOf: (done: string, total: string) => string;
  readonly timeLeft: (time: string) => string;
  readonly handedOver: (pid: number) => string;
  readonly daemonEnded: string;
  readonly stopping: string;
  readonly stoppingCheck: string;
  readonly runAgain: string;
  readonly stationGoesOn: string;
  readonly stationGoesOnHint: string;

  readonly sealedTitle: (count: string, size: string) => string;
  readonly failedTitle: (count: string) => string;
  readonly metAgain: (count: string) => string;
  readonly left: (count: string) => string;
  readonly growing: (count: string) => string;
  readonly pending: (count: string) => string;
  readonly marked: (count: string, command: string) => string;
  readonly unprobed: (count: string, command: string) => string;
  readonly clearedFiles: (count: string) => string;
  readonly keptFiles: (count: string, reason: string) => string;
  readonly keptUntil: (time: string) => string;
  readonly clearFailed: (end: string) => string;
  readonly clearWaits: string;
  readonly wouldGo: (count: string, total: string) => string;
  readonly goes: string;
  readonly stays: string;
  readonly nothingGoesNow: (reasons: string) => string;
  readonly noFootage: string;
  readonly andMore: (count: string, command: string) => string;
  readonly nextStep: string;

  readonly noRecordings: string;
  readonly noRecorders: string;
  readonly noEntries: string;
  readonly noDocksYet: string;
  readonly dockCounts: (counts: {
    readonly found: string;
    readonly sealed: string;
    readonly size: string;
    readonly metAgain: string;
    readonly left: string;
    readonly failed: string;
    readonly pending: string;
  }) => string;
  readonly stillRunning: string;
  readonly readOnly: string;
  readonly writable: string;
  readonly dirty: string;
  readonly clean: string;
  readonly filesByKind: (counts: Table<MediaType> & { readonly left: string }) => string;
  readonly clockAhead: (time: string) => string;
  readonly newestOld: (age: string | null) => string;
  readonly byFileSystemOnly: string;
  readonly moreWith: (command: string) => string;
  readonly earlierWith: (command: string) => string;
  readonly recordingsChecked: (count: string) => string;
  readonly entriesChecked: (count: string) => string;
  readonly inspected: (recordings: string, entries: string) => string;
  readonly nothingWrong: string;
  readonly findingsCount: (wrong: string, notices: string) => string;
  readonly wrong: string;
  readonly notice: string;
  readonly exported: (folder: string, entries: string) => string;
  readonly exportedHint: (command: string) => string;
  readonly neverSwept: string;
  readonly nothingDue: string;
  readonly sweptAt: (due: string, time: string) => string;
  readonly fixityAge: (oldest: string, overdue: string) => string;
  readonly fixityDamaged: (count: string) => string;
  readonly explained: (id: string) => string;
  readonly total: string;
  readonly noDifferences: string;
  readonly openDifferences: (count: string, command: string) => string;
  readonly anchored: (head: string) => string;
  readonly anchorAges: (ages: string) => string;
  readonly noAnchors: string;
  readonly anchorTooOld: string;
  readonly anchorOf: (kind: 'exported' | 'tsa' | 'witness', size: string, age: string) => string;
  readonly witnessRuns: (url: string, logs: string) => string;
  readonly branchLeft: (heads: string) => string;
  readonly branchLeftBeside: string;
  readonly shownHead: (head: string) => string;

  readonly daemonRunning: (pid: number, since: string) => string;
  readonly daemonNotRunning: string;
  readonly runsAlready: (pid: number, since: string) => string;
  readonly runsAlreadyHint: string;
  readonly docksNow: string;
  readonly noDocks: string;
  readonly slots: string;
  readonly prioritySlot: string;
  readonly unconfiguredSlot: (port: string) => string;
  readonly slotName: (slot: number) => string;
  readonly waitingForStation: string;
  readonly stationStarted: (pid: number) => string;
  readonly stationEnded: string;
  readonly alarmRaised: string;
  readonly alarmCleared: string;
  readonly moreLines: (count: string) => string;
  readonly runInspect: string;
  readonly freeOf: (free: string, total: string) => string;
  readonly checkpointAge: (size: string, age: string | null) => string;
  readonly noCheckpoint: string;
  readonly checkpointBehind: (entries: string) => string;
  readonly noAlarms: string;
}
