import { openByteMover } from '../../src/adapters/mover/open-byte-mover.ts';
import { byteMoverContract } from '../contracts/byte-mover.contract.ts';
import { PlainMover } from '../fakes/plain-mover.ts';

byteMoverContract('the worker pool', () => openByteMover());
byteMoverContract('a pool of one worker with one slot', () =>
  openByteMover({ workers: 1, filesPerWorker: 1 }),
);
byteMoverContract('the plain mover', () => new PlainMover());
