import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { RecordingId } from '../../src/evidence/ids.ts';
import { COMMAND_NAMES } from '../../src/words/help-words.ts';
import { type SignedStation, signedStation } from './signed-station.ts';

/**
 * Until there are requests to consult and to copy, each with its approval and its line in the ledger, footage leaves by no
 * command at all. A new one has to be entered here, which makes somebody look at it.
 */
const NO = '市监罚〔2026〕7号';
const OTHER = '市监罚〔2026〕8号';
type Argv = readonly string[];

/** Every command as a person would give it about this recording and its dock; `null` where it is about nothing of them. */
const commands = (
  one: RecordingId,
  dock: string,
  hold: string,
  head: string,
): Record<string, Argv | null> => ({
  'case add': [OTHER, '--party', '某商行'],
  'case change': [OTHER, '--cause', '无照经营', '--reason', 'x'],
  'case link': [OTHER, one],
  'case remove-link': [OTHER, one, '--reason', 'x'],
  'case conclude': [OTHER],
  'case close': [OTHER],
  'case reopen': [OTHER, '--reason', 'x'],
  'case show': [NO],
  'case list': [],
  'hold place': ['--recording', one, '--ground', 'other', '--reason', '涉诉'],
  'hold complain': ['--recording', one, '--text', '投诉'],
  'hold list': ['--all'],
  'hold show': [hold],
  'hold grounds': [],
  'hold copy-made': [hold, '--reference', '光盘 1 号'],
  'hold release': [hold, '--reason', 'x'],
  'recording incident': [one, 'obstruction', '--text', 'x'],
  'recording class': [one, 'patrol', '--reason', 'x'],
  'recording day': [one, '2026-11-01', '--reason', 'x'],
  'recording list': [],
  'recording show': [one],
  'recording verify': ['--all'],
  'retention explain': [one],
  'retention simulate': ['--at', '2030-01-01', '--csv'],
  'retention due': [],
  'retention sweep': [],
  'retention confirm-clock': ['--reason', 'x'],
  'destruction list': [],
  'destruction show': ['batch-2029-01-1'],
  'destruction strike': ['batch-2029-01-1', one, '--reason', 'x'],
  'destruction submit': ['batch-2029-01-1', '--reason', 'x'],
  'destruction withdraw': ['batch-2029-01-1', '--reason', 'x'],
  'destruction execute': ['batch-2029-01-1'],
  'destruction register': ['batch-2029-01-1'],
  'destruction settle': ['batch-2029-01-1', one, '--reason', 'x'],
  'destruction reapply': [],
  'dock list': [],
  'dock show': [dock],
  'card clearable': [dock],
  'recorder list': [],
  'recorder register': ['BC240001', '--unit', '一中队'],
  'recorder show': ['BC240001'],
  'recorder change': ['BC240001', '--note', 'x'],
  'recorder assign': ['BC240001', 'A01234'],
  'recorder confirm': ['BC240001'],
  'recorder export': [],
  'recorder state': ['BC240001', 'out-of-service'],
  'audit list': ['--limit', '500'],
  'audit verify': [],
  'audit export': ['handed-out'],
  'audit anchor': [head, '--reason', 'x'],
  'audit restored': ['--reason', 'x'],
  'audit rotate-key': null,
  reconcile: [],
  'reconcile explain': ['1', '--reason', 'x'],
  inspect: [],
  status: [],
  'policy list': [],
  'policy check': ['default'],
  'policy show': ['default'],
  'policy diff': ['default', 'zhuzhou'],
  'policy gaps': [],
  'policy adopt': ['default', '--dry-run'],
  'policy assign': ['一中队', 'default', '--dry-run'],
  'approval list': [],
  'config check': [],
  'config show': [],
  dock: ['card', '--recorder', 'BC240001'],
  help: [],
  whoami: [],
  'recorder import': null,
  'staff first': null,
  'staff add': null,
  'staff change': null,
  'staff roles': null,
  'staff suspend': null,
  'staff resume': null,
  'staff password': null,
  'staff list': null,
  'staff show': null,
  'approval show': null,
  'approval decide': null,
  'approval withdraw': null,
  login: null,
  logout: null,
  init: null,
  run: null,
  witness: null,
});

/** What the footage of these tests is made of, as `signedStation` writes it. */
const FOOTAGE = 'photo a.jpg';
let at: SignedStation;
let one: RecordingId;
beforeEach(async () => {
  at = await signedStation();
  [one] = (await at.dock(['a.jpg'])) as [RecordingId];
  await at.as('keeper');
});
afterEach(() => at.remove());

const filesWith = (text: string) =>
  readdirSync(at.folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(at.folder.length + 1))
    .filter((path) => readFileSync(join(at.folder, path)).includes(text))
    .sort();

