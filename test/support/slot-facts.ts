import type { DockRequest } from '../../src/evidence/dock.ts';
import type { DockId } from '../../src/evidence/ids.ts';
import type { Medium } from '../../src/evidence/medium.ts';
import type { DockProgress } from '../../src/ports/status-board.ts';
import type { UsbDevice } from '../../src/ports/usb-watch.ts';

export function mediumOf(diskSeq: string | null, device: string | null, port: string | null = '1-2'): Medium {
  return { diskSeq, device, port, usb: null, fileSystem: 'vfat', fileSystemId: null, sizeBytes: null };
}

export function requestOf(id: string, medium: Medium | null, path = '/run/media/sdb1'): DockRequest {
  return { id: id as DockId, path, origin: 'marker', label: null, recorder: null, model: null, medium };
}

export function progressOf(dock: string, phase: DockProgress['phase']): DockProgress {
  return {
    dock,
    path: '/run/media/sdb1',
    recorder: null,
    model: null,
    dirty: null,
    phase,
    filesTotal: 0,
    filesDone: 0,
    bytesTotal: 0,
    bytesDone: 0,
    bytesPerSecond: null,
    secondsLeft: null,
    startedAt: '2026-11-20T08:00:00.000Z',
    result: null,
    code: null,
  };
}

export function usbDevice(port: string, interfaces: readonly number[] = [8]): UsbDevice {
  return {
    port,
    vendorId: 0x1234,
    productId: 1,
    manufacturer: 'Maker',
    product: 'Recorder',
    serial: '1',
    interfaces,
  };
}
