import type { PaperWords } from '../../words/paper-words.ts';
import type { Register, RegisterLine, RegisterPerson } from './register.ts';
import { COLUMNS, cellsOf, localText } from './register-cells.ts';

const STYLE = `@page{size:A4 landscape;margin:12mm}
body{font:10pt/1.4 "SimSun","Songti SC","Noto Serif CJK SC",serif;color:#000;margin:0 auto;max-width:270mm}
h1{font-size:18pt;text-align:center;margin:0}.no{text-align:center;margin:2mm 0 4mm}
h2{font-size:12pt;margin:6mm 0 2mm}table{border-collapse:collapse;width:100%}
th,td{border:.3mm solid #000;padding:1mm 1.5mm;vertical-align:top;text-align:left;overflow-wrap:anywhere}
thead{display:table-header-group}tr{break-inside:avoid}.hash,pre{font:7pt/1.3 monospace;white-space:pre-wrap}
.heads th{width:30mm;white-space:nowrap}.signs{display:flex;gap:4mm;margin-top:10mm;break-inside:avoid}
.signs div{flex:1;border:.3mm solid #000;height:28mm;padding:1.5mm;position:relative}
.signs small{position:absolute;bottom:1.5mm;right:1.5mm}`;

/** Ready to be printed, signed by hand and bound; it loads nothing from anywhere. */
export function registerHtml(register: Register, words: PaperWords): string {
  const { destroyed, others, zone } = register;
  const title = `${words.title} ${words.number(String(register.register))}`;
  return `<!doctype html>
<html lang="${words.language}"><head><meta charset="utf-8"><title>${escaped(title)}</title><style>${STYLE}</style></head>
<body><h1>${escaped(words.title)}</h1><p class="no">${escaped(words.number(String(register.register)))}</p>
${headsTable(register, words)}
<h2>${escaped(words.destroyedPart(String(destroyed.length)))}</h2>
${linesTable(destroyed, zone, words)}
<h2>${escaped(words.othersPart(String(others.length)))}</h2>
${others.length === 0 ? `<p>${escaped(words.noOthers)}</p>` : linesTable(others, zone, words)}
<p>${escaped(words.caveat)}</p>
<div class="signs">${words.signatures.map((who) => signature(who, words)).join('')}</div>
</body></html>
`;
}

function headsTable(register: Register, words: PaperWords): string {
  const { heads } = words;
  const at = (time: Register['endedAt'] | null) => (time === null ? '' : localText(time, register.zone));
  const person = (who: RegisterPerson, time: Register['endedAt'] | null) =>
    `${who.name ?? words.none}（${who.staff ?? words.none}） ${at(time)}`;
  const rows: readonly (readonly [string, string])[] = [
    [heads.bureau, register.bureau ?? words.none],
    [heads.station, register.station],
    [heads.batch, register.batch],
    [heads.period, register.period],
    [heads.policy, `${register.policy} v${register.policyVersion}`],
    [heads.proposedBy, person(register.proposedBy, register.submittedAt)],
    ...(register.approval?.decisions ?? []).map(
      (each) =>
        [heads.appraisal, `${person(each, each.at)} ${each.role} ${each.decision}: ${each.reason}`] as const,
    ),
    [heads.executedBy, person(register.executedBy, register.startedAt)],
    ...register.witnesses.map((each) => [heads.witnesses, person(each, each.at)] as const),
    [heads.started, at(register.startedAt)],
    [heads.ended, at(register.endedAt)],
    [heads.destroyed, words.amount(String(register.destroyed.length), String(register.destroyedBytes))],
    [heads.listSha256, register.listSha256],
    [heads.key, register.key],
  ];
  const checkpoint =
    register.checkpoint === null
      ? ''
      : `<tr><th>${escaped(heads.checkpoint)}</th><td><pre>${escaped(register.checkpoint)}</pre></td></tr>`;
  return `<table class="heads">${rows
    .map(([name, value]) => `<tr><th>${escaped(name)}</th><td>${escaped(value)}</td></tr>`)
    .join('')}${checkpoint}</table>`;
}

function linesTable(lines: readonly RegisterLine[], zone: string, words: PaperWords): string {
  const titles = COLUMNS.map((column) => `<th>${escaped(words.columns[column])}</th>`).join('');
  const rows = lines.map((line) => {
    const cells = cellsOf(line, zone, words).map((cell, at) =>
      COLUMNS[at] === 'sha256' ? `<td class="hash">${escaped(cell)}</td>` : `<td>${escaped(cell)}</td>`,
    );
    return `<tr>${cells.join('')}</tr>\n`;
  });
  return `<table><thead><tr>${titles}</tr></thead><tbody>${rows.join('')}</tbody></table>`;
}

function signature(who: string, words: PaperWords): string {
  return `<div>${escaped(who)}（${escaped(words.signHere)}）<small>${escaped(words.date)}</small></div>`;
}

/** What stands in it may come from a card. */
function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
