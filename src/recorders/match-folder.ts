/**
 * Folders that operating systems and file-system repair keep at the root of a card. What lies in them was thrown away
 * or torn apart by a machine; the dock's list still names every file that stays there.
 */
const SYSTEM_FOLDERS: readonly RegExp[] = [
  /^system volume information$/,
  /^\$recycle\.bin$/,
  /^recycle[rd]$/,
  /^lost\.dir$/,
  /^lost\+found$/,
  /^found\.\d{3}$/,
  /^\.trash(es|-\d{1,10})?$/,
  /^\.spotlight-v100$/,
  /^\.fseventsd$/,
  /^\.temporaryitems$/,
  /^\.documentrevisions-v100$/,
];

/** True when the file's folder is one of these or lies below one. FAT knows no case, so neither do we. */
export function isBelowAny(folder: string, roots: readonly string[]): boolean {
  const inside = `${folder.toLowerCase()}/`;
  return roots.some((root) => inside.startsWith(`${root.toLowerCase()}/`));
}

/** Only at the card's root: deeper down such a name is the wearer's own, and what it holds may be evidence. */
export function isSystemFolder(folder: string): boolean {
  const first = folder.split('/', 1)[0]?.toLowerCase() ?? '';
  return SYSTEM_FOLDERS.some((pattern) => pattern.test(first));
}
