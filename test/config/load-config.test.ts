import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { DEFAULTS } from '../../src/config/defaults.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { type Settings, settingsSchema } from '../../src/config/schema.ts';
import { SealdockError } from '../../src/evidence/errors.ts';
import { en } from '../../src/words/en.ts';

const PROJECT = resolve(import.meta.dirname, '../..');
const PROJECT_FILE = join(PROJECT, 'config/sealdock.yaml');

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sealdock-config-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function load(yaml: string, extra: { data?: string; env?: Record<string, string> } = {}) {
  const file = join(folder, 'sealdock.yaml');
  await writeFile(file, yaml);
  return loadConfig({
    flags: { config: file, data: extra.data ?? null },
    env: extra.env ?? {},
    cwd: '/somewhere',
  });
}

/** The lines of what is wrong, without the file's name. */
async function problemsOf(yaml: string, env: Record<string, string> = {}): Promise<string[]> {
  const thrown = await load(yaml, { env }).then(
    () => null,
    (error: unknown) => error,
  );
  expect(thrown).toBeInstanceOf(SealdockError);
  expect((thrown as SealdockError).code).toBe('config-invalid');
  return ((thrown as SealdockError).found ?? '')
    .split('\n')
    .map((line) => line.replace('sealdock.yaml:', ''));
}

