import { baseNameOf } from '../evidence/card-path.ts';
import { sha256Of } from '../evidence/digest.ts';
import { isSameRecorder, recordingIdOf } from '../evidence/ids.ts';
import type { Manifest } from '../evidence/manifest.ts';
import { manifestText } from '../evidence/manifest.ts';
import type { Mark } from '../evidence/marks.ts';
import { MARKS } from '../evidence/marks.ts';
import type { DescribedRecording, NameFacts, VerifiedFile } from '../evidence/recording.ts';
import { officerAt } from '../evidence/registered-recorder.ts';
import { localSecondsOf, utcOf } from '../evidence/time.ts';
import {
  MANIFEST_NAME,
  SIGNATURE_NAME,
  sealedNameOf,
  sumsLine,
  vaultFolderOf,
} from '../evidence/vault-path.ts';
import type { CardDigest } from './check-card-digest.ts';
import type { DecidedTime } from './decide-time.ts';
import type { DockContext } from './dock-context.ts';
import type { DockedCard } from './docked-card.ts';

/** Names a verified file, writes its manifest and signs it. Nothing touches the vault yet. */
export async function describeRecording(
  ports: DescribePorts,
  card: DockedCard,
  verified: VerifiedFile,
  time: DecidedTime,
  cardDigest: CardDigest,
): Promise<DescribedRecording> {
  const { sealSigner, clock, settings, station, software } = ports;
  const { found, digests, sizeBytes } = verified.staged;
  const local = localSecondsOf(time.at, settings.zone);
  const recorder = found.name.recorder ?? card.recorder;
  const id = recordingIdOf(recorder, local, digests.sha256);
  const sealedName = sealedNameOf(found.file.path);
  const manifest: Manifest = {
    v: 1,
    recording: id,
    recorder: { no: recorder, model: card.model.id, modelVerified: card.model.verified },
    ...(await officerOf(ports, card, found.name, time)),
    file: {
      name: baseNameOf(found.file.path),
      nameHex: found.file.path.hex,
      sealedAs: sealedName,
      sizeBytes,
      sha256: digests.sha256,
      sm3: digests.sm3 ?? null,
      mediaType: found.mediaType,
    },
    recorded: {
      at: time.at,
      local,
      zone: settings.zone,
      from: time.from,
      name: time.name,
      container: time.container,
      fileSystem: time.fileSystem,
    },
    card: { path: found.file.path.text, label: card.label, md5: cardDigest.md5 },
    marks: marksOf(verified, time, cardDigest),
    dock: card.dock,
    readBackFrom: verified.readBackFrom,
    sealedAt: utcOf(clock.read().wallMs),
    station,
    software,
    key: sealSigner.keyId,
  };
  const text = manifestText(manifest);
  const signature = await sealSigner.sign(Buffer.from(text));
  return {
    kind: 'described',
    verified,
    id,
    folder: vaultFolderOf(local, recorder, id),
    sealedName,
    manifest,
    manifestText: text,
    signature,
    sums: sumsOf(manifest, text, signature),
  };
}

type DescribePorts = Pick<
  DockContext,
  'catalog' | 'sealSigner' | 'clock' | 'settings' | 'station' | 'software'
>;

/**
 * Whose recording it is (ZZ-48, WS-16): whom the name tells, else who had the recorder at that time. A time that
 * cannot be true names nobody.
 */
async function officerOf(
  { catalog }: Pick<DescribePorts, 'catalog'>,
  card: DockedCard,
  name: NameFacts,
  time: DecidedTime,
): Promise<Pick<Manifest, 'officer' | 'officerFrom'>> {
  if (name.officer !== null) return { officer: name.officer, officerFrom: 'name' };
  const isOwn = name.recorder === null || isSameRecorder(name.recorder, card.recorder);
  const registered = isOwn ? card.registered : await catalog.registered(name.recorder);
  const isSure = !time.marks.includes('time-implausible');
  const officer = isSure ? officerAt(registered?.assignments ?? [], time.at) : null;
  return { officer, officerFrom: officer === null ? null : 'assignment' };
}

/** `sha256sum -c SHA256SUMS` inside the folder checks all three other files. */
export function sumsOf(manifest: Manifest, text: string, signature: Uint8Array): string {
  return (
    sumsLine(manifest.file.sha256, manifest.file.sealedAs) +
    sumsLine(sha256Of(text), MANIFEST_NAME) +
    sumsLine(sha256Of(signature), SIGNATURE_NAME)
  );
}

function marksOf(verified: VerifiedFile, time: DecidedTime, cardDigest: CardDigest): Mark[] {
  const marks = new Set<Mark>([...verified.staged.found.marks, ...time.marks, ...cardDigest.marks]);
  if (verified.staged.sizeBytes === 0) marks.add('empty');
  if (verified.readBackFrom === 'cache') marks.add('read-back-cached');
  return MARKS.filter((mark) => marks.has(mark));
}
