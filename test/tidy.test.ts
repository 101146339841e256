import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, test } from 'vitest';

/** The house as a test: each failure names the file, the rule and the remedy. The map is `src/README.md`. */
const SRC = new URL('../src', import.meta.url).pathname;

/** A file imports from its own folder or from an earlier one. `compose.ts`, `main.ts` and `clear-cards.ts` are the roots. */
const ORDER = [
  'evidence',
  'ports',
  'documents',
  'words',
  'staff',
  'recorders',
  'ingest',
  'clearing',
  'cases',
  'retention',
  'destruction',
  'access',
  'supervision',
  'audit',
  'adapters',
  'config',
  'compose-audit.ts',
  'compose.ts',
  'compose-init.ts',
  'daemon',
  'cli',
  'console',
  'main.ts',
  'clear-cards.ts',
];
/** These never see each other, and only the roots see adapters. */
const EDGES = ['daemon', 'cli', 'console'];

/** Each package has one home; two are vocabulary and may be met where things are parsed. */
const HOMES: Readonly<Record<string, RegExp>> = {
  'better-sqlite3': /^adapters\/sqlite\//,
  kysely: /^adapters\/sqlite\//,
  chokidar: /^adapters\/(marker-folder|drop-folder-source)\.ts$/,
  'fluent-ffmpeg': /^adapters\/ffprobe\.ts$/,
  'node-cron': /^adapters\/cron-scheduler\.ts$/,
  usb: /^adapters\/usb\//,
  pino: /^adapters\/pino-log\.ts$/,
  '@inquirer/prompts': /^cli\/prompter\.ts$/,
  commander: /^cli\//,
  'cli-table3': /^cli\//,
  'csv-parse': /^recorders\/register-csv\.ts$/,
  'csv-stringify': /^recorders\/register-csv\.ts$/,
  'temporal-polyfill': /^evidence\/time\.ts$/,
  yaml: /^(config|documents)\//,
  zod: /^(evidence\/(manifest|clear-(order|begun))|adapters\/(marker-folder|clearer\/own-record))\.ts$|^(config|documents|recorders|retention|staff|words)\//,
};

