/** Whether a person can read it on one line, and it fits. @param limit UTF-16 units. */
export function isPlainText(text: string, limit: number): boolean {
  return text.length <= limit && text.isWellFormed() && !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(text);
}
