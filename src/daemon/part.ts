/** Something of the daemon that runs beside the docks and is ended with it. */
export interface Part {
  stop(): Promise<void>;
}

/** Ends all of them, the last one begun first; one that cannot be ended does not keep the others running. */
export async function stopParts(parts: readonly Part[], onFailure: (thrown: unknown) => void): Promise<void> {
  for (const part of [...parts].reverse()) {
    try {
      await part.stop();
    } catch (thrown) {
      onFailure(thrown);
    }
  }
}
