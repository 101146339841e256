import type { RecorderNo } from '../../evidence/ids.ts';
import type { RecorderState } from '../../evidence/registered-recorder.ts';
import { changeRecorder } from '../../recorders/change-register.ts';
import { registeredOrRefuse, withRegister } from '../register/change-register.ts';
import type { Session } from '../session.ts';
import { keepAndTell } from './recorder-change.ts';

export async function recorderState(session: Session, no: RecorderNo, state: RecorderState): Promise<number> {
  return withRegister(session, async (station, by) => {
    const before = await registeredOrRefuse(station, no);
    const change = changeRecorder(before, { state }, by);
    const done = session.words.register.changed(before.no);
    return keepAndTell(session, station, { no: before.no, change, by, done });
  });
}
