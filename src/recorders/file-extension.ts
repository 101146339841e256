/** The part after the last dot in lower case, `''` without one. A name that only begins with a dot has none. */
export function extensionOf(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot > 0 ? name.slice(dot + 1).toLowerCase() : '';
}

/** The name with its extension in lower case: `A_1.MP4` and `A_1.mp4` are built alike. */
export function withLowerExtension(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot > 0 ? name.slice(0, dot) + name.slice(dot).toLowerCase() : name;
}
