import { execFileSync } from 'node:child_process';
import { createPublicKey } from 'node:crypto';
import { chmodSync, cpSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { inspect } from '../../src/audit/inspect.ts';
import { publishLog } from '../../src/audit/publish-log.ts';
import type { Register } from '../../src/destruction/register/register.ts';
import { cellsOf } from '../../src/destruction/register/register-cells.ts';
import { registerCsv } from '../../src/destruction/register/register-csv.ts';
import { registerHtml } from '../../src/destruction/register/register-html.ts';
import { isCanonicalJson } from '../../src/evidence/canonical-json.ts';
import type { RecordingId } from '../../src/evidence/ids.ts';
import { holdFacts } from '../../src/retention/hold-content.ts';
import { paper } from '../../src/words/zh/paper.ts';
import { draft } from '../contracts/catalog.contract.ts';
import { holdOn } from '../contracts/destruction.contract.ts';
import { alterBehindItsBack } from '../support/raw-database.ts';
import { makePlace, removeFolder } from '../support/test-station.ts';
import { allIds, type Bench, execute, openBench, ready } from './bench.ts';

const ORIGIN = 'sealdock/test';
let place: string;
let bench: Bench;
let kept: RecordingId;
let gone: readonly { readonly id: RecordingId; readonly folder: string }[];

/** Two recordings of three destroyed, the third held. */
beforeEach(async () => {
  place = makePlace('register');
  bench = await openBench({ data: join(place, 'station') });
  const batch = await ready(bench, 3);
  const ids = await allIds(bench);
  [kept] = ids as [RecordingId];
  cpSync(join(bench.data, 'vault'), join(place, 'backup'), { recursive: true });
  const rows = await Promise.all(ids.map((id) => bench.catalog.recording(id)));
  gone = rows.flatMap((row) => (row === null || row.id === kept ? [] : [{ id: row.id, folder: row.folder }]));
  const hold = holdOn({ kind: 'recording', recording: kept });
  const told = { ...holdFacts(hold), owesOfflineCopy: hold.owesOfflineCopy, approval: null, cause: null };
  const object = { kind: 'hold', id: hold.id } as const;
  await bench.catalog.placeHold(hold, { ...draft('hold.placed'), object, after: hold.state, detail: told });
  await publishLog(bench, { origin: ORIGIN });
  await execute(bench, batch);
  await publishLog(bench, { origin: ORIGIN });
});
afterEach(async () => {
  await bench.close();
  removeFolder(place);
});

const fileOf = (name: string) => join(bench.data, 'registers', '000001', name);
const registerOf = () => JSON.parse(readFileSync(fileOf('register.json'), 'utf8')) as Register;
const found = async () => {
  const { findings } = await inspect(bench, {
    origin: ORIGIN,
    remembered: null,
    stallMs: 5_000,
    signal: new AbortController().signal,
    onProgress: () => {},
  });
  return findings.filter(({ kind }) => kind !== 'clock-went-back').map(({ kind }) => kind);
};
const sql = (statement: string) =>
  alterBehindItsBack(join(bench.data, 'catalogue', 'sealdock.db'), statement);

describe('the destruction register', () => {
  test('lists what was destroyed with its tombstone, and what was not, with the reason, and who did it', async () => {
    const register = registerOf();
    expect(register).toMatchObject({
      register: 1,
      bureau: '测试县市场监督管理局',
      proposedBy: { staff: 'li', name: 'li某' },
      executedBy: { staff: 'li' },
      witnesses: [{ staff: 'wang' }, { staff: 'zhao' }],
      approval: {
        decisions: [
          { staff: 'fa', role: 'legal-affairs' },
          { staff: 'fu', decision: 'approve' },
        ],
      },
      others: [{ recording: kept, cause: 'held', destroyedAt: null }],
    });
    expect(register.destroyed.map(({ recording }) => recording)).toEqual(gone.map(({ id }) => id));
    expect(register.destroyed[0]).toMatchObject({ keepUntil: '2028-11-18', recorder: 'BC240001' });
    for (const line of register.destroyed) {
      const { edgesSha256, sizeBytes } = (await bench.catalog.tombstone(line.recording as RecordingId)) ?? {};
      expect({ edgesSha256, sizeBytes }).toEqual({
        edgesSha256: line.edgesSha256,
        sizeBytes: line.sizeBytes,
      });
      expect(edgesSha256).toMatch(/^[0-9a-f]{64}$/);
    }
    expect(register.checkpoint).toMatch(/^sealdock\/test\n/);
  });

  test('is canonical JSON that openssl verifies with the key of the station', () => {
    expect(isCanonicalJson(readFileSync(fileOf('register.json'), 'utf8'))).toBe(true);
    const raw = Buffer.from(bench.sealSigner.publicKey);
    const spki = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), raw]);
    const pem = createPublicKey({ key: spki, format: 'der', type: 'spki' }).export({
      format: 'pem',
      type: 'spki',
    });
    writeFileSync(join(place, 'key.pem'), pem);
    const verify = (file: string) =>
      execFileSync(
        'openssl',
        [
          'pkeyutl',
          '-verify',
          '-pubin',
          '-inkey',
          join(place, 'key.pem'),
          '-rawin',
          '-in',
          file,
          '-sigfile',
          fileOf('register.json.sig'),
        ],
        { stdio: 'pipe' },
      ).toString();
    expect(verify(fileOf('register.json'))).toMatch(/Verified Successfully/);
    writeFileSync(
      join(place, 'other'),
      readFileSync(fileOf('register.json'), 'utf8').replace('held', 'hold'),
    );
    expect(() => verify(join(place, 'other'))).toThrow();
  });

  test('as CSV it opens in a spreadsheet: a BOM, the columns of practice, and no cell that is a formula', () => {
    const csv = readFileSync(fileOf('register.csv'), 'utf8');
    expect(
      csv.startsWith(
        '\uFEFF序号,记录编号,执法记录仪,执法人员,录制时间,案号/案由,保存期限及依据条款,到期日,SHA-256,处理结果,备注\r\n',
      ),
    ).toBe(true);
    expect(csv.split('\r\n')).toHaveLength(5);
    const register = registerOf();
    const [line] = register.destroyed;
    if (line === undefined) throw new Error('an empty register');
    const hostile = {
      ...line,
      recorder: '=HYPERLINK("x")',
      officer: '-1+1',
      cases: [{ no: '@a,b', cause: '"q"' }],
    };
    const text = registerCsv({ ...register, destroyed: [hostile], others: [] }, paper);
    expect(text).toContain(`"'=HYPERLINK(""x"")"`);
    expect(text).toContain(`,'-1+1,`);
    expect(text).toContain(`"'@a,b ""q"""`);
  });

  test('edge case 28: as a page it says the period with its clauses, has places for signatures, nothing of it is markup, and it says that flash memory is not erased', () => {
    const html = readFileSync(fileOf('register.html'), 'utf8');
    for (const text of [
      '音像记录销毁清册',
      '第 1 号',
      '监销人',
      'ZZ-42.1',
      '2 年',
      '已列入长期保存',
      '固态硬盘',
    ]) {
      expect(html).toContain(text);
    }
    const register = registerOf();
    const hostile = { ...register, bureau: '<script>alert(1)</script>' };
    expect(registerHtml(hostile, paper)).not.toContain('<script>');
    const cells = cellsOf(register.destroyed[0] as Register['destroyed'][number], register.zone, paper);
    expect(cells[4]).toMatch(/^2026-11-18 08:0\d:00$/);
  });
});

