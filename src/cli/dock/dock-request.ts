import { randomBytes } from 'node:crypto';
import type { DockRequest } from '../../evidence/dock.ts';
import { dockIdOf } from '../../evidence/ids.ts';
import type { Medium } from '../../evidence/medium.ts';
import { utcOf } from '../../evidence/time.ts';
import type { CliStation } from '../doors.ts';
import type { AskedDock } from './asked-docks.ts';

/** What a person has asked for, with the medium that it is meant for; null for a plain folder. */
export function requestOf(
  { clock }: Pick<CliStation, 'clock'>,
  asked: AskedDock,
  medium: Medium | null,
): DockRequest {
  const id = dockIdOf(utcOf(clock.read().wallMs), randomBytes(4).toString('hex'));
  return { ...asked, id, origin: 'cli', medium };
}

/** As many docks as are looked through for the one before; a station has fewer ports. */
const DOCKS_LOOKED_AT = 256;

/**
 * The medium that is mounted at this path: as an earlier dock of the same visit was told of it (port, USB, file
 * system), else as far as the kernel tells it. So a dock by hand is the same visit, in the same slot, as the one of the
 * mount helper.
 */
export async function mediumAt(
  { catalog, cleaner, clock }: Pick<CliStation, 'catalog' | 'cleaner' | 'clock'>,
  path: string,
): Promise<Medium | null> {
  const mounted = await cleaner.mediumAt(path);
  if (mounted === null) return null;
  const { device, diskSeq } = mounted;
  const { boot } = clock.read();
  const docks = await catalog.docks({ recorder: null, before: null, limit: DOCKS_LOOKED_AT });
  const known = docks.find(
    (dock) =>
      diskSeq !== null &&
      dock.boot === boot &&
      dock.medium?.diskSeq === diskSeq &&
      dock.medium.device === device,
  );
  const { medium = null } = known ?? {};
  return medium ?? { ...UNTOLD, device, diskSeq };
}

const UNTOLD = { port: null, usb: null, fileSystem: null, fileSystemId: null, sizeBytes: null } as const;