const BANS: readonly { readonly what: RegExp; readonly except: RegExp; readonly remedy: string }[] = [
  {
    what: /\bDate\.now\(|new Date\(\)/,
    except: /^adapters\/system-clock\.ts$/,
    remedy: 'take the time from the Clock port',
  },
  {
    what: /process\.exit\(/,
    except: /^main\.ts$/,
    remedy: 'throw a SealdockError; the root decides on the exit code',
  },
  { what: /export default/, except: /^$/, remedy: 'export it by name' },
  { what: /console\.(log|error|warn)/, except: /^$/, remedy: "use the Log port, or the CLI's own streams" },
  { what: /Math\.random\(/, except: /^$/, remedy: 'use node:crypto, or pass the choice in' },
  { what: /\bas any\b|: any\b|@ts-ignore|@ts-nocheck/, except: /^$/, remedy: 'give it its type' },
  {
    what: /O_RDWR|'r\+'|"r\+"|'a\+?'\s*[,)]/,
    except: /^$/,
    remedy: 'nothing that exists is opened for writing',
  },
  { what: /TODO|FIXME|XXX/, except: /^$/, remedy: 'do it, or take it to the issue' },
];

/** Who may open a file for writing; all of them create it, and refuse one that is there. */
const MAY_WRITE = [
  'adapters/durable-files.ts',
  'adapters/export-folder.ts', // new files of a folder that is handed out
  'adapters/mover/copy-file.ts',
  'adapters/mover/staged-sink.ts',
  'adapters/mover/worker.ts',
  'adapters/status-file.ts', // the status is no evidence
];

/** Who may remove a single file. A card's are removed by the clearer only. */
const MAY_UNLINK = [
  'adapters/clear-orders.ts', // an order that nobody has begun, and its answer
  'adapters/clearer/order-folder.ts',
  'adapters/clearer/own-record.ts', // what this program itself has begun and ended
  'adapters/clearer/remove-file.ts', // a card's file, proved to be sealed
  'adapters/durable-files.ts',
  'adapters/log-folder.ts', // a partial tile whose full one is there
  'adapters/marker-folder.ts',
];

/**
 * Verbs after which bytes of a card or a recording are gone, and how a story asks the gate before them: by itself, or
 * with the intent, which is gate and row in one transaction. `step`: the one file that needs no gate of its own, a torn
 * copy being proved to lie inside a sealed recording, and the end of sealed bytes taking an intended item only, so that
 * whoever calls that is looked at instead.
 */
const ENDS_BYTES: readonly { readonly verb: RegExp; readonly asks: RegExp; readonly step?: string }[] = [
  { verb: /\bremoveTorn\(/, asks: /\bheldAmong\(/, step: 'ingest/release-torn.ts' },
  { verb: /\bcleaner\.submit\(/, asks: /\bholds\.heldAmong\(/ },
  { verb: /\bdestroySealed\(/, asks: /\bheldAmong\(/, step: 'destruction/end-bytes.ts' },
  { verb: /\bendBytes\(/, asks: /\bintend(Destruction|Again)\(/, step: 'destruction/end-bytes.ts' },
];

const files = readdirSync(SRC, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
  .map((entry) => join(entry.parentPath, entry.name).slice(SRC.length + 1))
  .sort();

const LINES_LIMIT = 300;

test('every folder of src has its place in the order', () => {
  const places = new Set(files.map(placeOf));
  expect([...places].filter((place) => !ORDER.includes(place))).toEqual([]);
});

test('imports go one way: own folder or an earlier one', () => {
  const wrong = imports().filter(({ file, target }) => {
    if (target === null) return false;
    const [from, to] = [placeOf(file), placeOf(target)];
    return from !== to && ORDER.indexOf(to) > ORDER.indexOf(from);
  });
  expect(wrong.map(tell('move the shared part to an earlier folder, or hand it in'))).toEqual([]);
});

test('adapters see only evidence and ports; only the composition root sees adapters', () => {
  const wrong = imports().filter(({ file, target }) => {
    if (target === null) return false;
    const [from, to] = [placeOf(file), placeOf(target)];
    if (from === 'adapters') return !['adapters', 'evidence', 'ports'].includes(to);
    return (
      to === 'adapters' &&
      !['compose.ts', 'compose-audit.ts', 'compose-init.ts', 'main.ts', 'clear-cards.ts'].includes(from)
    );
  });
  expect(wrong.map(tell('put a port between them'))).toEqual([]);
});

test('daemon, command line and console never see each other', () => {
  const wrong = imports().filter(({ file, target }) => {
    if (target === null) return false;
    const [from, to] = [placeOf(file), placeOf(target)];
    return from !== to && EDGES.includes(from) && EDGES.includes(to);
  });
  expect(wrong.map(tell('let main.ts hand it in'))).toEqual([]);
});

test('ports hold interfaces and limits only', () => {
  const wrong = files.filter(
    (file) => placeOf(file) === 'ports' && /^export (async )?function|^export class/m.test(read(file)),
  );
  expect(wrong).toEqual([]);
});

test('no import leads round in a circle', () => {
  const graph = new Map<string, string[]>();
  for (const { file, target, isType } of imports()) {
    if (target !== null && !isType) graph.set(file, [...(graph.get(file) ?? []), target]);
  }
  expect([...graph.keys()].filter((file) => reaches(graph, file, file))).toEqual([]);
});

test('every npm package has one home', () => {
  const wrong = imports().filter(({ file, name }) => {
    if (name.startsWith('.') || name.startsWith('node:')) return false;
    return HOMES[name] === undefined || !HOMES[name].test(file);
  });
  expect(
    wrong.map(tell('use what its home exports, or give it a home in test/tidy.test.ts and src/README.md')),
  ).toEqual([]);
});

test('every dependency is used, pinned exactly, and has its reason in src/README.md', () => {
  const { dependencies, devDependencies, optionalDependencies } = JSON.parse(
    readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
  ) as Record<string, Record<string, string>>;
  const used = new Set(imports().map(({ name }) => name));
  expect(Object.keys(dependencies ?? {}).filter((name) => !used.has(name))).toEqual([]);
  const all = { ...dependencies, ...devDependencies, ...optionalDependencies };
  expect(Object.entries(all).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
  const map = read('README.md');
  expect(Object.keys(all).filter((name) => !map.includes(`\`${name}\``))).toEqual([]);
});

test.each(BANS)('nobody writes $what', ({ what, except, remedy }) => {
  const wrong = files.filter((file) => !except.test(file) && what.test(withoutComments(read(file))));
  expect(wrong.map((file) => `src/${file}: ${remedy}`)).toEqual([]);
});

test('bytes in staging end through one gate, and nothing else removes a file of the vault', () => {
  const callers = files.filter((file) => /\.removeTorn\(/.test(read(file)));
  expect(callers).toEqual(['ingest/release-torn.ts']);
  // Folders go where they hold no byte of a card, or where the gate has said so.
  expect(files.filter((file) => /\.removeFolder\(/.test(read(file)))).toEqual(['adapters/torn-shelf.ts']);
});

test('one story ends sealed recordings, by one verb, and the intent asks for holds in its own transaction', () => {
  const callers = files.filter((file) => /\.destroySealed\(/.test(read(file)));
  expect(callers).toEqual(['destruction/end-bytes.ts']);
  expect(files.filter((file) => /\bendBytes\(/.test(read(file)))).toEqual([
    'destruction/destroy-item.ts',
    'destruction/end-again.ts',
    'destruction/end-bytes.ts',
  ]);
  expect(files.filter((file) => /\.(unlinkFile|removeEmptyFolder)\(/.test(read(file)))).toEqual([
    'adapters/sealed-folder.ts',
  ]);
  expect(read('destruction/destroy-item.ts')).toMatch(/catalog\.intendDestruction\(/);
  expect(read('destruction/end-again.ts')).toMatch(/catalog\.intendAgain\(/);
  expect(read('adapters/sqlite/destruction-deeds.ts')).toMatch(/facts\.holds\.length > 0\) return 'held'/);
  expect(read('adapters/sqlite/destruction-deeds.ts')).toMatch(
    /isHeld\(transaction, recording\)\) \? null : await log\.append\(entry\)/,
  );
});

test('only the privileged program can write to a card: nothing else sees the clearer, and it alone unlinks there', () => {
  const seers = imports().filter(
    ({ file, target }) => target?.startsWith('adapters/clearer/') && !file.startsWith('adapters/clearer/'),
  );
  expect([...new Set(seers.map(({ file }) => file))]).toEqual(['clear-cards.ts']);
  const unlinks = files.filter((file) => /\bunlink(Sync)?\(|\brm(Sync)?\(/.test(withoutComments(read(file))));
  expect(unlinks).toEqual(MAY_UNLINK);
  const mounts = files.filter((file) => /'mount'|--setrw/.test(withoutComments(read(file))));
  expect(mounts.every((file) => file.startsWith('adapters/clearer/'))).toBe(true);
});

test('whoever ends bytes asks the hold gate in that very file, whatever file that is', () => {
  const wrong = ENDS_BYTES.flatMap(({ verb, asks, step }) =>
    stories(verb)
      .filter((file) => file !== step && !asks.test(withoutComments(read(file))))
      .map((file) => `src/${file}: ask the hold gate (heldAmong) right before ${verb.source}`),
  );
  expect(wrong).toEqual([]);
  // A rule about callers that finds none of them any more holds nothing.
  expect(stories(/\bremoveTorn\(/)).toEqual(['ingest/release-torn.ts']);
  expect(stories(/\bcleaner\.submit\(/)).toEqual(['clearing/clear-card.ts']);
  expect(read('clearing/plan-clearing.ts')).toMatch(/holds\.heldAmong\(/);
});

test('there is one answer to whether something is held, and one file that knows how it can be', () => {
  expect(files.filter((file) => /\bheldAmong:/.test(withoutComments(read(file))))).toEqual([
    'adapters/sqlite/holds.ts',
  ]);
  expect(read('compose.ts')).toMatch(/\bholds: catalog\b/);
  const joins = /JOIN hold\b|Join\('hold'|FROM hold\b|JOIN case_party\b|Join\('case_party'/;
  // Migrations define tables and their guards; they answer nothing.
  const asking = files.filter((file) => !file.startsWith('adapters/sqlite/migrations/'));
  expect(asking.filter((file) => joins.test(withoutComments(read(file))))).toEqual([
    'adapters/sqlite/held-range.ts',
  ]);
});

test('files are opened for writing only by the verbs that make new ones', () => {
  const opens = /O_WRONLY|O_CREAT|writeFile\(|createWriteStream|appendFile|copyFile|truncate\(/;
  expect(files.filter((file) => opens.test(withoutComments(read(file))))).toEqual(MAY_WRITE);
});

test('files are small', () => {
  const long = files.filter((file) => read(file).split('\n').length > LINES_LIMIT);
  expect(long.map((file) => `src/${file}: over ${LINES_LIMIT} lines; split it by what it is about`)).toEqual(
    [],
  );
});

test('file names are in kebab-case, and none is called utils, helpers, common or index', () => {
  const wrong = files.filter((file) => {
    const name = file.split('/').at(-1) as string;
    return (
      !/^[a-z0-9]+(-[a-z0-9]+)*\.ts$/.test(name) || /^(utils?|helpers?|common|misc|index)\.ts$/.test(name)
    );
  });
  expect(wrong).toEqual([]);
});

test('the map names every folder of src', () => {
  const map = read('README.md');
  const folders = new Set(files.map(placeOf).filter((place) => !place.endsWith('.ts')));
  expect([...folders].filter((folder) => !map.includes(`\`${folder}/\``))).toEqual([]);
});

/** Files that call it; ports and adapters say only that there is such a verb. */
function stories(verb: RegExp): readonly string[] {
  return files.filter(
    (file) => !['ports', 'adapters'].includes(placeOf(file)) && verb.test(withoutComments(read(file))),
  );
}

function placeOf(file: string): string {
  return file.split('/')[0] as string;
}

function read(file: string): string {
  return readFileSync(join(SRC, file), 'utf8');
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '');
}

interface Import {
  readonly file: string;
  readonly name: string;
  /** Below src; null for a package. */
  readonly target: string | null;
  readonly isType: boolean;
}

function imports(): Import[] {
  return files.flatMap((file) =>
    [...withoutComments(read(file)).matchAll(/^(?:import|export)\s+(type\s+)?[^;]*?from\s+'([^']+)'/gm)].map(
      (match) => {
        const name = match[2] as string;
        const target = name.startsWith('.') ? normalize(join(dirname(file), name)) : null;
        return { file, name: packageOf(name), target, isType: match[1] !== undefined };
      },
    ),
  );
}

/** `csv-parse` of `csv-parse/sync`; paths and Node's own modules stay as they are. */
function packageOf(name: string): string {
  return /^[.]|^node:/.test(name) ? name : (/^(?:@[^/]+\/)?[^/]+/.exec(name)?.[0] ?? name);
}

function reaches(graph: Map<string, string[]>, from: string, goal: string): boolean {
  const seen = new Set<string>();
  const open = [...(graph.get(from) ?? [])];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next === goal) return true;
    if (seen.has(next)) continue;
    seen.add(next);
    open.push(...(graph.get(next) ?? []));
  }
  return false;
}

function tell(remedy: string): (found: Import) => string {
  return ({ file, name }) => `src/${file} imports ${name}: ${remedy}`;
}