describe('the inspection of what was destroyed', () => {
  test('finds nothing where everything is as it was left', async () => {
    expect(await found()).toEqual([]);
  });

  test('edge case 21: a folder that an old backup has brought back is named, and nothing takes it for a recording', async () => {
    const [{ id, folder }] = gone as [{ id: RecordingId; folder: string }];
    cpSync(join(place, 'backup', folder), join(bench.data, 'vault', folder), { recursive: true });
    expect(await found()).toEqual(['destroyed-present']);
    expect(await bench.catalog.recording(id)).toBeNull();
  });

  test('edge case 24: a register that is missing, changed, signed by another, or of no batch', async () => {
    renameSync(fileOf('register.json'), join(place, 'aside'));
    expect(await found()).toEqual(['register-missing']);
    writeFileSync(
      fileOf('register.json'),
      readFileSync(join(place, 'aside'), 'utf8').replace('held', 'hold'),
    );
    expect(await found()).toEqual(['register-differs']);
    writeFileSync(fileOf('register.json'), readFileSync(join(place, 'aside')));
    chmodSync(fileOf('register.json.sig'), 0o644);
    writeFileSync(fileOf('register.json.sig'), Buffer.alloc(64));
    expect(await found()).toEqual(['register-differs']);
    mkdirSync(join(bench.data, 'registers', '000002'));
    expect(await found()).toEqual(['register-differs', 'register-unknown']);
  });

  test.each([
    ['a tombstone removed', 'DELETE FROM tombstone', 'tombstone-differs'],
    ['a state set back', `UPDATE destruction_batch SET state = 'withdrawn'`, 'batch-differs'],
    [
      'a destroyed recording brought back in the catalogue',
      `UPDATE recording SET destroyed = 0`,
      'tombstone-differs',
    ],
    ['an item that says destroyed', `UPDATE destruction_item SET state = 'destroyed'`, 'batch-differs'],
    ['the digest of a register', `UPDATE destruction_batch SET register_sha256 = 'x'`, 'batch-differs'],
  ] as const)('%s behind our back is found', async (_, statement, kind) => {
    sql(statement);
    expect(await found()).toContain(kind);
  });
});
