/**
 * What `audit/` says in a finding about what it expected and found: the closed phrases, and patterns whose groups are
 * data. What is none of them is data as a whole.
 */
const PHRASES: Readonly<Record<string, string>> = {
  none: '无',
  'a file': '文件',
  file: '普通文件',
  folder: '文件夹',
  'symbolic-link': '符号链接',
  'special-file': '特殊文件',
  'no file': '没有文件',
  'no such file': '不应有该文件',
  'no regular file': '没有普通文件',
  'no entry': '没有条目',
  'an entry': '审计条目',
  'other text': '其他文本',
  'an entry in canonical JSON below 64 KiB': '不超过 64 KiB 的规范 JSON 审计条目',
  'no recording': '没有音像记录',
  'a row in the catalogue': '目录库中有登记',
  'a row in the register': '台账中有登记',
  'no row': '没有登记',
  'an intent, which the next start completes': '固化意向，下次启动时补齐',
  'no unfinished copy': '没有未完成的副本',
  'the folder of a recording': '音像记录的固化目录',
  'the folder of a sealed recording': '音像记录的固化目录',
  'a folder YYYY/MM/DD/<recorder no>': '文件夹：年/月/日/执法记录仪编号',
  'no such manifest in row or vault': '目录库和存储库中均无该固化清单',
  'lengths that do not add up': '长度不符',
  'a checkpoint': '检查点',
  'not UTF-8': '不是 UTF-8',
  'control characters': '含控制字符',
  'no blank line before the signatures': '签名之前没有空行',
  'a signature line that is none': '签名行格式有误',
  'the text is no checkpoint': '内容不是检查点',
  'given up, with a reason in the log': '已声明放弃，原因见审计日志',
};

const PATTERNS: readonly (readonly [pattern: RegExp, text: string])[] = [
  [/^number (\d+)$/, '序号 $1'],
  [/^a row, as entry (\d+) tells$/, '应有登记（第 $1 号条目）'],
  [/^mode (0\d+)$/, '权限 $1'],
  [/^size (\d+), root (\S+)$/, '树大小 $1，根哈希 $2'],
  [/^size (\d+), as the catalogue keeps it$/, '树大小 $1（目录库记载）'],
  [/^size (\d+)$/, '树大小 $1'],
  [/^(\d+) entries$/, '$1 条'],
  [/^(\d+) entries and none$/, '$1 条，没有检查点'],
  [/^(\d+) hashes$/, '$1 个哈希值'],
  [/^(\d+) B$/, '$1 字节'],
  [/^(\d+) other B$/, '不同的 $1 字节'],
  [/^(\d+) B derived from the entries$/, '由审计条目得出的 $1 字节'],
  [/^(\d+) B that are not its signature$/, '$1 字节，不是该签名'],
  [/^more than 64 B that are not its signature$/, '超过 64 字节，不是该签名'],
  [/^64 B by key (\S+)$/, '密钥 $1 的签名，64 字节'],
  [/^(\d+) B, sha256 (.*)$/, '$1 字节，sha256 $2'],
  [/^hash (\d+): none$/, '第 $1 个哈希值：无'],
  [/^hash (\d+): (\S+)$/, '第 $1 个哈希值：$2'],
  [/^leaf hash (\S+)$/, '叶哈希 $1'],
  [/^entry (\d+) with leaf hash none$/, '第 $1 号条目，没有叶哈希'],
  [/^entry (\d+) with leaf hash (\S+)$/, '第 $1 号条目，叶哈希 $2'],
  [/^its sealing as entry (\d+)$/, '第 $1 号条目为其固化'],
  [/^recording (\S+) with this entry$/, '音像记录 $1 登记该条目'],
  [/^a recording with entry (\d+)$/, '音像记录登记的是第 $1 号条目'],
  [/^a manifest of (\S+)$/, '固化清单 $1'],
  [/^one of (\S+)$/, '固化清单 $1'],
  [/^not before (\S+)$/, '不早于 $1'],
  [/^at most (\d+) findings$/, '最多 $1 项'],
  [/^(\d+) more$/, '另有 $1 项'],
  [/^a checkpoint of (.+)$/, '$1 的检查点'],
  [/^a signature by the key of (.+)$/, '$1 密钥的签名'],
  [/^the signature by (.+) is not over this text$/, '$1 的签名与内容不符'],
  [/^no signature by (.+)$/, '没有 $1 的签名'],
  [/^longer than (\d+) B$/, '超过 $1 字节'],
  [/^more than (\d+) signatures$/, '签名超过 $1 个'],
  [/^a time stamp of (\S+)$/, '$1 的时间戳'],
  [/^a cosignature by (\S+)$/, '$1 的见证签名'],
  [/^origin (".*")$/, '日志名称 $1'],
];

/** What was expected or found, in Chinese where it is one of our phrases. */
export function findingFact(text: string): string {
  if (Object.hasOwn(PHRASES, text)) return PHRASES[text] ?? text;
  return byPattern(PATTERNS, text);
}

const HEADS: Readonly<Record<string, string>> = {
  checkpoint: '检查点',
  catalogue: '目录库',
  'remembered head': '另存的检查点',
  'kept head': '密钥旁留存的检查点',
  'audit entries': '审计条目',
  'this list': '本清单',
};

const PLACES: readonly (readonly [pattern: RegExp, text: string])[] = [
  [/^staff (\S+): (\S+)$/, '人员 $1：$2'],
  [/^staff (\S+)$/, '人员 $1'],
  [/^session ([0-9a-f]+)(: \S+)?$/, '登录 $1$2'],
  [/^entry (\d+)$/, '第 $1 号条目'],
  [/^entries (\d+)-(\d+)$/, '第 $1 至 $2 号条目'],
  [/^(\S+): id of the row$/, '$1：目录库中的编号'],
  [/^(\S+): id in the manifest$/, '$1：固化清单中的编号'],
  [/^(\S+): folder in the row$/, '$1：目录库中的目录'],
  [/^(\S+): local time in the manifest$/, '$1：固化清单中的当地时间'],
  [/^(\S+): sealed name$/, '$1：固化文件名'],
];

/** What a finding is about, where that is no path; several heads that say the same are named with commas. */
export function findingAbout(text: string): string {
  const heads = text.split(', ');
  if (heads.every((head) => Object.hasOwn(HEADS, head))) return heads.map((head) => HEADS[head]).join('、');
  return byPattern(PLACES, text);
}

function byPattern(patterns: typeof PATTERNS, text: string): string {
  const found = patterns.find(([pattern]) => pattern.test(text));
  return found === undefined ? text : text.replace(found[0], found[1]);
}
