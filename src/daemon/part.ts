/** Something of the daemon that runs beside the docks and is ended with it. */
export interface Part {
  stop(): Promise<void>;
}