describe('the file with every setting', () => {
  test('says exactly the defaults', async () => {
    expect(parse(await readFile(PROJECT_FILE, 'utf8'))).toEqual(DEFAULTS);
  });

  test('holds every key of the schema, and the schema every key of the file', () => {
    expect(keysOf(settingsSchema(en.config))).toEqual(Object.keys(flat(DEFAULTS)).toSorted());
  });

  test('has a comment in English and Chinese above every setting', async () => {
    const lines = (await readFile(PROJECT_FILE, 'utf8')).split('\n');
    const leaves = lines.flatMap((line, at) => (/^ *[a-zA-Z]+: \S/.test(line) ? [at] : []));
    expect(leaves).toHaveLength(Object.keys(flat(DEFAULTS)).length);
    for (const at of leaves) {
      const above = lines.slice(0, at);
      const comment = above.slice(above.findLastIndex((line) => !/^ *#/.test(line)) + 1).join('\n');
      expect(comment, lines[at]).toMatch(/# .*[A-Za-z]{3}/);
      expect(comment, lines[at]).toMatch(/\p{Script=Han}/u);
    }
  });
});

describe('what counts', () => {
  test('an empty file stands for the defaults, whose paths start at the project', async () => {
    const { config, values } = await load('');
    expect(config.data).toBe(join(PROJECT, 'var'));
    expect(config.folders.vault).toBe(join(PROJECT, 'var/vault'));
    expect(config.docking.markers).toBe(join(PROJECT, 'var/run/docked'));
    expect(config.recorders.models).toBe(join(PROJECT, 'config/recorders'));
    expect(config.station.origin).toBe('sealdock/station-1');
    expect(config.ingest).toEqual({
      workers: 2,
      filesAtOnce: 4,
      bytesPerSecond: null,
      stallMs: 60_000,
      minFreeBytes: 2 ** 30,
      groupFiles: 64,
      groupWaitMs: 250,
    });
    expect(values.every(({ source }) => source === 'default')).toBe(true);
    expect(values.map(({ key }) => key).toSorted()).toEqual(Object.keys(flat(DEFAULTS)).toSorted());
  });

  test('paths in the file start at its folder', async () => {
    const { config } = await load(
      'data: ./here\nprobe: { ffprobe: ./bin/ffprobe }\ndocking:\n  autoMounts: [cards, /media]\n  dropFolders: [{ path: drop }]\n',
    );
    expect(config.data).toBe(join(folder, 'here'));
    expect(config.probe.ffprobe).toBe(join(folder, 'bin/ffprobe'));
    expect(config.docking.autoMounts).toEqual([join(folder, 'cards'), '/media']);
    expect(config.docking.dropFolders).toEqual([{ path: join(folder, 'drop'), recorder: null, model: null }]);
  });

  test('SEALDOCK_DATA goes over the file and --data over both; each value tells where it comes from', async () => {
    const env = { SEALDOCK_DATA: 'from-env' };
    const source = (loaded: Awaited<ReturnType<typeof load>>) =>
      loaded.values.find(({ key }) => key === 'data');
    expect(source(await load('data: x'))).toEqual({ key: 'data', value: join(folder, 'x'), source: 'file' });
    expect(source(await load('data: x', { env }))).toMatchObject({
      value: '/somewhere/from-env',
      source: 'env',
    });
    const flagged = await load('data: x', { env, data: 'from-flag' });
    expect(source(flagged)).toMatchObject({ value: '/somewhere/from-flag', source: 'flag' });
    expect(flagged.config.folders.keys).toBe('/somewhere/from-flag/keys');
  });

  test('a section whose settings are all commented out counts as absent', async () => {
    expect((await load('ingest:\n  # workers: 4\n')).config.ingest.workers).toBe(2);
  });

  test('--config goes before SEALDOCK_CONFIG, and a file that was asked for must be there', async () => {
    const file = join(folder, 'other.yaml');
    await writeFile(file, 'station: { name: other }');
    const env = { SEALDOCK_CONFIG: file };
    expect((await loadConfig({ flags: {}, env, cwd: '/' })).config.station.name).toBe('other');
    const missing = loadConfig({ flags: { config: 'no.yaml' }, env, cwd: folder });
    await expect(missing).rejects.toMatchObject({ code: 'config-missing', about: join(folder, 'no.yaml') });
  });

  test("without any word the project's own file counts", async () => {
    const loaded = await loadConfig({ flags: {}, env: {}, cwd: '/' });
    expect(loaded.file === PROJECT_FILE || loaded.file === '/etc/sealdock/sealdock.yaml').toBe(true);
  });
});

describe('what is wrong', () => {
  test('is told all at once, each with line and column', async () => {
    const yaml = [
      'station:',
      '  name: has space',
      '  zone: Asia/Shangai',
      'ingest:',
      '  worker: 3',
      '  workers: 9',
      '  stall: 60',
      '  minFree: 1 GB',
      'audit:',
      '  inspectAt: 0 3 31 2 *',
      'log:',
      '  level: loud',
      'docking: 7',
      'stall: 5s',
    ];
    expect(await problemsOf(yaml.join('\n'))).toEqual([
      `2:3 station.name: ${en.config.stationName}`,
      `3:3 station.zone: ${en.config.zone}`,
      '5:3 ingest.worker: there is no such setting; did you mean "ingest.workers"?',
      '6:3 ingest.workers: must be a whole number from 1 to 8',
      `7:3 ingest.stall: ${en.config.durationUnit}`,
      `8:3 ingest.minFree: ${en.config.sizeUnit}`,
      `10:3 audit.inspectAt: ${en.config.cron}`,
      '12:3 log.level: must be one of debug, info, warn, error',
      '13:1 docking: must be a group of settings ("name: value")',
      '14:1 stall: there is no such setting; did you mean "ingest.stall"?',
    ]);
  });

  test.each([
    [
      'a key that stands twice',
      'log: { level: info }\ningest:\n  workers: 1\n  workers: 2',
      '4:3 ingest.workers: is set more than once',
    ],
    ['an alias', 'station: &a { name: x }\nlog: *a', '2:6 YAML aliases and anchors are not taken here'],
    ['a list in the place of a text', 'data: [a]', '1:1 data: must be text'],
    [
      'a text in the place of a list',
      'docking:\n  autoMounts: /media',
      '2:3 docking.autoMounts: must be a list ("- value", one per line)',
    ],
    ['an empty path', 'data: ""', '1:1 data: must not be empty'],
    [
      'a fraction of a thread',
      'ingest: { workers: 1.5 }',
      '1:11 ingest.workers: must be a whole number from 1 to 8',
    ],
    ['digests without sha256', 'seal:\n  digests: [sm3]', '2:3 seal.digests: must contain sha256'],
    [
      'the same digest twice',
      'seal:\n  digests: [sha256, sha256]',
      '2:3 seal.digests: stands in the list twice',
    ],
    ['a time out of bounds', 'probe: { timeout: 24h }', '1:10 probe.timeout: must be from 1s to 10min'],
    [
      "a drop folder's unusable recorder number",
      'docking:\n  dropFolders:\n    - path: /srv/drop\n      recorder: a/b',
      `4:7 docking.dropFolders.0.recorder: ${en.config.recorderNo}`,
    ],
    [
      'an unknown key of a drop folder',
      'docking:\n  dropFolders:\n    - path: /srv/drop\n      recoder: a',
      '4:7 docking.dropFolders.0.recoder: there is no such setting; did you mean "docking.dropFolders.0.recorder"?',
    ],
    [
      'a slot whose port is none',
      'docking:\n  slots:\n    - { port: usb1, slot: 1 }',
      `3:9 docking.slots.0.port: ${en.config.port}`,
    ],
    [
      'a slot without a number',
      "docking:\n  slots:\n    - { port: '1-2', slot: 0 }",
      '3:22 docking.slots.0.slot: must be a whole number from 1 to 256',
    ],
    [
      'a priority that is neither yes nor no',
      "docking:\n  slots:\n    - { port: '1-2', slot: 1, priority: perhaps }",
      '3:31 docking.slots.0.priority: must be true or false',
    ],
    [
      'a drop folder without a path',
      'docking:\n  dropFolders:\n    - recorder: a',
      '3:7 docking.dropFolders.0.path: must be text',
    ],
    ['a text instead of settings', 'hello', '1:1 must be a group of settings ("name: value")'],
  ])('%s is refused', async (_, yaml, problem) => {
    expect(await problemsOf(yaml)).toEqual([problem]);
  });

  test('broken YAML is told with its place, and nothing is guessed about the rest', async () => {
    const problems = await problemsOf('ingest:\n  workers: [1\nlog: x');
    expect(problems.length).toBeGreaterThan(0);
    for (const problem of problems) expect(problem).toMatch(/^\d+:\d+ is not YAML: /);
  });

  test('speaks the language of the environment', async () => {
    const [problem] = await problemsOf('ingest: { worker: 1 }', { LANG: 'zh_CN.UTF-8' });
    expect(problem).toBe('1:11 ingest.worker: 没有该配置项，是否应为“ingest.workers”？');
  });
});

describe('what cannot be together', () => {
  const drop = (...paths: string[]) =>
    `dropFolders: [${paths.map((path) => `{ path: ${path} }`).join(', ')}]`;

  test.each([
    [
      'a drop folder inside the data folder',
      `data: /srv/d\ndocking: { ${drop('/srv/d/in')} }`,
      'dropFolders.0.path: lies inside the data folder /srv/d',
    ],
    [
      'a drop folder that is the data folder',
      `data: /srv/d\ndocking: { ${drop('/srv/d/')} }`,
      'dropFolders.0.path: lies inside the data folder /srv/d',
    ],
    [
      'a drop folder around the data folder',
      `data: /srv/d\ndocking: { ${drop('/srv')} }`,
      'dropFolders.0.path: contains the data folder /srv/d',
    ],
    [
      'auto-mounts around the data folder',
      'data: /media/disk/d\ndocking: { autoMounts: [/media] }',
      'autoMounts.0: contains the data folder /media/disk/d',
    ],
    [
      'a drop folder inside another',
      `docking: { ${drop('/a', '/a/b')} }`,
      'dropFolders.1.path: is the same folder as docking.dropFolders.0.path (/a), or one of them contains the other',
    ],
    [
      'a drop folder below auto-mounts',
      `docking: { ${drop('/media/x')}, autoMounts: [/media] }`,
      'autoMounts.0: is the same folder as docking.dropFolders.0.path (/media/x), or one of them contains the other',
    ],
    [
      'the marker folder inside a drop folder',
      `docking: { markers: /srv/drop/m, ${drop('/srv/drop')} }`,
      'dropFolders.0.path: is the same folder as docking.markers (/srv/drop/m), or one of them contains the other',
    ],
  ])('%s', async (_, yaml, problem) => {
    const problems = await problemsOf(yaml);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(problem);
  });

  test('two slots with one port or one number', async () => {
    const slots = (...items: string[]) => `docking: { slots: [${items.join(', ')}] }`;
    expect(
      await problemsOf(
        slots("{ port: '1-2', slot: 1 }", "{ port: '1-3', slot: 1 }", "{ port: '1-2', slot: 3 }"),
      ),
    ).toEqual([
      expect.stringContaining('docking.slots.1.slot: is the same as in docking.slots.0'),
      expect.stringContaining('docking.slots.2.port: is the same as in docking.slots.0'),
    ]);
    const { config } = await load(
      slots("{ port: '1-2.3', slot: 1, name: 左门, priority: true }", "{ port: '1-3', slot: 2 }"),
    );
    expect(config.docking.slots).toEqual([
      { port: '1-2.3', slot: 1, name: '左门', priority: true },
      { port: '1-3', slot: 2, name: null, priority: false },
    ]);
  });

  test('folders that only begin alike are different folders', async () => {
    await expect(
      load(`data: /srv/d\ndocking: { ${drop('/srv/drop', '/srv/drop2')} }`),
    ).resolves.toBeDefined();
  });

  test('a stall is about one file and the poll about the next look: either may be the shorter one', async () => {
    const yaml = 'ingest: { stall: 5s }\ndocking: { poll: 10s, settle: 20s }';
    await expect(load(yaml)).resolves.toBeDefined();
  });

  test('is told together with what is wrong alone', async () => {
    const problems = await problemsOf(`data: /srv/d\ningest: { workers: 0 }\ndocking: { ${drop('/srv/d')} }`);
    expect(problems).toHaveLength(2);
  });
});

function flat(group: object, above = ''): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(group).flatMap(([key, value]) =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? Object.entries(flat(value, `${above}${key}.`))
        : [[`${above}${key}`, value as unknown]],
    ),
  );
}

/** Leaves of the schema, read from zod's own description of it. */
function keysOf(schema: ReturnType<typeof settingsSchema>): string[] {
  const groups: Record<string, unknown> = schema.shape satisfies Record<keyof Settings, unknown>;
  return leavesOf(groups, '').toSorted();
}

function leavesOf(groups: object, above: string): string[] {
  return Object.entries(groups).flatMap(([key, value]) => {
    const inner = (value as { shape?: object }).shape;
    return inner === undefined ? [`${above}${key}`] : leavesOf(inner, `${above}${key}.`);
  });
}

describe('audit.anchors', () => {
  test('is off by default: nothing leaves the machine and nothing is asked for', async () => {
    const { config } = await load('station: { name: s }');
    expect(config.audit.anchors).toEqual({
      policy: { kinds: [], maxAgeMs: 604_800_000 },
      tsa: null,
      witness: null,
    });
  });

  test('takes an authority with its certificate, relative to the file, and a witness with its key', async () => {
    const key = 'w+3e1e5b0f+BAAA';
    const problems = await problemsOf(
      `audit: { anchors: { tsaUrl: 'ftp://x', witnessUrl: 'http://w', witnessKey: '${key}' } }`,
    );
    expect(problems.join()).toContain(en.config.webAddress);
    expect(problems.join()).toContain(en.config.witnessKey);
    expect((await problemsOf(`audit: { anchors: { tsaUrl: 'http://x' } }`)).join()).toContain(
      en.config.bothOrNone('tsaUrl', 'tsaCa'),
    );
    const { config } = await load(
      `audit: { anchors: { require: [tsa], tsaUrl: 'http://tsa', tsaCa: ca.pem, tsaEvery: 12h } }`,
    );
    expect(config.audit.anchors.tsa).toMatchObject({ url: 'http://tsa', everyMs: 43_200_000 });
    expect(config.audit.anchors.tsa?.ca).toMatch(/^\/.+\/ca\.pem$/);
  });
});
