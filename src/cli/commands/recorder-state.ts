import type { RecorderNo } from '../../evidence/ids.ts';
import type { RecorderState } from '../../evidence/registered-recorder.ts';
import { changeRecorder } from '../../recorders/change-register.ts';
import { registeredOrRefuse, withRegister } from '../register/change-register.ts';
import type { Session } from '../session.ts';
import { keepAndTell } from './recorder-change.ts';

export async function recorderState(session: Session, no: RecorderNo, state: RecorderState): Promise<number> {
  return withRegister(session, async (station, by) => {
    const change = changeRecorder(await registeredOrRefuse(station, no), { state }, by);
    return keepAndTell(session, station, { no, change, by, done: session.words.register.changed(no) });
  });
}
