/**
 * Limits of the rig only end what hangs. They are what a quiet machine needs many times over, and a machine with ten
 * others at work has needed more: an emulated guest has what they leave.
 */
export const PATIENCE = 3;