describe('ZY-19.1p ZY-22.2 ZZ-55.3 WS-23.3 CL-27.2 SM-33.2 footage does not leak', () => {
  test('by any command: none of them copies or prints a byte of it', async () => {
    await at.sealdock(['case', 'add', NO]);
    await at.sealdock(['case', 'link', NO, one, '--evidence']);
    const { id: hold } = (
      await at.json(['hold', 'place', '--case', NO, '--ground', 'other', '--reason', 'x'])
    ).hold;
    const { docks } = await at.json(['dock', 'list']);
    const { head } = await at.json(['audit', 'verify']);
    const before = filesWith(FOOTAGE);
    expect(before).toHaveLength(2);
    expect(before[0]).toBe('card/DCIM/100/a.jpg');
    expect(before[1]).toMatch(/^data\/vault\/.*\/a\.jpg$/);
    const all = commands(one, docks[0].id, hold, head ?? '1:x');
    const worked: string[] = [];
    for (const [name, argv] of Object.entries(all)) {
      if (argv === null) continue;
      const { exit, stdout, stderr } = await at.sealdock([...name.split(' '), ...argv]);
      expect(stdout + stderr, name).not.toContain(FOOTAGE);
      expect(filesWith(FOOTAGE), name).toEqual(before);
      if (exit === 0) worked.push(name);
    }
    // What is about a recording was really done, and not refused for want of something.
    for (const name of [
      'recording show',
      'recording verify',
      'case link',
      'hold show',
      'audit export',
      'dock show',
    ]) {
      expect(worked).toContain(name);
    }
  });

  test('and no command is left out of that', () => {
    const groups = COMMAND_NAMES.filter(
      (name) =>
        COMMAND_NAMES.some((other) => other.startsWith(`${name} `)) && !['dock', 'reconcile'].includes(name),
    );
    const known = Object.keys(commands(one, '', '', ''));
    expect(COMMAND_NAMES.filter((name) => !groups.includes(name) && !known.includes(name))).toEqual([]);
    expect(known.filter((name) => !(COMMAND_NAMES as readonly string[]).includes(name))).toEqual([]);
  });

  test('to another account of the machine: its folders are open to nobody else', () => {
    for (const name of ['vault', 'vault/.staging', 'catalogue', 'keys', 'registers']) {
      const mode = statSync(join(at.folder, 'data', name), { throwIfNoEntry: false })?.mode ?? 0;
      expect(mode & 0o077, name).toBe(0);
    }
  });

  test('with the log: what is handed out of it names who took it, and holds no footage', async () => {
    expect(await at.sealdock(['audit', 'export', 'handed-out', '--reason', '监督检查'])).toMatchObject({
      exit: 0,
    });
    expect(filesWith(FOOTAGE).filter((path) => path.startsWith('handed-out'))).toEqual([]);
    const { entries } = await at.json(['audit', 'list', '--limit', '500']);
    const exported = entries.filter(
      ({ entry }: { entry: { act: string } }) => entry.act === 'audit.exported',
    );
    expect(exported).toMatchObject([{ entry: { actor: { id: 'keeper' }, reason: '监督检查' } }]);
  });
});

describe('CL-3 from a case to its recordings, their files and their whole history there is one chain', () => {
  test('each link of it names the next, by digest, and the log holds every step with who took it', async () => {
    await at.sealdock(['case', 'add', NO, '--party', '某商行', '--cause', '无照经营']);
    await at.sealdock(['case', 'link', NO, one, '--evidence']);
    await at.sealdock(['case', 'close', NO, '--reason', '结案']);
    const { links } = await at.json(['case', 'show', NO]);
    expect(links).toEqual([{ recording: one, isEvidence: true }]);
    const shown = await at.json(['recording', 'show', links[0].recording]);
    expect(shown.cases).toEqual([{ case: NO, isEvidence: true }]);
    const sums = readFileSync(join(shown.path, 'SHA256SUMS'), 'utf8');
    const { file, dock, recorder, card } = shown.manifest;
    expect(sums).toContain(`${file.sha256}  ${file.sealedAs}`);
    expect(readFileSync(join(shown.path, file.sealedAs), 'utf8')).toBe(FOOTAGE);
    expect(card.path).toBe('DCIM/100/a.jpg');
    expect(await at.json(['dock', 'show', dock])).toMatchObject({
      dock: { id: dock, recorder: recorder.no },
    });
    const { entries } = await at.json(['audit', 'list', '--limit', '500']);
    type Told = {
      seq: number;
      entry: { act: string; object: { id: string }; actor: { id: string }; detail: object };
    };
    const told = (act: string, id: string) =>
      (entries as Told[]).filter(({ entry }) => entry.act === act && entry.object.id === id);
    const [sealed] = told('recording.sealed', one) as [Told];
    expect(sealed.seq).toBe(shown.auditSeq);
    expect(JSON.stringify(sealed.entry.detail)).toContain(file.sha256);
    const steps = [
      ['dock.started', dock],
      ['recording.sealed', one],
      ['dock.finished', dock],
      ['case.added', NO],
      ['case.linked', NO],
      ['case.changed', NO],
    ].map(([act = '', id = '']) => told(act, id).at(-1)?.seq ?? `no ${act}`);
    expect(steps).toEqual([...steps].sort((a, b) => Number(a) - Number(b)));
    expect(await at.sealdock(['inspect'])).toMatchObject({ exit: 0 });
  });
});
