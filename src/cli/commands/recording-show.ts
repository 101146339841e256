import type { Tombstone } from '../../evidence/destruction.ts';
import { SealdockError } from '../../evidence/errors.ts';
import { HOLDING_STATES, type Hold } from '../../evidence/hold.ts';
import type { RecordingId } from '../../evidence/ids.ts';
import type { UtcTime } from '../../evidence/time.ts';
import type { CaseLink } from '../../ports/case-book.ts';
import type { CataloguedRecording } from '../../ports/catalog.ts';
import type { CliWords } from '../../words/cli-words.ts';
import { shown } from '../../words/shown.ts';
import type { Words } from '../../words/words.ts';
import { holdData, holdLine } from '../holds/hold-text.ts';
import { factsText } from '../output/facts.ts';
import { countText, durationText, sizeText, timeText } from '../output/quantities.ts';
import { recordingData } from '../output/recording-data.ts';
import { type Session, withStation } from '../session.ts';

export async function recordingShow(session: Session, id: RecordingId): Promise<number> {
  return withStation(session, 'look', async ({ catalog, vault, config }) => {
    const tombstone = await catalog.tombstone(id);
    const recording = tombstone === null ? await catalog.recording(id) : await catalog.destroyedRecording(id);
    if (recording === null) throw new SealdockError('recording-unknown', { about: id });
    const path = vault.resolve(recording.folder);
    const { zone } = config.station;
    const cases = await catalog.linksOf(id);
    const holds = await catalog.holds({ ...HOLDS_ON, recording: id });
    const kept = {
      cases: cases.map(({ case: no, isEvidence }) => ({ case: no, isEvidence })),
      holds: holds.map(holdData),
    };
    const gone = tombstone === null ? {} : { tombstone };
    session.result({ ...recordingData(recording), path, ...kept, ...gone }, () =>
      factsText([
        ...(tombstone === null ? [] : [tombstoneFact(session.words, tombstone, zone)]),
        ...factsOf(session.words, recording, path, zone),
        ...keepingFacts(session.words, cases, holds),
      ]),
    );
    return 0;
  });
}

/** More holds on one recording than this are told by "hold list". */
const HOLDS_ON = { states: HOLDING_STATES, owesOfflineCopy: null, after: null, limit: 100 } as const;

/** What it belongs to, and what keeps it from being destroyed or cleared from a card. */
function keepingFacts(words: Words, cases: readonly CaseLink[], holds: readonly Hold[]): readonly Fact[] {
  const { none, listSeparator } = words.cli;
  const numbers = cases.map(({ case: no, isEvidence }) =>
    isEvidence ? words.cases.asEvidence(shown(no)) : shown(no),
  );
  const label = words.holds.facts.holds;
  return [
    [words.cases.facts.cases, numbers.join(listSeparator) || none],
    ...(holds.length === 0 ? [[label, none] as const] : []),
    ...holds.map((hold, index) => [index === 0 ? label : '', holdLine(words, hold)] as const),
  ];
}

type Fact = readonly [label: string, value: string];

/** Its bytes are gone: what follows says what they were. */
function tombstoneFact(
  { destruction }: Words,
  { batch, registerNo, destroyedAt }: Tombstone,
  zone: string,
): Fact {
  const text = destruction.destroyedAt(timeText(destroyedAt, zone), batch, String(registerNo));
  return [destruction.facts.tombstone, text];
}

function factsOf(words: Words, recording: CataloguedRecording, path: string, zone: string): readonly Fact[] {
  const { cli } = words;
  const all = [
    ...identityFacts(words, recording, path),
    ...timeFacts(words, recording, zone),
    ...contentFacts(recording),
    ...proofFacts(words, recording, zone),
  ];
  return all.map(([name, value]) => [cli.facts[name], value ?? cli.none]);
}

type NamedFact = readonly [name: keyof CliWords['facts'], value: string | null];

function identityFacts(
  words: Words,
  { id, manifest, marks }: CataloguedRecording,
  path: string,
): readonly NamedFact[] {
  const { recorder, officer, officerFrom, file, card } = manifest;
  const { register } = words;
  const source = officerFrom === null ? null : register.officerFrom[officerFrom];
  return [
    ['recording', id],
    ['folder', shown(path)],
    ['file', shown(file.sealedAs)],
    ['originalName', shown(file.name)],
    ['type', words.mediaTypes[file.mediaType]],
    ['marks', marks.map((mark) => words.marks[mark]).join(words.cli.listSeparator) || null],
    ['recorder', recorder.no],
    ['model', shown(recorder.model)],
    [
      'officer',
      officer === null || source === null ? register.unattributed : register.withSource(officer, source),
    ],
    ['cardPath', shown(card.path)],
    ['cardLabel', card.label === null ? null : shown(card.label)],
  ];
}

function timeFacts(words: Words, { manifest }: CataloguedRecording, zone: string): readonly NamedFact[] {
  const { recorded } = manifest;
  const time = (at: UtcTime | null) => (at === null ? null : timeText(at, zone));
  return [
    ['recorded', `${time(recorded.at)} (${zone})`],
    ['recordedFrom', words.timeSources[recorded.from]],
    ['timeInName', time(recorded.name)],
    ['timeInContainer', time(recorded.container)],
    ['timeInFileSystem', time(recorded.fileSystem)],
  ];
}

function contentFacts({ manifest: { file, card }, probe }: CataloguedRecording): readonly NamedFact[] {
  const duration = probe?.durationMs ?? null;
  const codecs = [probe?.videoCodec, probe?.audioCodec].filter((codec) => codec).join(', ');
  const hasPicture = probe?.widthPx != null && probe.heightPx !== null;
  return [
    ['size', `${sizeText(file.sizeBytes)} (${countText(file.sizeBytes)} B)`],
    ['duration', duration === null ? null : durationText(duration / 1_000)],
    ['picture', hasPicture ? `${probe.widthPx}×${probe.heightPx}` : null],
    ['codecs', shown(codecs) || null],
    ...(probe?.complaint == null ? [] : [['complaint', shown(probe.complaint)] as const]),
    ['sha256', file.sha256],
    ...(file.sm3 === null ? [] : [['sm3', file.sm3] as const]),
    ...(card.md5 === null ? [] : [['md5', `${shown(card.md5.said)} (${card.md5.found})`] as const]),
  ];
}

function proofFacts(words: Words, recording: CataloguedRecording, zone: string): readonly NamedFact[] {
  const { manifest, manifestSha256, auditSeq } = recording;
  return [
    ['readBack', words.readBackFrom[manifest.readBackFrom]],
    ['sealedAt', timeText(manifest.sealedAt, zone)],
    ['dock', shown(manifest.dock)],
    ['station', shown(`${manifest.station}, ${manifest.software}`)],
    ['sealKey', manifest.key],
    ['manifestSha256', manifestSha256],
    ['auditSeq', countText(auditSeq)],
  ];
}
